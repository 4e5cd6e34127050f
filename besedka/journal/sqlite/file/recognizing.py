"""Whether there is a journal at a path, and whether it is one of this version, without opening it as a database."""

import errno
import stat
from pathlib import Path

from besedka.journal.errors import DamagedError, ForeignFileError, OtherVersionError
from besedka.journal.sqlite.file.schema import APPLICATION_ID, LAYOUT

__all__ = ["check_header", "check_names", "check_place", "siblings"]

_MAGIC = b"SQLite format 3\0"
_HEADER = 100


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


def check_header(path: Path) -> None:
    """Check, without opening it as a database, that the file is a journal of this version.

    Raises `ForeignFileError`, `OtherVersionError`, or `OSError`.
    """
    _check_kind(path)
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise ForeignFileError(str(path))
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ForeignFileError(str(path))
    layout = int.from_bytes(header[60:64], "big")
    if layout > LAYOUT:
        raise OtherVersionError(str(path))
    if layout < LAYOUT:
        raise DamagedError("the version of the layout")


def check_names(path: Path) -> None:
    """Refuse a file with several names: raises `OSError`.

    SQLite calls the WAL after the name. Under two names two servers would each have their own, and who reads under
    another name than the server's would miss what is in that one's.
    """
    if path.stat().st_nlink > 1:
        raise OSError(errno.EMLINK, "several names")


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


def _check_kind(path: Path) -> None:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "a directory")
    if not stat.S_ISREG(mode):
        raise ForeignFileError(str(path))
