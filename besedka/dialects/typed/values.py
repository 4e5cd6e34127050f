"""The value of a field, of the word that was typed for it."""

from besedka.chat.language.events import Value
from besedka.chat.language.text import excerpt
from besedka.dialects.commands.command_spec import CommandSpec, Field, FieldKind
from besedka.dialects.commands.requests import ReadError
from besedka.dialects.guessing.keyboard_layouts import latin
from besedka.dialects.guessing.typed_words import is_whole_number, near_word, whole_number

__all__ = ["convert"]

_ALL = ("все", "всё", "everything", "*")
"""What people type for `all`."""


def convert(spec: CommandSpec, field: Field, word: str) -> str | int:
    """What the word says in this field of `spec`; `ReadError` (bad-number) for what is no number and should be."""
    if not field.kind.is_integer:
        return word
    # Messages are shown as #17, so that is how people write them.
    digits = word.removeprefix("#") if field.kind is FieldKind.NUMBER else word
    number = whole_number(digits)
    if number is not None:
        return number
    params: dict[str, Value] = {"argument": field.shown, "given": excerpt(word)}
    if is_whole_number(digits):
        params["rule"] = "too-long"
    elif spec.flag is not None:
        flag = spec.flag.shown
        typed = word.lower().lstrip("-")
        meant = flag if typed in _ALL else near_word(typed, [flag]) or near_word(latin(typed), [flag])
        params |= {"flag": flag, "nearest": meant}
    raise ReadError("bad-number", **params)
