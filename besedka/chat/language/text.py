"""What a message may put on other people's screens, and whether it is blank.

The tables are fixed, here or in the name tables; the platform's are not used, so that every Python cleans
alike.
"""

from __future__ import annotations

import re

from besedka.chat.names import _name_tables as tables

__all__ = ["MAX_EXCERPT", "clean", "excerpt", "is_blank", "is_clean", "without_invisible"]

MAX_EXCERPT = 64
"""Characters of a user's input that a refusal repeats. Chosen: a line of a narrow terminal."""

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # Bidi_Control (UAX #9): can reorder other text
_SEPARATORS = "\u2028\u2029"  # line breaks to some programs and not to others
_SURROGATES = "\ud800-\udfff"  # cannot be encoded in UTF-8
# Cc except tab. Removing the escape character disables every terminal sequence.
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_UNWANTED = _CONTROLS + _BIDI + _SEPARATORS + _SURROGATES

_unwanted = re.compile(f"[{_UNWANTED}]")
_unwanted_in_line = re.compile(f"[\n{_UNWANTED}]")
_line_break = re.compile("\r\n?|\n")


def _span(text: str) -> str:
    """Convert a range of the tables to a range of a character class."""
    return "-".join(chr(int(code, 16)) for code in text.split("-"))


_SPACES = "".join(map(_span, tables.WHITE_SPACE.split()))
# In addition to Unicode's list: the blank Braille pattern, whose category is symbol.
_INVISIBLE = "".join(map(_span, tables.IGNORABLE.split())) + "\u2800"
_ANNOTATIONS = "\ufff9-\ufffb"  # invisible in most fonts, although they should not be
_visible = re.compile(f"[^{_SPACES}{_INVISIBLE}{_UNWANTED}]")
_invisible = re.compile(f"[{_INVISIBLE}{_ANNOTATIONS}]")


def clean(text: str, *, newline: bool = True) -> str:
    """Return the text without characters that could harm a reader's screen, log or page; the rest is unchanged.

    - Removed: control characters except tab, bidi controls (U+061C, U+200E, U+200F, U+202A-202E,
      U+2066-2069), U+2028, U+2029, lone surrogates.
    - Kept: ZWJ, ZWNJ, tags, everything else that Unicode has or will have.

    A line break (LF, CR LF or CR) becomes one LF with `newline`; otherwise one space, so that words do not
    run together. A clean text is returned as the same object. The function is idempotent.
    """
    if (_unwanted if newline else _unwanted_in_line).search(text) is None:
        return text
    return _unwanted.sub("", _line_break.sub("\n" if newline else " ", text))


def excerpt(text: str) -> str:
    """Return a user's input as a refusal repeats it: clean, on one line, at most `MAX_EXCERPT` characters.

    A truncated text ends with an ellipsis, so that the beginning of a word or number is not mistaken for all
    of it.
    """
    # Truncate before cleaning, too: a word may be as long as a message, and cleaning never lengthens it.
    shown = clean(text[: 4 * MAX_EXCERPT], newline=False)
    whole = len(text) <= 4 * MAX_EXCERPT and len(shown) <= MAX_EXCERPT
    return shown if whole else f"{shown[: MAX_EXCERPT - 1]}…"


def is_clean(text: str, *, newline: bool = True) -> bool:
    """Return whether `clean` with the same `newline` would change nothing."""
    return clean(text, newline=newline) is text


def is_blank(text: str) -> bool:
    """Return whether a reader would see nothing: only white space, invisible characters, or what `clean` removes."""
    return _visible.search(text) is None


def without_invisible(text: str) -> str:
    """Return what a reader sees of the text: without invisible characters. White space is kept."""
    return text if text.isascii() else _invisible.sub("", text)
