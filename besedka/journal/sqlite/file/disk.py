"""What must reach the disk besides SQLite's own writes: files written anew, and names of files.

After a failed fsync, Linux keeps the pages in its cache and regards them as clean: another fsync would succeed without
having written them. Only writing them again makes an fsync mean anything.
"""

import errno
import os
import shutil
import sqlite3
import stat
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = [
    "allocate",
    "create_file",
    "explain",
    "has_room",
    "mode_for_others",
    "rewrite",
    "sync",
    "sync_directory",
]

_PIECE = 1 << 20

_ROOM = 1 << 17
"""Bytes that have to be free for the index of a WAL. Chosen: it needs a quarter of that at first."""


def create_file(path: Path, *, replace: bool = True) -> None:
    """Create an empty file with mode 0600. One of this name is replaced, or else `FileExistsError` is raised."""
    if replace:
        path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def mode_for_others(path: Path) -> str | None:
    """Return the mode of the file in octal if others than its owner have any right to it. Windows has no such modes."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return f"{mode:o}" if mode & 0o077 and sys.platform != "win32" else None


def explain(error: sqlite3.OperationalError, path: Path) -> Exception:
    """Return `error`, or `OSError` if it says "I/O error" because the disk that `path` is on is full.

    SQLite reports it so when the index of the WAL, which is mapped into memory, finds no room.
    """
    if str(error) != "disk I/O error" or has_room(path):
        return error
    return OSError(errno.ENOSPC, "No space left on device")


def has_room(path: Path) -> bool:
    """Return whether the disk that `path` is on has room for the index of a WAL."""
    return shutil.disk_usage(path.parent).free >= _ROOM


def allocate(descriptor: int, size: int) -> None:
    """Make sure, where the system can, that the file has blocks for its first `size` bytes. Raises `OSError`."""
    if sys.platform not in ("win32", "darwin"):
        try:
            os.posix_fallocate(descriptor, 0, size)
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL):
                raise


def rewrite(path: Path) -> None:
    """Write the file's contents over themselves, and sync them. Does nothing if there is no such file.

    Raises `OSError`.
    """
    try:
        file = path.open("r+b", buffering=0)
    except FileNotFoundError:
        return
    with file:
        place = 0
        while piece := file.read(_PIECE):
            file.seek(place)
            _write_all(file.fileno(), piece)
            place += len(piece)
        sync(file.fileno())


def sync_directory(path: Path) -> None:
    """Make created, renamed and removed names in the directory durable. Raises `OSError`."""
    if sys.platform == "win32":
        return  # NTFS journals them by itself.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync(descriptor: int) -> None:
    """Have the file on the disk, as far as the system knows. Raises `OSError`."""
    if sys.platform == "darwin":
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)  # fsync(2) on macOS leaves the data in the drive's cache.
    else:
        os.fsync(descriptor)
