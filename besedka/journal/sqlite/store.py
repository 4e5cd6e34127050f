"""The journal's file: what is written to it, and what becomes of a write that failed.

All methods block, and none may be called while another one runs; any thread may call them.

A transaction that fails before its COMMIT has certainly not been stored. A COMMIT that fails may have been: its frames
may stand in the WAL, on the disk or only in the page cache, and a later start could find them. `settle` finds the truth
and makes it durable:

1. Write the WAL over itself and sync it. The disk now has what the page cache has, whatever the failed fsync has left.
2. Close the connection, which forgets what it believed.
3. Open the file as its only user (`locking_mode = EXCLUSIVE`), so that SQLite recovers it from the WAL as after a
   crash, and look whether the entries are there.
4. If another process is reading the file, it cannot be opened so. Then a small transaction is committed in the place of
   the frames in question; once it is on the disk, they can no longer be recovered.
"""

import sqlite3
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from besedka.chat import Stamp
from besedka.chat.state.messages import HistoryRow
from besedka.journal.errors import DamagedError, JournalError
from besedka.journal.journal import Opening
from besedka.journal.log import JournalLog
from besedka.journal.sqlite.archive.table import insert as insert_messages
from besedka.journal.sqlite.archive.table import newest_seq
from besedka.journal.sqlite.archive.words import Words
from besedka.journal.sqlite.connections import Connections
from besedka.journal.sqlite.disk import explain, mode_for_others, rewrite, sync_directory
from besedka.journal.sqlite.inserting import Row, insert, text_size
from besedka.journal.sqlite.locking import FileLock, lock_journal
from besedka.journal.sqlite.reading import Position, read_opening
from besedka.journal.sqlite.retention import Retention, delete, first_to_keep
from besedka.journal.sqlite.schema import DAMAGE, Connect, checksum, connect, create, siblings

__all__ = ["Outcome", "Store"]

_SNAPSHOTS = 2

_WAL_PAGES = 1000
"""Approximate number of pages in the WAL from which they are copied into the file; SQLite's own default."""
_TOO_MANY_PAGES = 8 * _WAL_PAGES
"""Pages in the WAL from which a look at the messages is interrupted so that the WAL can be emptied. Chosen: the longest
look ends sooner than that even while the journal is flooded."""

_PAGES_A_COMMIT = 3
_BYTES_A_PAGE = 3500

Change = Callable[[sqlite3.Connection], object]


