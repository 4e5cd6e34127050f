"""What a typed word is as an option: one that a command has, one that was probably meant as such, or none.

Meant, and never taken for text where an option may stand, are the dashes that editors and phones make of `-` and
`--`, capitals, the other keyboard layout, `-u=bob`, the beginning of a long option, and what the field is called in
JSON (`–u`, `-U`, `-г`, `--user`, `--to`).
"""

import re
from dataclasses import dataclass
from functools import cache

from besedka.chat.nearest import MAX_WORD
from besedka.dialects.layouts import cyrillic, latin
from besedka.dialects.table import CommandSpec, Field, FieldKind
from besedka.dialects.words import DASHES, begins_with_dash, near_word

__all__ = [
    "DASHES",
    "OptionWord",
    "begins_with_dash",
    "find_option",
    "find_recipient",
    "has_dash",
    "may_be_value",
]

_SHORTEST_BEGINNING = 4
_PUNCTUATION = ".,:;"


@dataclass(frozen=True, slots=True)
class OptionWord:
    """A word in its meaning as an option."""

    word: str
    """As it was typed."""

    option: str
    """As it is spelled rightly."""

    field: Field
    exact: bool
    """Whether it is that option, and not only meant as it."""

    value: str | None
    """What is in the same word; None when the value is the next word."""


_DASH = re.compile(f"[{re.escape(DASHES)}]")


def has_dash(text: str) -> bool:
    """Whether there can be an option in it at all: most texts have none, and this is quickly told."""
    return _DASH.search(text) is not None


def find_option(spec: CommandSpec, word: str, *, loosely: bool = False) -> OptionWord | None:
    """The option of `spec` that `word` is, or is meant as.

    `loosely`, for words at an option's place, finds in typing errors (`--tiem`) and joined values (`-t5`) an option
    as well.
    """
    if not begins_with_dash(word):
        return None
    spelling, equals, value = word.partition("=")
    field = spec.option(spelling)
    # `-u=bob` is nobody's grammar: a short option's value is the next word.
    exact = field is not None and (not equals or spelling.startswith("--"))
    letters = spelling.lstrip(DASHES).rstrip(_PUNCTUATION)
    option = spelling if exact else _forms(spec).get(letters.lower()) or (loosely and _near(spec, letters))
    meant = spec.option(option) if option else None
    if option and meant is not None:
        return OptionWord(word, option, meant, exact, value if equals else None)
    return _joined(spec, word) if loosely else None


def find_recipient(spec: CommandSpec, text: str) -> tuple[str, OptionWord, str] | None:
    """The first word of `text` that says, or is meant to say, for whom alone it is, between what is before and behind
    it. Takes linear time."""
    found = _recipients(spec).search(text)
    option = find_option(spec, found[0]) if found else None
    return (text[: found.start()], option, text[found.end() :]) if found and option else None


def may_be_value(spec: CommandSpec, field: Field, word: str) -> bool:
    """Whether the word behind an option is its value: `-u -t 5` is a forgotten name, and no name begins with a dash."""
    if field.kind is FieldKind.USER and word.startswith("-"):
        return False
    return word != "--" and find_option(spec, word) is None


@cache
def _forms(spec: CommandSpec) -> dict[str, str]:
    """Options by the letters that they are typed with."""
    forms = {}
    for field in spec.fields:
        for option in field.options:
            letters = option.lstrip("-")
            beginnings = [letters[:end] for end in range(_SHORTEST_BEGINNING, len(letters))]
            # What the field is called in JSON is the habit of whoever writes programs: `--to bob`.
            for form in (*beginnings, letters, field.name):
                forms[form] = forms[cyrillic(form)] = option
    return forms


@cache
def _recipients(spec: CommandSpec) -> re.Pattern[str]:
    options = [option for field in spec.fields if field.kind is FieldKind.USER for option in field.options]
    forms = sorted(form for form, option in _forms(spec).items() if option in options)
    return re.compile(
        rf"(?<!\S)[{re.escape(DASHES)}]{{1,3}}(?=\w)(?:{'|'.join(forms)})[{_PUNCTUATION}]*(?:=\S*)?(?!\S)",
        re.IGNORECASE,
    )


def _near(spec: CommandSpec, letters: str) -> str | None:
    """The long option that these letters are a mistyping of."""
    if not _SHORTEST_BEGINNING <= len(letters) <= MAX_WORD:
        return None
    long = [option for option in spec.options if option.startswith("--")]
    return near_word(f"--{letters.lower()}", long) or near_word(f"--{latin(letters)}", long)


def _joined(spec: CommandSpec, word: str) -> OptionWord | None:
    """`-t5`, `-ubob`: a short option with its value behind it."""
    option, value = word[:2], word[2:]
    field = spec.option(option)
    if field is None or (field.kind.is_integer and not value.isdecimal()):
        return None
    return OptionWord(word, option, field, exact=False, value=value)
