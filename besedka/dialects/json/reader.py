"""Parses the JSON messages of clients, one object each."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from besedka.chat.language.commands import Seen
from besedka.chat.language.text import clean, excerpt
from besedka.chat.names.nearest import nearest
from besedka.dialects.commands.command_spec import CommandSpec, Field, FieldKind
from besedka.dialects.commands.requests import (
    MAX_REF,
    ClientRef,
    JoinChat,
    ReadError,
    Request,
    ResumeSession,
)
from besedka.dialects.commands.table import BY_NAME
from besedka.dialects.guessing.synonyms import nearest_command
from besedka.dialects.guessing.typed_words import MAX_DIGITS
from besedka.dialects.json.strict_json import SURROGATE, load
from besedka.dialects.typed.line import read_line

__all__ = ["read_json"]

_TYPES = (*BY_NAME, "line", "join", "resume", "seen")
_COMMON = ("type", "ref", "request")
_NUMBER_LIMIT = 2**63
"""A client's own numbers (`ref`, `request`) are below it: they fit a signed 64-bit integer."""

_MAX_TOKEN = 128
"""Characters in a token. Those that the server issues have less than half of that."""

_SESSION_COST = 0.1
"""Cost of a message about the session itself, in messages: it is not told to anybody."""

_ARGUMENT_LIMIT = 10**MAX_DIGITS
"""A command's numbers are below it."""


def read_json(text: str) -> Request:
    """Parse one message. Never raises: an invalid one gives a `Request` whose `ask` is a `Refused`.

    The request has the message's `ref` and `number` whenever these could be read, also when the rest is refused.
    """
    ref: ClientRef | None = None
    number: int | None = None
    try:
        message = load(text)
        if not isinstance(message, dict):
            raise ReadError("bad-json", problem="not-object")
        if "ref" in message:
            ref = _read_ref(message["ref"])
        if "request" in message:
            number = _read_number(message["request"])
        request = _read_message(message, ref)
    except ReadError as error:
        return Request(error.refused, ref, number=number)
    return request if number is None else replace(request, number=number)


def _read_ref(ref: Any) -> ClientRef:
    if isinstance(ref, str) and len(ref) <= MAX_REF and not SURROGATE.search(ref):
        return ref
    if isinstance(ref, int) and not isinstance(ref, bool) and -_NUMBER_LIMIT <= ref < _NUMBER_LIMIT:
        return ref
    raise ReadError("bad-ref", limit=MAX_REF)


def _read_number(number: Any) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < _NUMBER_LIMIT:
        raise ReadError("bad-field", field="request", expected="positive")
    return number


def _read_message(message: dict[str, Any], ref: ClientRef | None) -> Request:
    kind = message.get("type")
    spec = BY_NAME.get(kind) if isinstance(kind, str) else None
    if spec is not None:
        return spec.request(_read_fields(spec, message), ref)
    if kind == "line":
        return _read_typed(message, ref)
    if isinstance(kind, str) and kind in _ABOUT_SESSION:
        return _read_about_session(kind, message, ref)
    if "type" not in message:
        raise ReadError("missing-field", field="type")
    if not isinstance(kind, str):
        raise ReadError("bad-field", field="type", expected="string")
    near = nearest(kind, _TYPES) or nearest_command(kind, BY_NAME)
    raise ReadError("unknown-type", type=excerpt(kind), nearest=near)


def _read_typed(message: dict[str, Any], ref: ClientRef | None) -> Request:
    """A message of the type `line`: text that a person typed."""
    for name in message:
        if name not in _COMMON and name != "line":
            raise _unknown_field(name, ("line",))
    if "line" not in message:
        raise ReadError("missing-field", field="line")
    return read_line(_read_string("line", message["line"], newline=True), newline=True, ref=ref)


def _read_about_session(kind: str, message: dict[str, Any], ref: ClientRef | None) -> Request:
    """A message that is not a command of the chat: which session this is, and what its client has seen."""
    readers, make = _ABOUT_SESSION[kind]
    for name in message:
        if name not in readers and name not in ("type", "ref"):
            raise ReadError(
                "unknown-field", field=excerpt(name), nearest=nearest(name, (*readers, "type", "ref"))
            )
    for name in readers:
        if name not in message:
            raise ReadError("missing-field", field=name)
    return Request(make(*(read(name, message[name]) for name, read in readers.items())), ref, _SESSION_COST)


def _read_fields(spec: CommandSpec, message: dict[str, Any]) -> dict[str, Any]:
    readers, required, flag = _MESSAGES[spec.name]
    values: dict[str, Any] = {}
    for name, value in message.items():
        if name in readers:
            values[name] = readers[name](name, value)
        elif name not in _COMMON:
            # Rejected, not ignored: with a misspelled `delay` the message would be sent at once.
            raise _unknown_field(name, tuple(readers))
    for name in required:
        if name not in values:
            raise ReadError("missing-field", field=name)
    if flag is not None and values.get(flag) and len(values) > 1:
        raise ReadError("bad-field", field=flag, expected="alone")
    return values


def _unknown_field(name: str, known: tuple[str, ...]) -> ReadError:
    return ReadError("unknown-field", field=excerpt(name), nearest=nearest(name, (*known, *_COMMON)))


def _read_integer(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ReadError("bad-field", field=name, expected="integer")
    if abs(value) >= _ARGUMENT_LIMIT:
        raise ReadError("bad-number", argument=name, given=excerpt(str(value)), rule="too-long")
    return value


def _read_seq(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _NUMBER_LIMIT:
        raise ReadError("bad-field", field=name, expected="position")
    return value


def _read_token(name: str, value: Any) -> str:
    """A token is a secret: no refusal repeats it."""
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TOKEN or not value.isascii():
        raise ReadError("bad-field", field=name, expected="token")
    return value


def _read_flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ReadError("bad-field", field=name, expected="boolean")
    return value


def _read_string(name: str, value: Any, *, newline: bool = False) -> str:
    if not isinstance(value, str):
        raise ReadError("bad-field", field=name, expected="string")
    cleaned = clean(value, newline=newline)
    # `clean` returns the same object when there was nothing to remove: then there is no surrogate to look for.
    if cleaned is not value and SURROGATE.search(value):
        raise ReadError("bad-text", field=name)
    return cleaned


_Reader = Callable[[str, Any], str | int]


def _reader(field: Field) -> _Reader:
    if field.kind.is_integer:
        return _read_integer
    if field.kind is FieldKind.FLAG:
        return _read_flag
    return partial(_read_string, newline=True) if field.kind is FieldKind.TEXT else _read_string


def _message_format(spec: CommandSpec) -> tuple[dict[str, _Reader], tuple[str, ...], str | None]:
    """The readers of a command's fields by name, its required fields, and the flag that excludes all others."""
    readers = {field.name: _reader(field) for field in spec.fields}
    required = tuple(field.name for field in spec.fields if field.required)
    return readers, required, spec.flag.name if spec.flag else None


_MESSAGES = {name: _message_format(spec) for name, spec in BY_NAME.items()}
"""The format of each command's message, made once."""

_ABOUT_SESSION: dict[str, tuple[dict[str, _Reader], Callable[..., JoinChat | ResumeSession | Seen]]] = {
    "join": ({}, JoinChat),
    "resume": ({"token": _read_token, "seq": _read_seq}, ResumeSession),
    "seen": ({"seq": _read_seq}, Seen),
}
"""The readers of the fields, and the request, by the `type` of a message about the session itself."""