class Outcome(Enum):
    """What became of a transaction."""

    STORED = "stored"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Store:
    """The file at `path`, and its lock. `connect` is replaced by tests."""

    def __init__(self, path: Path, log: JournalLog, *, connect: Connect = connect) -> None:
        self._path = path
        self._wal = siblings(path)[0]
        self._log = log
        self._connect = connect
        self.connections = Connections(path, connect)
        self.words = Words(log)
        self._lock: FileLock | None = None
        self._connection: sqlite3.Connection | None = None
        self._doubtful: Sequence[Row] = ()
        """The rows of a transaction whose outcome is unknown."""
        self.error: Exception | None = None
        """Why the last write failed."""
        self._sound = True
        """False after a failed sync, until `settle`: nothing may be committed behind frames that may get lost."""
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
            connection = self._reconnect()
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

        self._doubtful = rows
        outcome = self._transact(add)
        self._wal_pages += _PAGES_A_COMMIT + text_size(rows, messages) // _BYTES_A_PAGE
        if outcome is Outcome.UNKNOWN:
            self._doubtful = rows
            return self.settle()
        self._doubtful = ()
        return outcome

    def settle(self) -> Outcome:
        """Find out whether the doubtful rows are stored, and make it durable. `UNKNOWN` if the disk does not let us."""
        self._sound = False
        try:
            rewrite(self._wal)
            with self.connections.alone():
                self._disconnect()
                sync_directory(self._path.parent)
                found = self._look()
        except (sqlite3.Error, OSError, JournalError) as error:
            self.error = error
            return Outcome.UNKNOWN
        self._sound, self._doubtful = True, ()
        return Outcome.STORED if found else Outcome.ABSENT

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
        connection = self._current()
        limit = first_to_keep(connection, retention, now)
        first = connection.execute("SELECT min(seq) FROM entries").fetchone()[0]
        if first is None or first >= limit:
            return False
        return self._change(lambda connection: delete(connection, first, limit, self.words))

    def index(self, messages: Sequence[HistoryRow] = ()) -> bool:
        """Store what is not stored yet of these messages, and index the words of the next ones, in one transaction.

        Return whether anything was done, as there may be more to index then.
        """
        if not messages and not self.words.are_behind(self._current()):
            return False

        def add(connection: sqlite3.Connection) -> None:
            insert_messages(connection, messages)
            if self.words.are_behind(connection):
                self.words.index(connection)

        self._wal_pages += text_size((), messages) // _BYTES_A_PAGE
        return self._change(add)

    def checkpoint(self) -> None:
        """Copy the WAL into the file, so that the WAL can be used from its beginning again. Raises `sqlite3.Error`."""
        self._wal_pages = 0
        try:
            _, pages, _ = self._checkpoint()
            if pages > _TOO_MANY_PAGES:
                with self.connections.alone():
                    self._checkpoint()
        except sqlite3.Error:
            self._sound = False
            raise

    def _checkpoint(self) -> tuple[int, int, int]:
        found: tuple[int, int, int] = self._current().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return found

    def close(self) -> None:
        """Close the file and release its lock. Idempotent; errors are logged, as what was stored is stored."""
        self.connections.end_reading()
        with self.connections.alone():
            self._start_anew()
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    def _skip(self, seq: int, why: str) -> None:
        self._log.warning("journal-snapshot", seq=seq, why=why)

    # Transactions.

    def _transact(self, change: Change) -> Outcome:
        """Carry out `change` in one transaction."""
        if not self._sound and self.settle() is Outcome.UNKNOWN:
            return Outcome.ABSENT
        try:
            connection = self._current()
            self.connections.check_file()
            connection.execute("BEGIN IMMEDIATE")
            change(connection)
        except (sqlite3.Error, OSError) as error:
            self.error = error
            self._start_anew()
            return Outcome.ABSENT
        except BaseException:
            self._start_anew()  # Otherwise its transaction would stay open, and none could begin.
            raise
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self.error = error
            return Outcome.UNKNOWN
        return Outcome.STORED

    def _change(self, change: Change) -> bool:
        """Carry out a change that does no harm if it turns out to be stored or not; return whether it certainly is."""
        outcome = self._transact(change)
        if outcome is Outcome.UNKNOWN:
            self.settle()
        if outcome is not Outcome.STORED:
            self._log.warning("journal-upkeep", why=str(self.error))
        return outcome is Outcome.STORED

    def _look(self) -> bool:
        """Return whether the doubtful rows are stored, as a start after a crash would find them."""
        try:
            connection = self.connections.open(alone=True)
        except sqlite3.OperationalError:
            return self._overwrite()
        try:
            return self._has_doubtful(connection)
        finally:
            self.connections.close(connection)

    def _overwrite(self) -> bool:
        """As `_look`, while other processes read the file: commit something after what is certain."""
        connection = self._reconnect()
        connection.execute("UPDATE settled SET times = times + 1")
        return self._has_doubtful(connection)

    def _has_doubtful(self, connection: sqlite3.Connection) -> bool:
        if not self._doubtful:
            return False
        first, last = self._doubtful[0][0], self._doubtful[-1][0]
        rows = connection.execute(
            "SELECT seq, entry FROM entries WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, last)
        )
        found = rows.fetchall()
        if found and found != [(row[0], row[3]) for row in self._doubtful]:
            raise DamagedError(f"entry {first}")
        return bool(found)

    # Connections.

    def _current(self) -> sqlite3.Connection:
        return self._connection or self._reconnect()

    def _reconnect(self) -> sqlite3.Connection:
        self._disconnect()
        self._connection = self.connections.open()
        return self._connection

    def _start_anew(self) -> None:
        """Drop a connection in whatever state it is; the next use opens another one."""
        try:
            self._disconnect()
        except sqlite3.Error as error:
            self._log.warning("journal-close", why=str(error))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self.connections.close(connection)
