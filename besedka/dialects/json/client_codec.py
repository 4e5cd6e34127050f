"""The JSON dialect from the client's side: requests become text, text becomes events."""

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from besedka.chat.language.commands import Cancel, Ignore, Leave, Rename, Report, Send, Unignore
from besedka.chat.language.events import Event, Stamp
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, ShowHistory
from besedka.dialects.commands.requests import (
    Ask,
    ClientRef,
    Help,
    HelpShown,
    LanguageSet,
    ReadError,
    UseLanguage,
)
from besedka.dialects.json.event_schemas import SCHEMAS
from besedka.dialects.json.strict_json import dump, load_tolerantly
from besedka.dialects.json.tolerant_values import Unreadable, integer, time, without_surrogates
from besedka.records import record

__all__ = ["MalformedEvent", "Received", "Unknown", "decode_event", "encode_request", "encode_typed_line"]


_BEGINNING = Stamp(0, 0)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON may write half of a character; what came as UTF-8 cannot hold one otherwise."""


class MalformedEvent(ValueError):  # noqa: N818 - named as what arrived
    """What arrived is no event of this protocol."""


@record
class Unknown:
    """An event that this version cannot read: of a type that it does not know, or without what it should hold.

    A newer server's. `fields` is all of it; `type` is empty when it has none.
    """

    type: str
    fields: Mapping[str, Any]


@record
class Received:
    """An event as it arrived. `ref` is set in answers, when the request had one.

    `fields` is the whole object as it came, with what an `Event` does not carry: the `text` of a refusal, the
    `language` of a welcome, the `commands` of a help.
    """

    event: Event | HelpShown | LanguageSet | Unknown
    stamp: Stamp
    ref: ClientRef | None = None
    fields: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


def encode_typed_line(line: str, ref: ClientRef | None = None, number: int | None = None) -> str:
    """What a person typed, for the server to read; `ref` and `number` as in `encode_request`."""
    return dump({"type": "line", "line": line, **_references(ref, number)})


def encode_request(ask: Ask, ref: ClientRef | None = None, number: int | None = None) -> str:
    """A command or question. `TypeError` for what a client cannot ask.

    `ref` comes back in the answer. `number` is the request's, in a session that numbers them.
    """
    fields = _fields(ask)
    message = {name: value for name, value in fields.items() if value is not None and value is not False}
    return dump({**message, **_references(ref, number)})


def _references(ref: ClientRef | None, number: int | None) -> dict[str, ClientRef]:
    return {name: value for name, value in (("ref", ref), ("request", number)) if value is not None}


def _fields(ask: Ask) -> dict[str, Any]:
    match ask:
        case Send(text, to, delay):
            return {"type": "send", "text": text, "to": to, "delay": delay}
        case Rename(name):
            return {"type": "rename", "name": name}
        case Report(name):
            return {"type": "report", "name": name}
        case Ignore(name):
            return {"type": "ignore", "name": name}
        case Unignore(name):
            return {"type": "unignore", "name": name}
        case Cancel(number, everything):
            return {"type": "cancel", "number": number, "all": everything}
        case Help(topic):
            return {"type": "help", "topic": topic}
        case UseLanguage(language):
            return {"type": "lang", "lang": language}
    if type(ask) in _BARE:
        return {"type": _BARE[type(ask)]}
    raise TypeError(f"a client cannot ask this: {type(ask).__name__}")


_BARE: dict[type, str] = {
    Leave: "exit",
    ListUsers: "users",
    ListScheduled: "scheduled",
    ShowHistory: "history",
    ListIgnored: "ignored",
}


def decode_event(text: str, before: Stamp = _BEGINNING) -> Received:
    """The event that `text` writes; `MalformedEvent` when that is no JSON object of at most `MAX_DEPTH` levels.

    All else is for a newer server to say, at every depth: fields that this version does not know are passed over, and
    a type that it does not know, or whose event lacks what it is about, is an `Unknown`. A stamp that cannot be read
    is the one of the event `before`. Lone surrogates are taken out.
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
    return without_surrogates(fields) if _HALF.search(text) else fields


def _event(fields: dict[str, Any], stamp: Stamp) -> Event | HelpShown | LanguageSet | Unknown:
    kind = fields.get("type")
    schema = SCHEMAS.get(kind) if isinstance(kind, str) else None
    if schema is not None:
        try:
            event: Event | HelpShown | LanguageSet = schema.read(fields, stamp)
        except Unreadable:
            pass
        else:
            return event
    return Unknown(kind if isinstance(kind, str) else "", fields)


def _ref(fields: dict[str, Any]) -> ClientRef | None:
    ref = fields.get("ref")
    return ref if isinstance(ref, str) else integer(ref)
