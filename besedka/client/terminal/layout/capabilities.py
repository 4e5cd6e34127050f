"""Terminal capabilities: width, height, number of colors."""

import os
from collections.abc import Mapping
from typing import Final

__all__ = ["colour_depth", "columns", "lines"]

_DEFAULT_COLUMNS: Final = 80
_DEFAULT_LINES: Final = 24
"""The size of a VT100, still the initial size of most terminals."""


def columns(fd: int) -> int:
    """Return the width of the terminal in cells; 80 if unknown."""
    try:
        return os.get_terminal_size(fd).columns or _DEFAULT_COLUMNS
    except OSError:
        return _DEFAULT_COLUMNS


def lines(fd: int) -> int:
    """Return the height of the terminal in rows; 24 if unknown."""
    try:
        return os.get_terminal_size(fd).lines or _DEFAULT_LINES
    except OSError:
        return _DEFAULT_LINES


def colour_depth(environ: Mapping[str, str]) -> int:
    """Return the number of colors: 0, 8 or 256.

    Colors are off when NO_COLOR is set and not empty (no-color.org), and when TERM is `dumb` or empty.
    """
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR") or term in ("", "dumb"):
        return 0
    return 256 if "256" in term or environ.get("COLORTERM") in ("truecolor", "24bit") else 8
