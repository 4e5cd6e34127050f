"""Detects a recipient named inside a text.

It may be in quotes or brackets, mistyped, or contain invisible characters. The text may be as long as a
message: it is scanned as a whole, in linear time, and only matches are examined in detail.
"""

import re
from collections.abc import Iterator
from functools import cache

from besedka.chat.language.text import without_invisible
from besedka.chat.names.nearest import MAX_WORD, nearest
from besedka.dialects.commands.command_spec import CommandSpec, FieldKind
from besedka.dialects.guessing.keyboard_layouts import latin, narrow
from besedka.dialects.guessing.typed_words import DASHES, HYPHENS, trimmed
from besedka.dialects.typed.option_words import VALUE_MARKS, OptionWord, find_option, forms

__all__ = ["find_recipient", "has_dashed_word"]

_BLANKS = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " ")
"""Not white space, but many fonts draw them as such, others as nothing. Both interpretations are tried."""

_DASH = f"[{re.escape(DASHES)}]"
_HYPHEN = f"[{re.escape(HYPHENS)}]"
_LEADING_MARKS = rf"(?<!\S)(?:[^\w\s{re.escape(DASHES)}]|_)*"
"""What may precede the dash: quotes, brackets and other marks."""

_MAX_MISTAKES = 2
"""Letters that may be wrong in a long option. Chosen, as in `near_word`."""

_MIN_MISTYPED_LETTERS = 4
"""Letters of a mistyped long option; no shorter word is near enough to one (`near_word`)."""

_DASHED = re.compile(rf"{_LEADING_MARKS}(?P<word>{_DASH}+(?P<letters>[^\s{VALUE_MARKS}]*)\S*)")


def find_recipient(spec: CommandSpec, text: str) -> tuple[str, OptionWord, str] | None:
    """Find a word in `text` that names a recipient, or may be meant to.

    Returns what precedes it, the word, and what follows it; None if there is none.
    """
    for shown in _looks(text):
        seen = without_invisible(shown)
        for found in _candidates(spec, seen):
            start, word, end = _places(shown, seen, found)
            option = find_option(spec, text[word:end], loosely=True)
            if option is not None:
                return text[: len(shown[:start].rstrip())], option, text[end:]
    return None


def _places(shown: str, seen: str, found: re.Match[str]) -> tuple[int, int, int]:
    """Map a match in `seen` to `shown`, which has invisible characters: its start, its dash, its end."""
    start, word, end = found.start(), found.start("word"), found.end()
    if seen == shown:
        return start, word, end
    visible = [place for place, character in enumerate(shown) if without_invisible(character)]
    return visible[start], visible[word], visible[end - 1] + 1


def has_dashed_word(text: str) -> bool:
    """Return whether a word of the text begins with a dash, ignoring quotes and the like."""
    return any(_DASHED.search(without_invisible(shown)) for shown in _looks(text))


def _looks(text: str) -> tuple[str, ...]:
    """Return the text as it may look, character for character."""
    return (text,) if text.isascii() else (narrow(text), narrow(text).translate(_BLANKS))


def _candidates(spec: CommandSpec, text: str) -> Iterator[re.Match[str]]:
    """Yield the first word in a known form, and the likeliest of the mistyped ones."""
    for search in (_spelled, _mistyped):
        if (found := search(spec, text)) is not None:
            yield found


def _options(spec: CommandSpec) -> list[str]:
    return [option for field in spec.fields if field.kind is FieldKind.USER for option in field.options]


def _spelled(spec: CommandSpec, text: str) -> re.Match[str] | None:
    """Return the first recipient option in any of its forms, or joined with its value."""
    return _pattern(spec).search(text)


@cache
def _pattern(spec: CommandSpec) -> re.Pattern[str]:
    options = _options(spec)
    spellings = "|".join(sorted(form for form, option in forms(spec).items() if option in options))
    joined = "|".join(rf"{option.replace('-', _HYPHEN)}\S+" for option in options)
    whole = rf"{_DASH}+(?:{spellings})(?:[^\w\s]|_)*(?:[{VALUE_MARKS}]\S*)?(?!\S)"
    return re.compile(rf"{_LEADING_MARKS}(?P<word>{whole}|{joined})", re.IGNORECASE)


def _mistyped(spec: CommandSpec, text: str) -> re.Match[str] | None:
    """Return the first word nearest to a long option for a recipient.

    The words are candidates for the option, not the other way round: that is fast for many words.
    """
    words: dict[str, re.Match[str]] = {}
    for found in _DASHED.finditer(text):
        letters = found["letters"]
        if _MIN_MISTYPED_LETTERS <= len(letters) <= MAX_WORD:
            words.setdefault(f"--{latin(trimmed(letters, keep=''))}", found)
            words.setdefault(f"--{trimmed(letters, keep='').lower()}", found)
    for option in _options(spec) if words else ():
        near = nearest(option, words, limit=_MAX_MISTAKES) if option.startswith("--") else None
        if near is not None:
            return words[near]
    return None
