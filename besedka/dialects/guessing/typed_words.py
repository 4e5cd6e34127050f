"""Classifies single typed words: dashes, numbers, surrounding quotes, and the nearest known word."""

import re
import unicodedata
from collections.abc import Iterable

from besedka.chat.names.nearest import nearest

__all__ = [
    "BYTE_ORDER_MARK",
    "DASHES",
    "HYPHENS",
    "MAX_DIGITS",
    "MAX_OFFER",
    "begins_with_dash",
    "is_whole_number",
    "near_word",
    "offer",
    "trimmed",
    "whole_number",
]

BYTE_ORDER_MARK = "\ufeff"
"""Before a document or line it marks Unicode and means nothing (RFC 3629, 6); within a text it is kept."""

MAX_DIGITS = 64
"""Digits of a number that is parsed. Chosen: more than any limit has, and as many as a refusal repeats."""

MAX_OFFER = 400
"""Characters of a suggested line. Chosen: a few lines of a terminal."""

HYPHENS = "-\u02d7\u2010\u2011\u2012\u2043\u207b\u208b\u2212\u2796\ufe63\uff0d"
"""The hyphen-minus and characters drawn equally short: hyphens and minus signs."""

DASHES = (
    HYPHENS
    + "\u058a\u05be\u1400\u1806\u2013\u2014\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e43\u2e5d\u301c\u3030\u30a0"
    + "\ufe31\ufe32\ufe58\U00010ead"  # with the hyphens above, all of Dash_Punctuation (Pd)
    + "\u2053\u23af\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2574\u2576\u2578\u257a"  # drawn lines
    + "\u30fc\u3161\u4e00\uff70"  # letters drawn as a line
)
"""The hyphens, and all other characters drawn as a horizontal line at mid-height."""

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+")


def offer(line: str) -> str | None:
    """Return the line if it is short enough to be suggested whole: typing a part of it would send half a text."""
    return line if len(line) <= MAX_OFFER else None


def begins_with_dash(word: str) -> bool:
    """Return whether the word looks like an option to a reader."""
    return word[:1] != "" and word[0] in DASHES


def near_word(word: str, known: Iterable[str]) -> str | None:
    """Return the command or option that `word` was probably meant as; None if none is near enough to suggest.

    These words are short, and people type other words in their place: `hello` is not a mistyped `help`, nor
    `-x` a mistyped `-u`. So a single letter (not counting dashes and slashes) must be right, and up to five
    may contain one mistake.
    """
    letters = len(word.lstrip("-/"))
    return nearest(word, known, limit=0 if letters <= 1 else 1 if letters <= 5 else 2)


def whole_number(word: str) -> int | None:
    """Return the value of ASCII digits with an optional sign; None for anything else.

    Also None for more than `MAX_DIGITS` digits: parsing a number of a million digits would take seconds.
    """
    digits = word.lstrip("+-").lstrip("0") or "0"
    if len(digits) > MAX_DIGITS or not is_whole_number(word):
        return None
    return -int(digits) if word.startswith("-") else int(digits)


def is_whole_number(word: str) -> bool:
    """Return whether the word is ASCII digits with an optional sign, of any length."""
    return _WHOLE_NUMBER.fullmatch(word) is not None


def trimmed(word: str, keep: str = "_-.") -> str:
    """Return the word without surrounding quotes, brackets and other marks; those in `keep` may be part of names."""
    start, end = 0, len(word)
    while start < end and _is_mark(word[start], keep):
        start += 1
    while start < end and _is_mark(word[end - 1], keep):
        end -= 1
    return word[start:end]


def _is_mark(character: str, keep: str) -> bool:
    return unicodedata.category(character)[0] in "PSZC" and character not in keep
