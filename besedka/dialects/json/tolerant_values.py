"""Values of a server's JSON, read tolerantly: what a newer server may have changed is passed over, never an error.

A value of a type that we do not expect is read as one that is absent (None): as None, False or nothing. What an event
cannot be without is known to its `schema.Schema`.
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
    """The string that this is, else None."""
    return value if isinstance(value, str) else None


def integer(value: Any) -> int | None:
    """The whole number that this is, else None; also of one that is written as `5.0`: to JSON they are the same."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def time(value: Any) -> int | None:
    """The time that this string writes (RFC 3339) in milliseconds, UTC; else None."""
    try:
        return parse_time(value) if isinstance(value, str) else None
    except ValueError:
        return None


def flag(value: Any) -> bool:
    """True for `true` alone."""
    return value is True


def texts(value: Any) -> tuple[str, ...]:
    """The strings of a list, without what else is in it; none of what is no list."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def recipient(value: Any) -> str | None:
    """Whom a message is for. What is there and cannot be read still says that the message is not for everybody."""
    return value if value is None or isinstance(value, str) else "?"


def rows(value: Any, read: Callable[[Fields], T]) -> tuple[T, ...] | None:
    """The rows of a list; a row that is `Unreadable` is left out."""
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
    """The parameters of a refusal; none of what is no object."""
    return {name: parameter(name, item) for name, item in value.items()} if isinstance(value, dict) else {}


def parameter(name: str, value: Any) -> Value:
    """One of them, of whatever type; what is no text, number or list of texts is given as its JSON."""
    if name == "until":
        moment = time(value)
        return _words(value) if moment is None else moment
    if isinstance(value, list):
        return tuple(map(_words, value))
    number = integer(value)
    return value if value is None else _words(value) if number is None else number


def without_surrogates(value: Any) -> Any:
    """The value without lone surrogates, at every depth: nobody could write them, or show them."""
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
    except ValueError:  # infinity, or a number of thousands of digits
        return "?"
