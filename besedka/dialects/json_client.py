"""The JSON dialect from the client's side: requests become text, text becomes events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from besedka.chat.commands import Cancel, Leave, Rename, Report, Send
from besedka.chat.events import Event, Stamp
from besedka.chat.questions import ListScheduled, ListUsers, ShowHistory
from besedka.dialects.json_events import EVENTS
from besedka.dialects.json_text import dump, load
from besedka.dialects.requests import Ask, Help, HelpShown, LanguageSet, ReadError, Ref, UseLanguage
from besedka.dialects.timestamps import parse_time

__all__ = ["MalformedEvent", "Received", "Unknown", "decode_event", "encode_request", "encode_typed_line"]


class MalformedEvent(ValueError):  # noqa: N818 - named as what arrived
    """What arrived is no event of this protocol."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event of a type that this version does not know: a newer server's. `fields` is all of it."""

    type: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    """An event as it arrived. `ref` is set in answers, when the request had one.

    `fields` is the whole object as it came, with what an `Event` does not carry: the `text` of a refusal, the
    `language` of a welcome, the `commands` of a help.
    """

    event: Event | HelpShown | LanguageSet | Unknown
    stamp: Stamp
    ref: Ref | None = None
    fields: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


def encode_typed_line(line: str, ref: Ref | None = None) -> str:
    """What a person typed, for the server to read."""
    return dump({"type": "line", "line": line} | ({} if ref is None else {"ref": ref}))


def encode_request(ask: Ask, ref: Ref | None = None) -> str:
    """A command or question. `TypeError` for what a client cannot ask."""
    fields = _fields(ask)
    message = {name: value for name, value in fields.items() if value is not None and value is not False}
    return dump(message if ref is None else {**message, "ref": ref})


def _fields(ask: Ask) -> dict[str, Any]:
    match ask:
        case Send(text, to, delay):
            return {"type": "send", "text": text, "to": to, "delay": delay}
        case Rename(name):
            return {"type": "rename", "name": name}
        case Report(name):
            return {"type": "report", "name": name}
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
}


def decode_event(text: str) -> Received:
    """The event that `text` writes; `MalformedEvent` when it writes none.

    Fields that this version does not know are passed over, and an unknown type is an `Unknown`: a newer server may
    say more.
    """
    try:
        fields = load(text)
        stamp = Stamp(_integer(fields["seq"]), parse_time(fields["at"]))
        kind, ref = fields["type"], fields.get("ref")
        if not isinstance(kind, str) or not isinstance(ref, str | int | None):
            raise TypeError("type and ref")
        build = EVENTS.get(kind)
        event = Unknown(kind, fields) if build is None else build(fields)
    except (ReadError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise MalformedEvent(f"{type(error).__name__}: {error}") from error
    return Received(event, stamp, ref, fields)


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("seq")
    return value
