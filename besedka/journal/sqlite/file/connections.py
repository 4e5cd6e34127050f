"""All connections of this process to a journal file, and which of them may be open at the same time.

The journal writes through one connection. Another one, in another thread, reads: it is opened for each look and closed
after it, so that it keeps no data in the WAL for longer.

POSIX drops all locks that a process has on a file when it closes any descriptor of that file. SQLite knows that of its
own descriptors; ours of the file itself and of the WAL's index must be opened and closed while it has no locks.
"""

import errno
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from besedka.journal.sqlite.file.disk import allocate
from besedka.journal.sqlite.file.recognizing import check_header

__all__ = [
    "DAMAGE",
    "ClosedError",
    "Connect",
    "Connections",
    "PausedError",
    "connect",
    "connect_read_only",
    "prepare",
]

Connect = Callable[[Path], sqlite3.Connection]

DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What `sqlite3` raises for a damaged file: it cannot decode its own error message if that quotes damaged text."""

_BUSY = 5.0
"""Seconds to wait for another process that reads the file and has to recover it first."""

_WAL_SIZE = 1 << 24
"""Bytes to which a WAL that has grown while somebody read for long is cut back."""

_INDEX_SIZE = 1 << 17
"""Bytes of the index of a WAL of 16,000 pages."""

_PATIENCE = 5.0
"""Seconds that `alone` waits for a look to end. A look notices within milliseconds, unless the disk does not answer."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, for any one thread at a time. Transactions are begun explicitly.

    Texts that are not UTF-8 are read as well, with U+FFFD in them, so that a checksum finds the damage.
    """
    # Absolute, since `:memory:` and, where SQLite was built so, `file:chat.db` name no files.
    return _adapt(
        sqlite3.connect(path.absolute(), timeout=_BUSY, isolation_level=None, check_same_thread=False)
    )


def connect_read_only(path: Path) -> sqlite3.Connection:
    """Open a file that has nothing in a WAL, where none can be created: on a read-only medium, or a full disk.

    SQLite neither locks it nor notices changes: who gets the connection has to look for them.
    """
    place = f"{path.absolute().as_uri()}?immutable=1"
    return _adapt(sqlite3.connect(place, uri=True, isolation_level=None))


def _adapt(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """Set the connection to sync each commit to the disk, and to move data out of the WAL only when told."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    # Nothing is written before the COMMIT, so a failure before it cannot be that of a sync.
    connection.execute("PRAGMA cache_spill = OFF")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_SIZE}")
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")


class PausedError(Exception):
    """The look was interrupted; it can begin again at once."""


class ClosedError(Exception):
    """The journal has been closed."""


class Connections:
    """The connections to the file at `path`. Any thread may call each method."""

    def __init__(self, path: Path, connect: Connect) -> None:
        self._path = path
        self._connect = connect
        self._changing = threading.Lock()
        """Held while a connection is being opened or closed."""
        self._count = 0
        self._identity: tuple[int, int] | None = None
        """The device and the number of the file that was opened first."""
        self._index: int | None = None
        """A descriptor of the WAL's index, as long as there is a connection."""
        self._turn = threading.Condition()
        self._reading: sqlite3.Connection | None = None
        self._paused = self._interrupted = self._closed = False

    def open(self, *, alone: bool = False) -> sqlite3.Connection:
        """Open a connection: with `alone` as the only user of the file, which fails if there is another one.

        Raises `JournalError`, `OSError` and `sqlite3.Error`.
        """
        with self._changing:
            # Without this, SQLite would create a missing file anew.
            self.check_file()
            if not self._count:
                check_header(self._path)
            connection = self._connect(self._path)
            self._count += 1
            try:
                self._set_up(connection, alone=alone)
                self._identity = self._identity or self._identify()
            except BaseException:
                self._drop(connection)
                raise
            return connection

    def check_file(self) -> None:
        """Raise `OSError` if the file that was opened first is no longer there under its name.

        What is written to such a file is in none that a start would read.
        """
        if self._identify() != self._identity and self._identity is not None:
            raise OSError(errno.ESTALE, "the file was moved, deleted or replaced")

    def _identify(self) -> tuple[int, int]:
        found = self._path.stat()
        return found.st_dev, found.st_ino

    def close(self, connection: sqlite3.Connection) -> None:
        """Close the connection. Raises `sqlite3.Error`, and then it is closed as well."""
        with self._changing:
            self._drop(connection)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open a connection that reads one state of the file. One thread at a time may do so.

        Raises `PausedError` if somebody else has to be alone with the file, `ClosedError`, and what `open` does.
        """
        with self._turn:
            self._turn.wait_for(lambda: self._closed or not self._paused)
            if self._closed:
                raise ClosedError
            connection = self._reading = self.open()
            self._interrupted = False
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            yield connection
        except sqlite3.OperationalError:
            self.check_pause()
            raise
        finally:
            with self._turn:
                self._reading = None
                self._turn.notify_all()
                self.close(connection)

    def check_pause(self) -> None:
        """Raise `PausedError` or `ClosedError` if the look should end. Called by the thread that is reading."""
        if self._closed:
            raise ClosedError
        if self._interrupted:
            raise PausedError

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Interrupt a look, and let none begin meanwhile."""
        with self._turn:
            self._paused = self._interrupted = True
            if self._reading is not None:
                self._reading.interrupt()
            self._turn.wait_for(lambda: self._reading is None, _PATIENCE)
        try:
            yield
        finally:
            with self._turn:
                self._paused = False
                self._turn.notify_all()

    def end_reading(self) -> None:
        """Let no look begin any more, and interrupt one. Does not wait for its end."""
        self._closed = True

    def _set_up(self, connection: sqlite3.Connection, *, alone: bool) -> None:
        if alone:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        prepare(connection)
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise sqlite3.OperationalError("the file system does not support a write-ahead log")
        connection.execute("SELECT times FROM settled").fetchone()
        if not alone:
            self._allocate_index()

    def _allocate_index(self) -> None:
        """Give the WAL's index blocks on the disk, as it is mapped into memory.

        SQLite writes one byte in every 4096. With smaller blocks, on a full disk, touching the others would end the
        process (SIGBUS).
        """
        if self._index is None:
            self._index = os.open(self._path.with_name(self._path.name + "-shm"), os.O_RDWR)
            allocate(self._index, _INDEX_SIZE)

    def _drop(self, connection: sqlite3.Connection) -> None:
        try:
            connection.close()
        finally:
            self._count -= 1
            if not self._count:
                descriptor, self._index = self._index, None
                if descriptor is not None:
                    os.close(descriptor)
