"""Tolerant readers of a server's JSON values: what a newer server may have changed is ignored, never an error.

A value of an unexpected type is read as if it were absent (None): as None, False or empty. Which fields an
event requires is defined by its `schema.Schema`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from besedka.chat.language.events import Value
from besedka.dialects.json.strict_json import SURROGATE, dump
from besedka.dialects.words.timestamps import parse_time

__all__ = [
    "Fields",
    "Unreadable",
    "flag",
    "integer",
    "parameters",
    "recipient",
    "rows",
    "text",
    "texts",
    "time",
    "without_surrogates",
]

Fields = dict[str, Any]

T = TypeVar("T")


class Unreadable(Exception):  # noqa: N818 - it says what is wrong with the event
    """The event lacks what it is about, as far as this version can tell."""


def text(value: Any) -> str | None:
    """Return the value if it is a string, else None."""
    return value if isinstance(value, str) else None


def integer(value: Any) -> int | None:
    """Return the value if it is an integer, else None. `5.0` counts: JSON does not distinguish it from `5`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def time(value: Any) -> int | None:
    """Return the RFC 3339 time in this string as milliseconds, UTC; else None."""
    try:
        return parse_time(value) if isinstance(value, str) else None
    except ValueError:
        return None


def flag(value: Any) -> bool:
    """Return True only for `true`."""
    return value is True


def texts(value: Any) -> tuple[str, ...]:
    """Return the strings of a list, without its other items; empty for anything but a list."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def recipient(value: Any) -> str | None:
    """Return the recipient of a message. An unreadable one still shows that the message is not for everybody."""
    return value if value is None or isinstance(value, str) else "?"


def rows(value: Any, read: Callable[[Fields], T]) -> tuple[T, ...] | None:
    """Read the rows of a list and leave out those that are `Unreadable`; None for anything but a list."""
    if not isinstance(value, list):
        return None
    found = [_row(item, read) for item in value if isinstance(item, dict)]
    return tuple(row for row in found if row is not None)


def _row(item: Fields, read: Callable[[Fields], T]) -> T | None:
    try:
        return read(item)
    except Unreadable:
        return None


def parameters(value: Any) -> dict[str, Value]:
    """Return the parameters of a refusal; empty for anything but an object."""
    return {name: parameter(name, item) for name, item in value.items()} if isinstance(value, dict) else {}


def parameter(name: str, value: Any) -> Value:
    """Return one parameter of any type; other values than texts, numbers and lists of texts become JSON text."""
    if name == "until":
        moment = time(value)
        return _words(value) if moment is None else moment
    if isinstance(value, list):
        return tuple(map(_words, value))
    number = integer(value)
    return value if value is None else _words(value) if number is None else number


def without_surrogates(value: Any) -> Any:
    """Return the value without lone surrogates, at every depth: they can be neither encoded nor shown."""
    if isinstance(value, str):
        return SURROGATE.sub("", value)
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(name): without_surrogates(item) for name, item in value.items()}
    return value


def _words(value: Any) -> str:
    try:
        return value if isinstance(value, str) else dump(value)
    except ValueError:  # infinity, or a number with thousands of digits
        return "?"
