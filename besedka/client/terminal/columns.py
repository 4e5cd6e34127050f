"""How wide a terminal is."""

import os
from typing import Final

__all__ = ["columns"]

_DEFAULT_COLUMNS: Final = 80


def columns(fd: int) -> int:
    """The width of the terminal in cells; 80 when it does not say."""
    try:
        return os.get_terminal_size(fd).columns or _DEFAULT_COLUMNS
    except OSError:
        return _DEFAULT_COLUMNS
