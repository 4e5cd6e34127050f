"""Words that somebody typed, made fit to be shown again."""

import re
from collections.abc import Iterable

from besedka.chat.nearest import nearest

__all__ = [
    "DASHES",
    "MAX_DIGITS",
    "MAX_OFFER",
    "begins_with_dash",
    "is_whole_number",
    "near_word",
    "offer",
    "whole_number",
]

MAX_DIGITS = 64
"""Digits of a number that is read: more than any limit has, and as many as a refusal repeats."""

MAX_OFFER = 400
"""Characters of a line that is offered for typing."""

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
"""The hyphen-minus, and what is drawn like it: hyphens, dashes, the minus sign, their small and wide forms."""

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
