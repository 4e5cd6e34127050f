"""How wide and how high a terminal is."""

import os
from typing import Final

__all__ = ["columns", "lines"]

_DEFAULT_COLUMNS: Final = 80
_DEFAULT_LINES: Final = 24


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
