"""Colors as SGR parameters (ECMA-48, 8.3.117): the color of a name, and painting of a text."""

import zlib
from typing import Final

from besedka.chat.names.forms import fold_name

__all__ = ["NAME_COLOURS_8", "NAME_COLOURS_256", "name_colour", "paint", "sgr"]

# From the 6x6x6 cube; contrast of at least 3:1 against white and black (computed in the tests), spread over the hues.
NAME_COLOURS_256: Final = (25, 28, 31, 61, 64, 94, 97, 98, 130, 133, 161, 164, 166, 168)
# Without blue and yellow, which are unreadable on black and on white respectively.
NAME_COLOURS_8: Final = (31, 32, 35, 36)


def name_colour(name: str, depth: int) -> str:
    """Return the SGR parameters of a name.

    All spellings of a name get the same color, in every session and on every machine.
    """
    digest = zlib.crc32(fold_name(name).encode("utf-8", "replace"))
    if depth >= 256:
        return f"38;5;{NAME_COLOURS_256[digest % len(NAME_COLOURS_256)]}"
    return str(NAME_COLOURS_8[digest % len(NAME_COLOURS_8)])


def sgr(*parameters: str) -> str:
    """Join SGR parameters; empty ones are left out."""
    return ";".join(filter(None, parameters))


def paint(text: str, parameters: str) -> str:
    """Return the text in these SGR parameters, with a reset after it; unchanged if there are none."""
    return f"\x1b[{parameters}m{text}\x1b[0m" if parameters and text else text
