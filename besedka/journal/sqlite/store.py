"""What is written to a journal's file.

All methods block, and none may be called while another one runs; any thread may call them.
"""

import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from besedka.chat import Stamp
from besedka.chat.state.messages import HistoryRow
from besedka.journal.errors import DamagedError
from besedka.journal.journal import Opening
from besedka.journal.log import JournalLog
from besedka.journal.sqlite.archive.table import insert as insert_messages
from besedka.journal.sqlite.archive.table import newest_seq
from besedka.journal.sqlite.archive.words import Words
from besedka.journal.sqlite.entries import Position, Row, are_stored, insert
from besedka.journal.sqlite.file.connections import DAMAGE, Connect, Connections, connect
from besedka.journal.sqlite.file.creating import create
from besedka.journal.sqlite.file.disk import explain, mode_for_others
from besedka.journal.sqlite.file.locking import FileLock, lock_journal
from besedka.journal.sqlite.file.schema import checksum
from besedka.journal.sqlite.file.transactions import Change, Outcome, Transactions
from besedka.journal.sqlite.reading import read_opening
from besedka.journal.sqlite.retention import Retention, delete, first_to_keep

__all__ = ["Store"]

_SNAPSHOTS = 2

_WAL_PAGES = 1000
"""Approximate number of pages in the WAL from which they are copied into the file; SQLite's own default."""
_PAGES_A_COMMIT = 3
_BYTES_A_PAGE = 3500

_COLUMNS_SIZE = 100
"""Approximate characters of a message's columns other than its text."""


class Store:
    """The file at `path`, and its lock. `connect` is replaced by tests."""

    def __init__(self, path: Path, log: JournalLog, *, connect: Connect = connect) -> None:
        self._path = path
        self._log = log
        self._connect = connect
        self.connections = Connections(path, connect)
        self._transactions = Transactions(path, self.connections, log)
        self.words = Words(log)
        self._lock: FileLock | None = None
        self._wal_pages = 0
        self.newest_message = 0
        """The entry of the newest message that was stored when the file was opened."""
        self.words_are_behind = False
        """Whether there was something to index when the file was opened."""

    def open(self) -> tuple[Opening, Position]:
        """Lock the file, create it if there is none, and read it.

        Raises `JournalError`, `OSError` and `sqlite3.Error`, and so does consuming the entries; then the file is
        unchanged. `close` releases what was opened.
        """
        self._lock = lock_journal(self._path)
        create(self._path, self._connect)
        if mode := mode_for_others(self._path):
            self._log.warning("journal-mode", mode=mode)
        try:
            connection = self._transactions.connection()
            found = read_opening(connection, self._skip)
            self.words.mend(connection)
            self.newest_message = newest_seq(connection)
            self.words_are_behind = self.words.are_behind(connection)
            return found
        except sqlite3.OperationalError as error:
            raise explain(error, self._path) from error
        except DAMAGE as error:
            raise DamagedError(str(error)) from None

    def write(self, rows: Sequence[Row], messages: Sequence[HistoryRow] = ()) -> Outcome:
        """Store the rows, and what is not stored yet of these messages of earlier entries, in one transaction, durably.

        `UNKNOWN` asks for `settle`; nothing else may be done before.
        """

        def add(connection: sqlite3.Connection) -> None:
            insert(connection, rows)
            insert_messages(connection, messages)

        outcome = self._transactions.commit(add, partial(are_stored, rows))
        self._wal_pages += _PAGES_A_COMMIT + _text_size(rows, messages) // _BYTES_A_PAGE
        return outcome

    def settle(self) -> Outcome:
        """Find out whether the doubtful rows are stored, and make it durable. `UNKNOWN` if the disk does not let us."""
        return self._transactions.settle()

    @property
    def error(self) -> Exception | None:
        """Why the last transaction failed."""
        return self._transactions.error

    @property
    def wal_is_large(self) -> bool:
        """Whether it is time for a `checkpoint`."""
        return self._wal_pages >= _WAL_PAGES

    def keep(self, last: Stamp, text: str, messages: Sequence[HistoryRow] = ()) -> bool:
        """Store the snapshot after the entry `last`, and delete all but the last two; return whether it was stored.

        So is what is not stored yet of the messages, which are all those that may be missing up to the snapshot.
        """
        row = (last.seq, last.at, text, checksum(text))

        def replace(connection: sqlite3.Connection) -> None:
            insert_messages(connection, messages)
            connection.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)", row)
            connection.execute(
                "DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ?)",
                (_SNAPSHOTS,),
            )

        return self._change(replace)

    def trim(self, retention: Retention, now: int) -> bool:
        """Delete some of the entries that need not be kept, and their messages; return whether there may be more."""
        connection = self._transactions.connection()
        limit = first_to_keep(connection, retention, now)
        first = connection.execute("SELECT min(seq) FROM entries").fetchone()[0]
        if first is None or first >= limit:
            return False
        return self._change(lambda connection: delete(connection, first, limit, self.words))

    def index(self, messages: Sequence[HistoryRow] = ()) -> bool:
        """Store what is not stored yet of these messages, and index the words of the next ones, in one transaction.

        Return whether anything was done, as there may be more to index then.
        """
        if not messages and not self.words.are_behind(self._transactions.connection()):
            return False

        def add(connection: sqlite3.Connection) -> None:
            insert_messages(connection, messages)
            if self.words.are_behind(connection):
                self.words.index(connection)

        self._wal_pages += _text_size((), messages) // _BYTES_A_PAGE
        return self._change(add)

    def checkpoint(self) -> None:
        """Copy the WAL into the file, so that the WAL can be used from its beginning again. Raises `sqlite3.Error`."""
        self._wal_pages = 0
        self._transactions.checkpoint()

    def close(self) -> None:
        """Close the file and release its lock. Idempotent; errors are logged, as what was stored is stored."""
        self.connections.end_reading()
        with self.connections.alone():
            self._transactions.drop_connection()
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    def _skip(self, seq: int, why: str) -> None:
        self._log.warning("journal-snapshot", seq=seq, why=why)

    def _change(self, change: Change) -> bool:
        """Carry out a change that does no harm if it turns out to be stored or not; return whether it certainly is."""
        outcome = self._transactions.commit(change)
        if outcome is not Outcome.STORED:
            self._log.warning("journal-upkeep", why=str(self.error))
        return outcome is Outcome.STORED


def _text_size(rows: Sequence[Row], messages: Sequence[HistoryRow]) -> int:
    """Return approximately how many characters it takes to store the entries and messages."""
    return sum(len(row[3]) for row in rows) + sum(_COLUMNS_SIZE + len(row.message.text) for row in messages)
