"""Judging single words that somebody typed: dashes, numbers, quotes around them, and which known word is near."""

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
"""Before a document or a line it says that this is Unicode, and means nothing (RFC 3629, 6); a text keeps its own."""

MAX_DIGITS = 64
"""Digits of a number that is read. Chosen: more than any limit has, and as many as a refusal repeats."""

MAX_OFFER = 400
"""Characters of a line that is offered for typing. Chosen: a few lines of a terminal."""

HYPHENS = "-\u02d7\u2010\u2011\u2012\u2043\u207b\u208b\u2212\u2796\ufe63\uff0d"
"""The hyphen-minus and what is drawn as short as it: hyphens and minus signs."""

DASHES = (
    HYPHENS
    + "\u058a\u05be\u1400\u1806\u2013\u2014\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e43\u2e5d\u301c\u3030\u30a0"
    + "\ufe31\ufe32\ufe58\U00010ead"  # with the hyphens above, all of Dash_Punctuation (Pd)
    + "\u2053\u23af\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2574\u2576\u2578\u257a"  # drawn lines
    + "\u30fc\u3161\u4e00\uff70"  # letters that are a line
)
"""The hyphens, and every other character that is drawn as a horizontal line in the middle."""

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+")


def offer(line: str) -> str | None:
    """The line, when it is short enough to be offered whole; who typed a part of it would say half of something."""
    return line if len(line) <= MAX_OFFER else None


def begins_with_dash(word: str) -> bool:
    """Whether it looks like an option to a reader."""
    return word[:1] != "" and word[0] in DASHES


def near_word(word: str, known: Iterable[str]) -> str | None:
    """The command or option that `word` was probably meant as; None when none is near enough to be offered.

    These words are short, and people type others instead of them: `hello` is no mistyped `help`, and `-x` no `-u`.
    So a single letter (dashes and slashes aside) has to be right, and up to five may have one mistake.
    """
    letters = len(word.lstrip("-/"))
    return nearest(word, known, limit=0 if letters <= 1 else 1 if letters <= 5 else 2)


def whole_number(word: str) -> int | None:
    """The whole number that these ASCII digits (and an optional sign) write; None when it is something else.

    Also for more than `MAX_DIGITS` digits: reading a number of a million digits would take seconds.
    """
    digits = word.lstrip("+-").lstrip("0") or "0"
    if len(digits) > MAX_DIGITS or not is_whole_number(word):
        return None
    return -int(digits) if word.startswith("-") else int(digits)


def is_whole_number(word: str) -> bool:
    """Whether it is ASCII digits and an optional sign, however many."""
    return _WHOLE_NUMBER.fullmatch(word) is not None


def trimmed(word: str, keep: str = "_-.") -> str:
    """The word without the quotes, brackets and other marks around it, except those in `keep`, which names may have."""
    start, end = 0, len(word)
    while start < end and _is_mark(word[start], keep):
        start += 1
    while start < end and _is_mark(word[end - 1], keep):
        end -= 1
    return word[start:end]


def _is_mark(character: str, keep: str) -> bool:
    return unicodedata.category(character)[0] in "PSZC" and character not in keep
