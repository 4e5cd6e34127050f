"""The JSON dialect on the client's side: encodes requests, decodes events."""

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from besedka.chat.language.commands import Cancel, Ignore, Leave, Rename, Report, Seen, Send, Unignore
from besedka.chat.language.events import Event, Stamp
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, Search, ShowHistory
from besedka.dialects.commands.requests import (
    Ask,
    ClientRef,
    Help,
    HelpShown,
    JoinChat,
    LanguageSet,
    ReadError,
    Replaced,
    ResumeSession,
    SessionGranted,
    UseLanguage,
)
from besedka.dialects.json.event_schemas import SCHEMAS
from besedka.dialects.json.strict_json import dump, load_tolerantly
from besedka.dialects.json.tolerant_values import Unreadable, integer, time, without_surrogates
from besedka.records import record

__all__ = [
    "LocalEvent",
    "MalformedEvent",
    "Received",
    "Unknown",
    "decode_event",
    "encode_request",
    "encode_typed_line",
]


_NO_STAMP = Stamp(0, 0)
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""A surrogate escaped in JSON. Text that arrived as UTF-8 cannot contain one in any other form."""


class MalformedEvent(ValueError):  # noqa: N818 - named after the message
    """The message is not an event of this protocol."""


@record
class Unknown:
    """An event that this version cannot read: its type is unknown, or it lacks a required field.

    It comes from a newer server. `fields` is the whole object; `type` is empty if it has none.
    """

    type: str
    fields: Mapping[str, Any]


class LocalEvent:
    """Base class of the events that a client tells itself, about its connection. No server sends them."""

    __slots__ = ()


Addressed = HelpShown | LanguageSet | SessionGranted | Replaced
"""Events of a connection, which the chat does not know."""


@record
class Received:
    """A decoded event. `ref` is set in answers if the request had one.

    `fields` is the whole object as received, including what an `Event` does not hold: the `text` of a
    refusal, the `language` of a welcome, the `commands` of a help.
    """

    event: Event | Addressed | Unknown | LocalEvent
    stamp: Stamp
    ref: ClientRef | None = None
    fields: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def unfinished(self) -> bool:
        """Whether another event of the same entry, or another part of the same answer, follows."""
        return self.fields.get("more") is True


def encode_typed_line(line: str, ref: ClientRef | None = None, number: int | None = None) -> str:
    """Encode a line as a person typed it, for the server to parse; `ref` and `number` as in `encode_request`."""
    return dump({"type": "line", "line": line, **_references(ref, number)})


def encode_request(ask: Ask, ref: ClientRef | None = None, number: int | None = None) -> str:
    """Encode a command or question. Raises `TypeError` for what a client cannot ask.

    `ref` comes back in the answer. `number` is the request's number in a session that numbers its requests; what is
    asked about the session itself has none.
    """
    if isinstance(ask, JoinChat | ResumeSession | Seen):
        number = None
    fields = _fields(ask)
    message = {name: value for name, value in fields.items() if value is not None and value is not False}
    return dump({**message, **_references(ref, number)})


def _references(ref: ClientRef | None, number: int | None) -> dict[str, ClientRef]:
    return {name: value for name, value in (("ref", ref), ("request", number)) if value is not None}


def _fields(ask: Ask) -> dict[str, Any]:
    match ask:
        case Send(text, to, delay):
            return {"type": "send", "text": text, "to": to, "delay": delay}
        case Rename(name) | Report(name) | Ignore(name) | Unignore(name):
            return {"type": _TYPES_WITH_NAME[type(ask)], "name": name}
        case Cancel(number, everything):
            return {"type": "cancel", "number": number, "all": everything}
        case ShowHistory(count, before, around):
            return {"type": "history", "count": count, "before": before, "around": around}
        case Search(text):
            return {"type": "search", "text": text}
        case Help(topic):
            return {"type": "help", "topic": topic}
        case UseLanguage(language):
            return {"type": "lang", "lang": language}
    return _other_fields(ask)


def _other_fields(ask: Ask) -> dict[str, Any]:
    if isinstance(ask, ResumeSession):
        return {"type": "resume", "token": ask.token, "seq": ask.seq}
    if isinstance(ask, Seen):
        return {"type": "seen", "seq": ask.seq}
    if type(ask) in _TYPES_WITHOUT_FIELDS:
        return {"type": _TYPES_WITHOUT_FIELDS[type(ask)]}
    raise TypeError(f"a client cannot ask this: {type(ask).__name__}")


_TYPES_WITH_NAME: dict[type, str] = {
    Rename: "rename",
    Report: "report",
    Ignore: "ignore",
    Unignore: "unignore",
}

_TYPES_WITHOUT_FIELDS: dict[type, str] = {
    JoinChat: "join",
    Leave: "exit",
    ListUsers: "users",
    ListScheduled: "scheduled",
    ListIgnored: "ignored",
}


def decode_event(text: str, before: Stamp = _NO_STAMP) -> Received:
    """Decode the event in `text`. Raises `MalformedEvent` unless it is a JSON object within `MAX_DEPTH` levels.

    Everything else may come from a newer server, at any depth: unknown fields are ignored; an event of
    unknown type, or one without a required field, becomes an `Unknown`. An unreadable stamp is replaced with
    that of the event `before`. Lone surrogates are removed.
    """
    fields = _load(text)
    seq, at = integer(fields.get("seq")), time(fields.get("at"))
    stamp = Stamp(before.seq if seq is None else seq, before.at if at is None else at)
    return Received(_event(fields, stamp), stamp, _ref(fields), fields)


def _load(text: str) -> dict[str, Any]:
    try:
        fields = load_tolerantly(text)
    except ReadError as error:
        problem = error.refused.params.get("problem", error.refused.code)
        raise MalformedEvent(f"no JSON: {problem}") from None
    if not isinstance(fields, dict):
        raise MalformedEvent("no JSON object")
    return without_surrogates(fields) if _ESCAPED_SURROGATE.search(text) else fields


def _event(fields: dict[str, Any], stamp: Stamp) -> Event | Addressed | Unknown:
    kind = fields.get("type")
    schema = SCHEMAS.get(kind) if isinstance(kind, str) else None
    if schema is not None:
        try:
            event: Event | Addressed = schema.read(fields, stamp)
        except Unreadable:
            pass
        else:
            return event
    return Unknown(kind if isinstance(kind, str) else "", fields)


def _ref(fields: dict[str, Any]) -> ClientRef | None:
    ref = fields.get("ref")
    return ref if isinstance(ref, str) else integer(ref)
