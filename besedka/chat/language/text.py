"""What a message may carry to other people's screens, and whether it says anything.

The tables are fixed here or in the name tables, and never the platform's, so that every Python cleans alike.
"""

from __future__ import annotations

import re

from besedka.chat.names import _name_tables as tables

__all__ = ["MAX_EXCERPT", "clean", "excerpt", "is_blank", "is_clean", "without_invisible"]

MAX_EXCERPT = 64
"""Characters of what somebody typed that a refusal repeats. Chosen: a line of a narrow terminal."""

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # Bidi_Control (UAX #9): they reorder others' text
_SEPARATORS = "\u2028\u2029"  # lines to some programs and not to others
_SURROGATES = "\ud800-\udfff"  # cannot be written in UTF-8
# Cc without tab; the escape character is one of them, and with it goes every terminal sequence.
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_UNWANTED = _CONTROLS + _BIDI + _SEPARATORS + _SURROGATES

_unwanted = re.compile(f"[{_UNWANTED}]")
_unwanted_in_line = re.compile(f"[\n{_UNWANTED}]")
_line_break = re.compile("\r\n?|\n")


def _span(text: str) -> str:
    """Return a range of the tables as a range of a character class."""
    return "-".join(chr(int(code, 16)) for code in text.split("-"))


_SPACES = "".join(map(_span, tables.WHITE_SPACE.split()))
# Beside Unicode's own list: the Braille pattern without dots, which is a symbol by its category.
_INVISIBLE = "".join(map(_span, tables.IGNORABLE.split())) + "\u2800"
_ANNOTATIONS = "\ufff9-\ufffb"  # drawn as nothing by most fonts, though they should not be
_visible = re.compile(f"[^{_SPACES}{_INVISIBLE}{_UNWANTED}]")
_invisible = re.compile(f"[{_INVISIBLE}{_ANNOTATIONS}]")


def clean(text: str, *, newline: bool = True) -> str:
    """Return the text without what could harm the screen, log or page of a reader; all else stays exactly.

    Goes: control characters but tab, bidi controls (U+061C, U+200E, U+200F, U+202A-202E, U+2066-2069),
    U+2028, U+2029, lone surrogates. Stays: ZWJ, ZWNJ, tags, whatever else Unicode has or will have.

    A line break (LF, CR LF or CR) becomes one LF with `newline`; without, one space, so that words do not run
    together. A text that is clean already comes back as the same object; cleaning twice changes nothing more.
    """
    if (_unwanted if newline else _unwanted_in_line).search(text) is None:
        return text
    return _unwanted.sub("", _line_break.sub("\n" if newline else " ", text))


def excerpt(text: str) -> str:
    """Return what somebody typed as a refusal repeats it: clean, in one line, at most `MAX_EXCERPT` characters.

    What was cut ends with an ellipsis, so that nobody takes the beginning of a word or number for all of it.
    """
    # Cut before as well: a word may be as long as a message, and cleaning only ever makes it shorter.
    shown = clean(text[: 4 * MAX_EXCERPT], newline=False)
    whole = len(text) <= 4 * MAX_EXCERPT and len(shown) <= MAX_EXCERPT
    return shown if whole else f"{shown[: MAX_EXCERPT - 1]}…"


def is_clean(text: str, *, newline: bool = True) -> bool:
    """Say whether `clean` with the same `newline` would change nothing."""
    return (_unwanted if newline else _unwanted_in_line).search(text) is None


def is_blank(text: str) -> bool:
    """Say whether a reader would see nothing: white space, what is drawn as nothing, what `clean` removes."""
    return _visible.search(text) is None


def without_invisible(text: str) -> str:
    """Return what a reader sees of the text: without the characters that are drawn as nothing. White space stays."""
    return text if text.isascii() else _invisible.sub("", text)
