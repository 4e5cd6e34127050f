"""One server per journal: a lock file beside it, which a crash leaves unlocked."""

import os
import sys
from pathlib import Path

from besedka.journal.errors import JournalInUseError
from besedka.journal.sqlite.file.recognizing import check_place

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["FileLock", "lock_journal"]


class FileLock:
    """The exclusive lock of the file `path`, held until `release` or the end of the process.

    The file is created with mode 0600, never at the end of a link, and stays when the lock is released: a process that
    opened it just before would otherwise lock a file that no longer has a name. Raises `JournalInUseError` if another
    process, or this one, has the lock, and `OSError` if the file cannot be created.
    """

    def __init__(self, path: Path) -> None:
        flags = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
        self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o600)
        try:
            _lock(self._descriptor)
        except OSError:
            self.release()
            raise JournalInUseError(str(path)) from None

    def release(self) -> None:
        """Release the lock. Idempotent."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def lock_journal(path: Path) -> FileLock:
    """Take the lock of the journal at `path`. What is not ours gets no lock file beside it.

    Raises what `FileLock` and `check_place` do. What is at `path` may have changed before the lock was taken.
    """
    check_place(path)
    return FileLock(path.with_name(path.name + "-lock"))


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
