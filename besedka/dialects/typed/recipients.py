"""Whether a text says in its middle whom alone it is for.

What is written there may be in quotes or brackets, mistyped, or have characters in it that nobody sees. The text may be
as long as a message: it is gone through as a whole, in linear time, and only what was found is looked at closely.
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
"""No white space, and drawn as some by many fonts, by others as nothing. They are taken for both."""

_DASH = f"[{re.escape(DASHES)}]"
_HYPHEN = f"[{re.escape(HYPHENS)}]"
_BEFORE = rf"(?<!\S)(?:[^\w\s{re.escape(DASHES)}]|_)*"
"""What may stand before the dash: quotes, brackets and other marks."""

_MISTAKES = 2
"""Letters that may be wrong in a long option. Chosen, as in `near_word`."""

_SHORTEST_MISTYPED = 4
"""Letters; near enough to a long option is no shorter word (`near_word`)."""

_DASHED = re.compile(rf"{_BEFORE}(?P<word>{_DASH}+(?P<letters>[^\s{VALUE_MARKS}]*)\S*)")


def find_recipient(spec: CommandSpec, text: str) -> tuple[str, OptionWord, str] | None:
    """A word of `text` that says, or may be meant to say, for whom alone it is, and what is before and behind it."""
    for shown in _looks(text):
        seen = without_invisible(shown)
        for found in _candidates(spec, seen):
            start, word, end = _places(shown, seen, found)
            option = find_option(spec, text[word:end], loosely=True)
            if option is not None:
                return text[: len(shown[:start].rstrip())], option, text[end:]
    return None


def _places(shown: str, seen: str, found: re.Match[str]) -> tuple[int, int, int]:
    """Where what was found in `seen` begins, has its dash and ends in `shown`, with its invisible characters."""
    start, word, end = found.start(), found.start("word"), found.end()
    if seen == shown:
        return start, word, end
    visible = [place for place, character in enumerate(shown) if without_invisible(character)]
    return visible[start], visible[word], visible[end - 1] + 1


def has_dashed_word(text: str) -> bool:
    """Whether a word of it begins with a dash, once quotes and the like are set aside."""
    return any(_DASHED.search(without_invisible(shown)) for shown in _looks(text))


def _looks(text: str) -> tuple[str, ...]:
    """What the text looks like, character for character."""
    return (text,) if text.isascii() else (narrow(text), narrow(text).translate(_BLANKS))


def _candidates(spec: CommandSpec, text: str) -> Iterator[re.Match[str]]:
    """The first word in a known form, and the likeliest of the mistyped ones."""
    for search in (_spelled, _mistyped):
        if (found := search(spec, text)) is not None:
            yield found


def _options(spec: CommandSpec) -> list[str]:
    return [option for field in spec.fields if field.kind is FieldKind.USER for option in field.options]


def _spelled(spec: CommandSpec, text: str) -> re.Match[str] | None:
    """The first recipient's option in any of its forms, or with its value joined to it."""
    return _pattern(spec).search(text)


@cache
def _pattern(spec: CommandSpec) -> re.Pattern[str]:
    options = _options(spec)
    spellings = "|".join(sorted(form for form, option in forms(spec).items() if option in options))
    joined = "|".join(rf"{option.replace('-', _HYPHEN)}\S+" for option in options)
    whole = rf"{_DASH}+(?:{spellings})(?:[^\w\s]|_)*(?:[{VALUE_MARKS}]\S*)?(?!\S)"
    return re.compile(rf"{_BEFORE}(?P<word>{whole}|{joined})", re.IGNORECASE)


def _mistyped(spec: CommandSpec, text: str) -> re.Match[str] | None:
    """The first word that is nearest to a recipient's long option.

    The words are compared with the option, not the option with each of the words: that is quick for many.
    """
    words: dict[str, re.Match[str]] = {}
    for found in _DASHED.finditer(text):
        letters = found["letters"]
        if _SHORTEST_MISTYPED <= len(letters) <= MAX_WORD:
            words.setdefault(f"--{latin(trimmed(letters, keep=''))}", found)
            words.setdefault(f"--{trimmed(letters, keep='').lower()}", found)
    for option in _options(spec) if words else ():
        near = nearest(option, words, limit=_MISTAKES) if option.startswith("--") else None
        if near is not None:
            return words[near]
    return None
