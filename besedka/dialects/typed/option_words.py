"""Classifies a typed word: an option of the command, a word probably meant as one, or neither.

These count as meant, and are never taken for text where an option may stand: the dashes that editors and
phones make of `-` and `--`, invisible characters, capitals, the other keyboard layout, `-u=bob` and `-u:bob`,
a prefix of a long option, and the field's name in JSON (`–u`, `-U`, `-г`, `--user`, `--to`).
"""

import re
from functools import cache

from besedka.chat.language.text import without_invisible
from besedka.chat.names.nearest import MAX_WORD
from besedka.dialects.commands.command_spec import CommandSpec, Field, FieldKind
from besedka.dialects.guessing.keyboard_layouts import cyrillic, latin, narrow
from besedka.dialects.guessing.typed_words import DASHES, HYPHENS, begins_with_dash, near_word, trimmed
from besedka.records import record

__all__ = [
    "VALUE_MARKS",
    "OptionWord",
    "begins_with_dash",
    "find_option",
    "forms",
    "has_dash",
    "may_be_value",
]

_MIN_PREFIX_LETTERS = 4
"""Letters of a prefix that stands for a long option. Chosen: `--use` could be anything."""


@record
class OptionWord:
    """A word interpreted as an option."""

    word: str
    """As typed."""

    option: str
    """Its correct spelling."""

    field: Field
    exact: bool
    """Whether the word is that option, and not only meant as it."""

    value: str | None
    """The value within the same word; None if the value is the next word."""


VALUE_MARKS = "=:,;\uff1d\uff1a"
"""Characters with which people join a value to an option."""

_VALUE_MARK = re.compile(f"[{VALUE_MARKS}]")
_DASH = re.compile(f"[{re.escape(DASHES)}]")


def has_dash(text: str) -> bool:
    """Return whether the text can contain an option at all: a quick check, as most texts cannot."""
    return _DASH.search(text) is not None


def find_option(spec: CommandSpec, word: str, *, loosely: bool = False) -> OptionWord | None:
    """Return the option of `spec` that `word` is, or is meant as.

    `loosely`, for words in an option's position, also recognizes typing errors (`--tiem`) and joined values
    (`-t5`).
    """
    typed, mark, value = _parted(word)
    spelling = narrow(without_invisible(typed))
    if not begins_with_dash(spelling):
        return None
    # `-u=bob` is not valid: the value of a short option is the next word.
    joint = not mark or (mark == "=" and spelling.startswith("--"))
    exact = joint and typed == spelling and spec.option(spelling) is not None
    letters = trimmed(spelling.lstrip(DASHES), keep="")
    option = spelling if exact else forms(spec).get(letters.lower()) or (loosely and _near(spec, letters))
    meant = spec.option(option) if option else None
    if option and meant is not None:
        return OptionWord(word, option, meant, exact, value)
    return _joined(spec, word) if loosely else None


def may_be_value(spec: CommandSpec, field: Field, word: str) -> bool:
    """Return whether the word after an option is its value.

    In `-u -t 5` a name is missing: no name begins with a dash.
    """
    if field.kind is FieldKind.USER and word.startswith("-"):
        return False
    return word != "--" and find_option(spec, word) is None


@cache
def forms(spec: CommandSpec) -> dict[str, str]:
    """Return the options by the letters they may be typed with."""
    found = {}
    for field in spec.fields:
        for option in field.options:
            letters = option.lstrip("-")
            beginnings = [letters[:end] for end in range(_MIN_PREFIX_LETTERS, len(letters))]
            # Programmers may use the field's name in JSON: `--to bob`.
            for form in (*beginnings, letters, field.name):
                found[form] = found[cyrillic(form)] = option
    return found


def _parted(word: str) -> tuple[str, str, str | None]:
    """Split a word into the option, the mark before its value, and the value; None if the value is the next word."""
    mark = _VALUE_MARK.search(word)
    if mark is None:
        return word, "", None
    value = word[mark.end() :]
    return word[: mark.start()], mark[0], value if value or mark[0] == "=" else None


def _near(spec: CommandSpec, letters: str) -> str | None:
    """Return the long option of which these letters are a mistyping."""
    if not _MIN_PREFIX_LETTERS <= len(letters) <= MAX_WORD:
        return None
    long = [option for option in spec.options if option.startswith("--")]
    return near_word(f"--{letters.lower()}", long) or near_word(f"--{latin(letters)}", long)


def _joined(spec: CommandSpec, word: str) -> OptionWord | None:
    """Return an option joined with its value: `-t5`, `-ubob`, `--usernamebob`.

    Typographic dashes do not count here, because in prose they stand directly before words, too: `—until`.
    """
    seen = narrow(without_invisible(word))
    letters = seen.lstrip(HYPHENS)
    spelling = "-" * (len(seen) - len(letters)) + letters
    for option in spec.options:
        field, value = spec.option(option), spelling[len(option) :]
        if field is None or spelling[: len(option)].lower() != option:
            continue
        if value.isdecimal() or not field.kind.is_integer:
            return OptionWord(word, option, field, exact=False, value=value)
    return None
