"""What a typed word is as an option: one that a command has, one that was probably meant as such, or none.

Meant, and never taken for text where an option may stand, are the dashes that editors and phones make of `-` and
`--`, characters that nobody sees, capitals, the other keyboard layout, `-u=bob` and `-u:bob`, the beginning of a long
option, and what the field is called in JSON (`–u`, `-U`, `-г`, `--user`, `--to`).
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

_SHORTEST_BEGINNING = 4
"""Letters of the beginning of a long option that stand for it. Chosen: `--use` could be anything."""


@record
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


VALUE_MARKS = "=:,;\uff1d\uff1a"
"""What people join an option's value to it with."""

_VALUE_MARK = re.compile(f"[{VALUE_MARKS}]")
_DASH = re.compile(f"[{re.escape(DASHES)}]")


def has_dash(text: str) -> bool:
    """Whether there can be an option in it at all: most texts have none, and this is quickly told."""
    return _DASH.search(text) is not None


def find_option(spec: CommandSpec, word: str, *, loosely: bool = False) -> OptionWord | None:
    """The option of `spec` that `word` is, or is meant as.

    `loosely`, for words at an option's place, finds in typing errors (`--tiem`) and joined values (`-t5`) an option
    as well.
    """
    typed, mark, value = _parted(word)
    spelling = narrow(without_invisible(typed))
    if not begins_with_dash(spelling):
        return None
    # `-u=bob` is nobody's grammar: a short option's value is the next word.
    joint = not mark or (mark == "=" and spelling.startswith("--"))
    exact = joint and typed == spelling and spec.option(spelling) is not None
    letters = trimmed(spelling.lstrip(DASHES), keep="")
    option = spelling if exact else forms(spec).get(letters.lower()) or (loosely and _near(spec, letters))
    meant = spec.option(option) if option else None
    if option and meant is not None:
        return OptionWord(word, option, meant, exact, value)
    return _joined(spec, word) if loosely else None


def may_be_value(spec: CommandSpec, field: Field, word: str) -> bool:
    """Whether the word behind an option is its value: `-u -t 5` is a forgotten name, and no name begins with a dash."""
    if field.kind is FieldKind.USER and word.startswith("-"):
        return False
    return word != "--" and find_option(spec, word) is None


@cache
def forms(spec: CommandSpec) -> dict[str, str]:
    """Options by the letters that they are typed with."""
    found = {}
    for field in spec.fields:
        for option in field.options:
            letters = option.lstrip("-")
            beginnings = [letters[:end] for end in range(_SHORTEST_BEGINNING, len(letters))]
            # What the field is called in JSON is the habit of whoever writes programs: `--to bob`.
            for form in (*beginnings, letters, field.name):
                found[form] = found[cyrillic(form)] = option
    return found


def _parted(word: str) -> tuple[str, str, str | None]:
    """The option, the mark that joins its value to it, and this value; None when the value is the next word."""
    mark = _VALUE_MARK.search(word)
    if mark is None:
        return word, "", None
    value = word[mark.end() :]
    return word[: mark.start()], mark[0], value if value or mark[0] == "=" else None


def _near(spec: CommandSpec, letters: str) -> str | None:
    """The long option that these letters are a mistyping of."""
    if not _SHORTEST_BEGINNING <= len(letters) <= MAX_WORD:
        return None
    long = [option for option in spec.options if option.startswith("--")]
    return near_word(f"--{letters.lower()}", long) or near_word(f"--{latin(letters)}", long)


def _joined(spec: CommandSpec, word: str) -> OptionWord | None:
    """`-t5`, `-ubob`, `--usernamebob`: an option with its value behind it.

    Not behind the dashes of prose, which stand close before words as well: `—until`.
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
