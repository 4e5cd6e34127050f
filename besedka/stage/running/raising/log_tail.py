"""The end of a log that somebody else is writing."""

import os
from pathlib import Path
from typing import BinaryIO, Final

from besedka.stage.regular_file import open_regular

__all__ = ["end_of_lines", "tail"]

_BLOCK: Final = 1 << 16
"""Bytes that are read at a time, from the end."""


def tail(file: Path, count: int, end: int | None = None) -> list[str]:
    """Return the last lines of a file, or of what is before `end` in it; none if it cannot be read."""
    try:
        with open_regular(file) as opened:
            lines = _ending(opened, count, end).decode(errors="replace").splitlines()
    except OSError:
        return []
    return lines[-count:] if count else []


def end_of_lines(file: Path) -> int:
    """Return the place behind the last whole line of a file; 0 if there is none."""
    try:
        with open_regular(file) as opened:
            size = opened.seek(0, os.SEEK_END)
            return size - len(_ending(opened, 0, size).rpartition(b"\n")[2])
    except OSError:
        return 0


def _ending(opened: BinaryIO, count: int, end: int | None) -> bytes:
    """Return bytes from the end, with at least so many whole lines and a line end before them."""
    start = opened.seek(0, os.SEEK_END) if end is None else end
    found, ends = list[bytes](), 0
    while start > 0 and ends <= count:
        size = min(start, _BLOCK)
        start -= size
        opened.seek(start)
        found.append(opened.read(size))
        ends += found[-1].count(b"\n")
    return b"".join(reversed(found))
