"""Words that somebody typed, made fit to be shown again."""

from collections.abc import Iterable

from besedka.chat.nearest import nearest
from besedka.chat.text import clean

__all__ = ["MAX_WORD", "clamp", "cut", "near_word", "whole_number"]

MAX_WORD = 64
"""Characters of a word in an error's parameters."""

_MAX_DIGITS = 12
_BEYOND: int = 10**_MAX_DIGITS
"""Larger than any limit, so that the chat refuses it by its range; small enough for every journal."""


def cut(word: str) -> str:
    """`word` as an error may repeat it: clean, in one line, at most `MAX_WORD` characters."""
    # Cut before as well: a word may be as long as a message, and cleaning only ever makes it shorter.
    return clean(word[: 4 * MAX_WORD], newline=False)[:MAX_WORD]


def near_word(word: str, known: Iterable[str]) -> str | None:
    """The command or option that `word` was probably meant as; None when none is near enough to be offered.

    These words are short, and people type others instead of them: `hello` is no mistyped `help`, and `-x` no `-u`.
    So a single letter (dashes and slashes aside) has to be right, and up to five may have one mistake.
    """
    letters = len(word.lstrip("-/"))
    return nearest(word, known, limit=0 if letters <= 1 else 1 if letters <= 5 else 2)


def whole_number(word: str) -> int | None:
    """The whole number that these ASCII digits (and an optional sign) write; None when it is something else.

    Over 12 digits it is ±10**12: reading a number of a million digits would take seconds.
    """
    digits = word[1:] if word[:1] in ("+", "-") else word
    if not (digits.isascii() and digits.isdigit()):
        return None
    digits = digits.lstrip("0") or "0"
    size = int(digits) if len(digits) <= _MAX_DIGITS else _BEYOND
    return -size if word.startswith("-") else size


def clamp(number: int) -> int:
    """`number`, no farther from zero than 10**12."""
    return max(-_BEYOND, min(number, _BEYOND))
