"""Opens what other people name: files alone, as a pipe may keep a reader waiting for ever, and a device never ends."""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

__all__ = ["NotRegular", "open_regular"]

_FLAGS: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
"""Without blocking: it may have become a pipe since it was looked at."""


class NotRegular(OSError):  # noqa: N818 - named after what was found
    """It is a pipe, a socket or a device."""


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading. Raises `NotRegular`, without having touched what it is, and other `OSError`s."""
    _check(path.stat())
    descriptor = os.open(path, _FLAGS)
    try:
        _check(os.fstat(descriptor))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _check(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise NotRegular
