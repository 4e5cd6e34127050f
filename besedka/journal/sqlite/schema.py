"""The layout of a journal file, and how one is created, recognized and connected to.

- `entries`: each entry as the codec writes it, its time, and `sends`, which counts the `send` commands up to it from
  some earlier row, so that retention by count is a binary search. The CRC-32 is that of the entry, begun with `sends`.
- `snapshots`: the last two, as JSON with a CRC-32, each after the entry `seq`.
- `settled`: counts the times that the outcome of a commit was made certain (`store`).
- `messages`: the public messages that the entries delivered (`archive.table`). All those of the entries up to the
  newest snapshot are there; later ones may still be missing, and a replay of the entries after it gives them.
- `words` and the tables that FTS5 makes for it, from the first indexed message on: the index of words
  (`archive.words`). `indexing` says which messages it covers.

`application_id` and `user_version` of the file are ours.
"""

import errno
import sqlite3
import stat
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zlib import crc32

from besedka.journal.errors import DamagedError, ForeignFileError, OtherVersionError
from besedka.journal.sqlite.archive.table import TABLES
from besedka.journal.sqlite.disk import create_file, sync_directory

__all__ = [
    "DAMAGE",
    "Connect",
    "check_header",
    "check_names",
    "check_place",
    "checksum",
    "connect",
    "connect_read_only",
    "create",
    "prepare",
    "siblings",
]

Connect = Callable[[Path], sqlite3.Connection]

DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What `sqlite3` raises for a damaged file: it cannot decode its own error message if that quotes damaged text."""

_APPLICATION_ID = 0x42736564
""""Bsed"."""
_LAYOUT = 1

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_MAX_CRC = 0xFFFFFFFF

_BUSY = 5.0
"""Seconds to wait for another process that reads the file and has to recover it first."""

_WAL_SIZE = 1 << 24
"""Bytes to which a WAL that has grown while somebody read for long is cut back."""

_TABLES = f"""
BEGIN;
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, sends INTEGER NOT NULL,
    entry TEXT NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE snapshots (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, snapshot TEXT NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE settled (only INTEGER PRIMARY KEY CHECK (only = 1), times INTEGER NOT NULL);
INSERT INTO settled VALUES (1, 0);
{TABLES}
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {_LAYOUT};
COMMIT;
PRAGMA journal_mode = WAL;
"""  # noqa: S608 - constant


def checksum(text: str, begin: int = 0) -> int:
    """Return the CRC-32 of an ASCII text, which begins with the lower 32 bits of a number."""
    return crc32(text.encode("ascii"), begin & _MAX_CRC)


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, for any one thread at a time. Transactions are begun explicitly.

    Texts that are not UTF-8 are read as well, with U+FFFD in them, so that a checksum finds the damage.
    """
    # Absolute, since `:memory:` and, where SQLite was built so, `file:chat.db` name no files.
    connection = sqlite3.connect(
        path.absolute(), timeout=_BUSY, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    return connection


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


def create(path: Path, connect: Connect) -> None:
    """Create an empty journal, unless there is more than an empty file; a crash leaves either none or a whole one.

    It is made under another name first. Raises what `check_place` does, and `sqlite3.Error`; then nothing is left.
    """
    if check_place(path):
        return
    draft = path.with_name(path.name + "-new")
    for leftover in siblings(draft):
        leftover.unlink(missing_ok=True)
    create_file(draft)
    try:
        connection = connect(draft)
        try:
            prepare(connection)
            connection.executescript(_TABLES)
        finally:
            connection.close()
        draft.replace(path)
    except BaseException:
        for leftover in (draft, *siblings(draft)):
            leftover.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def check_place(path: Path) -> bool:
    """Return whether there is a journal; False if one can be created there. Changes nothing.

    Raises what `check_header` does, and `DamagedError` if the file is missing or empty but its WAL is there: SQLite
    would apply that to a new file.
    """
    # Looked for before the file, which a server that begins meanwhile creates before its WAL.
    found = [sibling.name for sibling in siblings(path) if sibling.exists()]
    if _is_there(path):
        check_header(path)
        return True
    if found:
        raise DamagedError(f"{found[0]} without {path.name}")
    return False


def siblings(path: Path) -> list[Path]:
    """Return the files that SQLite may keep beside `path`: the WAL, its index, the rollback journal."""
    return [path.parent / (path.name + end) for end in ("-wal", "-shm", "-journal")]


def _is_there(path: Path) -> bool:
    """Return whether there is anything but an empty file. Raises `ForeignFileError` and `OSError`."""
    if path.is_symlink():  # Links were followed: this one leads to itself.
        raise OSError(errno.ELOOP, "Too many levels of symbolic links")
    if not path.exists():
        return False
    _check_kind(path)
    check_names(path)
    return bool(path.stat().st_size)


def check_names(path: Path) -> None:
    """Refuse a file with several names: raises `OSError`.

    SQLite calls the WAL after the name. Under two names two servers would each have their own, and who reads under
    another name than the server's would miss what is in that one's.
    """
    if path.stat().st_nlink > 1:
        raise OSError(errno.EMLINK, "several names")


def _check_kind(path: Path) -> None:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "a directory")
    if not stat.S_ISREG(mode):
        raise ForeignFileError(str(path))


def check_header(path: Path) -> None:
    """Check, without opening it as a database, that the file is a journal of this version.

    Raises `ForeignFileError`, `OtherVersionError`, or `OSError`.
    """
    _check_kind(path)
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise ForeignFileError(str(path))
    if int.from_bytes(header[68:72], "big") != _APPLICATION_ID:
        raise ForeignFileError(str(path))
    layout = int.from_bytes(header[60:64], "big")
    if layout > _LAYOUT:
        raise OtherVersionError(str(path))
    if layout < _LAYOUT:
        raise DamagedError("the version of the layout")
