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

import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from besedka.chat import Snapshot, write_snapshot
from besedka.journal.errors import DamagedError, JournalError
from besedka.journal.journal import Opening
from besedka.journal.log import JournalLog
from besedka.journal.sqlite.disk import allocate, explain, mode_for_others, rewrite, sync_directory
from besedka.journal.sqlite.inserting import Row, insert
from besedka.journal.sqlite.locking import FileLock, lock_journal
from besedka.journal.sqlite.reading import Position, read_opening
from besedka.journal.sqlite.retention import Retention, first_to_keep
from besedka.journal.sqlite.schema import DAMAGE, Connect, check_header, checksum, connect, create, prepare

__all__ = ["Outcome", "Store"]

_SNAPSHOTS = 2
_TRIMMED_AT_ONCE = 1000
"""Entries deleted in one transaction."""

_WAL_PAGES = 1000
"""Approximate number of pages in the WAL from which they are copied into the file; SQLite's own default."""
_INDEX_SIZE = 1 << 17
"""Bytes of the index of a WAL of 16,000 pages."""

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
        self._wal = path.with_name(path.name + "-wal")
        self._log = log
        self._connect = connect
        self._lock: FileLock | None = None
        self._connection: sqlite3.Connection | None = None
        self._doubtful: Sequence[Row] = ()
        """The rows of a transaction whose outcome is unknown."""
        self.error: Exception | None = None
        """Why the last write failed."""
        self._sound = True
        """False after a failed sync, until `settle`: nothing may be committed behind frames that may get lost."""
        self._wal_pages = 0
        self._index: int | None = None
        """A descriptor of the WAL's index, as long as there is a connection."""

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
            return read_opening(connection, self._skip)
        except sqlite3.OperationalError as error:
            raise explain(error, self._path) from error
        except DAMAGE as error:
            raise DamagedError(str(error)) from None

    def write(self, rows: Sequence[Row]) -> Outcome:
        """Store the rows in one transaction, durably. `UNKNOWN` asks for `settle`; nothing else may be done before."""
        self._doubtful = rows
        outcome = self._transact(lambda connection: insert(connection, rows))
        self._wal_pages += _PAGES_A_COMMIT + sum(len(row[3]) for row in rows) // _BYTES_A_PAGE
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

    def keep(self, snapshot: Snapshot) -> bool:
        """Store a snapshot, and delete all but the last two; return whether it was stored."""
        text = json.dumps(write_snapshot(snapshot), separators=(",", ":"))
        row = (snapshot.last.seq, snapshot.last.at, text, checksum(text))

        def replace(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)", row)
            connection.execute(
                "DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ?)",
                (_SNAPSHOTS,),
            )

        return self._change(replace)

    def trim(self, retention: Retention, now: int) -> bool:
        """Delete some of the entries that need not be kept; return whether there may be more."""
        connection = self._current()
        limit = first_to_keep(connection, retention, now)
        first = connection.execute("SELECT min(seq) FROM entries").fetchone()[0]
        if first is None or first >= limit:
            return False
        until = min(limit, first + _TRIMMED_AT_ONCE)
        done = self._change(
            lambda connection: connection.execute("DELETE FROM entries WHERE seq < ?", (until,))
        )
        return done and until < limit

    def checkpoint(self) -> None:
        """Copy the WAL into the file, so that the WAL can be used from its beginning again. Raises `sqlite3.Error`."""
        self._wal_pages = 0
        try:
            self._current().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error:
            self._sound = False
            raise

    def close(self) -> None:
        """Close the file and release its lock. Idempotent; errors are logged, as what was stored is stored."""
        try:
            self._disconnect()
        except sqlite3.Error as error:
            self._log.warning("journal-close", why=str(error))
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
            connection.execute("BEGIN IMMEDIATE")
            change(connection)
        except (sqlite3.Error, OSError) as error:
            self.error = error
            self._start_anew()
            return Outcome.ABSENT
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
            connection = self._open(alone=True)
        except sqlite3.OperationalError:
            return self._overwrite()
        try:
            return self._has_doubtful(connection)
        finally:
            connection.close()

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
        self._connection = self._open()
        return self._connection

    def _open(self, *, alone: bool = False) -> sqlite3.Connection:
        # Without the check, SQLite would create a missing file anew.
        check_header(self._path)
        connection = self._connect(self._path)
        try:
            if alone:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            prepare(connection)
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                raise sqlite3.OperationalError("the file system does not support a write-ahead log")
            connection.execute("SELECT times FROM settled").fetchone()
            if not alone:
                self._allocate_index()
        except BaseException:
            connection.close()
            self._close_index()
            raise
        return connection

    def _allocate_index(self) -> None:
        """Give the WAL's index blocks on the disk, as it is mapped into memory.

        SQLite writes one byte in every 4096. With smaller blocks, on a full disk, touching the others would end the
        process (SIGBUS).
        """
        self._index = os.open(self._path.with_name(self._path.name + "-shm"), os.O_RDWR)
        allocate(self._index, _INDEX_SIZE)

    def _close_index(self) -> None:
        """Call only after the connection is closed: POSIX drops SQLite's locks with any descriptor of the file."""
        descriptor, self._index = self._index, None
        if descriptor is not None:
            os.close(descriptor)

    def _start_anew(self) -> None:
        """Drop a connection in whatever state it is; the next use opens another one."""
        try:
            self._disconnect()
        except sqlite3.Error as error:
            self._log.warning("journal-close", why=str(error))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.close()
        finally:
            self._close_index()
