"""Transactions of a journal file, and what becomes of one that failed.

A transaction that fails before its COMMIT has certainly not been stored. A COMMIT that fails may have been: its frames
may stand in the WAL, on the disk or only in the page cache, and a later start could find them. `settle` finds the truth
and makes it durable:

1. Write the WAL over itself and sync it. The disk now has what the page cache has, whatever the failed fsync has left.
2. Close the connection, which forgets what it believed.
3. Open the file as its only user (`locking_mode = EXCLUSIVE`), so that SQLite recovers it from the WAL as after a
   crash, and look whether the changes are there.
4. If another process is reading the file, it cannot be opened so. Then a small transaction is committed in the place of
   the frames in question; once it is on the disk, they can no longer be recovered.
"""

import sqlite3
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from besedka.journal.errors import JournalError
from besedka.journal.log import JournalLog
from besedka.journal.sqlite.file.connections import Connections
from besedka.journal.sqlite.file.disk import rewrite, sync_directory
from besedka.journal.sqlite.file.recognizing import siblings

__all__ = ["Change", "Outcome", "Transactions"]

_TOO_MANY_PAGES = 8000
"""Pages in the WAL from which a look at the messages is interrupted so that the WAL can be emptied. Chosen: the longest
look ends sooner than that even while the journal is flooded."""

Change = Callable[[sqlite3.Connection], object]
IsStored = Callable[[sqlite3.Connection], bool]


class Outcome(Enum):
    """What became of a transaction."""

    STORED = "stored"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def _never(_: sqlite3.Connection) -> bool:
    return False


class Transactions:
    """Changes of the file at `path`, through one of its `connections`.

    All methods block, and none may be called while another one runs; any thread may call them.
    """

    def __init__(self, path: Path, connections: Connections, log: JournalLog) -> None:
        self._path = path
        self._wal = siblings(path)[0]
        self._connections = connections
        self._log = log
        self._connection: sqlite3.Connection | None = None
        self._is_stored: IsStored = _never
        """Whether a transaction whose outcome is unknown is stored."""
        self._sound = True
        """False after a failed sync, until `settle`: nothing may be committed behind frames that may get lost."""
        self.error: Exception | None = None
        """Why the last transaction failed."""

    def connection(self) -> sqlite3.Connection:
        """Return the open connection; open it if there is none. Raises what `Connections.open` does."""
        return self._connection or self._reconnect()

    def commit(self, change: Change, is_stored: IsStored = _never) -> Outcome:
        """Carry out `change` in one transaction, durably. What it raises is raised, except errors of the disk.

        `is_stored` is asked if the COMMIT fails; without it, a change that does no harm either way counts as absent.
        `UNKNOWN` asks for `settle`; nothing else may be done before.
        """
        if not self._sound and self.settle() is Outcome.UNKNOWN:
            return Outcome.ABSENT
        self._is_stored = is_stored
        outcome = self._carry_out(change)
        if outcome is Outcome.UNKNOWN:
            return self.settle()
        self._is_stored = _never
        return outcome

    def settle(self) -> Outcome:
        """Find out whether a doubtful change is stored, and make it durable; `UNKNOWN` if the disk does not let us."""
        self._sound = False
        try:
            rewrite(self._wal)
            with self._connections.alone():
                self._disconnect()
                sync_directory(self._path.parent)
                found = self._look()
        except (sqlite3.Error, OSError, JournalError) as error:
            self.error = error
            return Outcome.UNKNOWN
        self._sound, self._is_stored = True, _never
        return Outcome.STORED if found else Outcome.ABSENT

    def checkpoint(self) -> None:
        """Copy the WAL into the file, so that the WAL can be used from its beginning again. Raises `sqlite3.Error`."""
        try:
            _, pages, _ = self._checkpoint()
            if pages > _TOO_MANY_PAGES:
                with self._connections.alone():
                    self._checkpoint()
        except sqlite3.Error:
            self._sound = False
            raise

    def drop_connection(self) -> None:
        """Close the connection, in whatever state it is; the next use opens another one. Errors are logged."""
        try:
            self._disconnect()
        except sqlite3.Error as error:
            self._log.warning("journal-close", why=str(error))

    def _carry_out(self, change: Change) -> Outcome:
        try:
            connection = self.connection()
            self._connections.check_file()
            connection.execute("BEGIN IMMEDIATE")
            change(connection)
        except (sqlite3.Error, OSError) as error:
            self.error = error
            self.drop_connection()
            return Outcome.ABSENT
        except BaseException:
            self.drop_connection()  # Otherwise its transaction would stay open, and none could begin.
            raise
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self.error = error
            return Outcome.UNKNOWN
        return Outcome.STORED

    def _look(self) -> bool:
        """Return whether the doubtful change is stored, as a start after a crash would find it."""
        try:
            connection = self._connections.open(alone=True)
        except sqlite3.OperationalError:
            return self._overwrite()
        try:
            return self._is_stored(connection)
        finally:
            self._connections.close(connection)

    def _overwrite(self) -> bool:
        """As `_look`, while other processes read the file: commit something after what is certain."""
        connection = self._reconnect()
        connection.execute("UPDATE settled SET times = times + 1")
        return self._is_stored(connection)

    def _checkpoint(self) -> tuple[int, int, int]:
        found: tuple[int, int, int] = self.connection().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return found

    def _reconnect(self) -> sqlite3.Connection:
        self._disconnect()
        self._connection = self._connections.open()
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._connections.close(connection)
