"""What a terminal can show: its width, its height, its colours."""

import os
from collections.abc import Mapping
from typing import Final

__all__ = ["colour_depth", "columns", "lines"]

_DEFAULT_COLUMNS: Final = 80
_DEFAULT_LINES: Final = 24
"""The size of a VT100, and what most terminals still open with."""


def columns(fd: int) -> int:
    """The width of the terminal in cells; 80 when it does not say."""
    try:
        return os.get_terminal_size(fd).columns or _DEFAULT_COLUMNS
    except OSError:
        return _DEFAULT_COLUMNS


def lines(fd: int) -> int:
    """The height of the terminal in rows; 24 when it does not say."""
    try:
        return os.get_terminal_size(fd).lines or _DEFAULT_LINES
    except OSError:
        return _DEFAULT_LINES


def colour_depth(environ: Mapping[str, str]) -> int:
    """How many colours there are: 0, 8 or 256.

    A NO_COLOR that is not empty forbids them (no-color.org); a terminal called `dumb`, or nothing, has none.
    """
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR") or term in ("", "dumb"):
        return 0
    return 256 if "256" in term or environ.get("COLORTERM") in ("truecolor", "24bit") else 8
