"""Fields of a server's JSON, read tolerantly: what a newer server may have changed is passed over, never an error.

A field of a type that we do not expect is read as one that is absent, which gives None, False or nothing. What an event
cannot be without is known to its `json_shapes.Shape`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from besedka.chat.events import Value
from besedka.dialects.json_text import SURROGATE, dump
from besedka.dialects.timestamps import parse_time

__all__ = [
    "Fields",
    "Unreadable",
    "flag",
    "integer",
    "parameter",
    "parameters",
    "recipient",
    "rows",
    "text",
    "texts",
    "time",
    "without_halves",
]

Fields = dict[str, Any]

T = TypeVar("T")


class Unreadable(Exception):  # noqa: N818 - it says what is wrong with the event
    """The event lacks what it is about, as far as this version can tell."""


def text(fields: Fields, name: str) -> str | None:
    """A string."""
    value = fields.get(name)
    return value if isinstance(value, str) else None


def integer(fields: Fields, name: str) -> int | None:
    """A whole number, also one that is written as `5.0`: to JSON they are the same."""
    value = fields.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def time(fields: Fields, name: str) -> int | None:
    """A time, in milliseconds."""
    value = text(fields, name)
    try:
        return None if value is None else parse_time(value)
    except ValueError:
        return None


def flag(fields: Fields, name: str) -> bool:
    """True for `true` alone."""
    return fields.get(name) is True


def texts(fields: Fields, name: str) -> tuple[str, ...]:
    """The strings of a list."""
    value = fields.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def recipient(fields: Fields, name: str) -> str | None:
    """Whom a message is for. What is there and cannot be read still says that the message is not for everybody."""
    value = fields.get(name)
    return value if value is None or isinstance(value, str) else "?"


def rows(fields: Fields, name: str, read: Callable[[Fields], T]) -> tuple[T, ...] | None:
    """The rows of a list; a row that is `Unreadable` is left out."""
    value = fields.get(name)
    if not isinstance(value, list):
        return None
    found = [_row(item, read) for item in value if isinstance(item, dict)]
    return tuple(row for row in found if row is not None)


def _row(item: Fields, read: Callable[[Fields], T]) -> T | None:
    try:
        return read(item)
    except Unreadable:
        return None


def parameters(fields: Fields, name: str) -> dict[str, Value]:
    """The parameters of a refusal."""
    value = fields.get(name)
    return {key: parameter(value, key) for key in value} if isinstance(value, dict) else {}


def parameter(fields: Fields, name: str) -> Value:
    """A parameter of a refusal, of whatever type; what is no text, number or list of texts is given as its JSON."""
    value = fields[name]
    if name == "until":
        moment = time(fields, name)
        return _words(value) if moment is None else moment
    if isinstance(value, list):
        return tuple(map(_words, value))
    number = integer(fields, name)
    return value if value is None else _words(value) if number is None else number


def without_halves(value: Any) -> Any:
    """The value without lone surrogates, at every depth: nobody could write them, or show them."""
    if isinstance(value, str):
        return SURROGATE.sub("", value)
    if isinstance(value, list):
        return [without_halves(item) for item in value]
    if isinstance(value, dict):
        return {without_halves(name): without_halves(item) for name, item in value.items()}
    return value


def _words(value: Any) -> str:
    try:
        return value if isinstance(value, str) else dump(value)
    except ValueError:  # infinity, or a number of thousands of digits
        return "?"
