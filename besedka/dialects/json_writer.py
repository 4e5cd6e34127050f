"""The JSON dialect, from our side to the client's: one object an event. docs/protocol.md describes them all."""

from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any

from besedka.chat.events import (
    Accepted,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    Joined,
    Left,
    Message,
    Muted,
    NotSent,
    Pending,
    Recorded,
    Refused,
    Renamed,
    ScheduledListed,
    Silenced,
    Stamp,
    Stopping,
    Unmuted,
    UsersListed,
    Welcome,
)
from besedka.dialects.clock import LocalClock
from besedka.dialects.help_texts import details, summary, syntax
from besedka.dialects.json_text import dump
from besedka.dialects.languages import Language, language
from besedka.dialects.refusals import explain
from besedka.dialects.requests import ClientRef, HelpShown, LanguageSet, Part, Ref, Shown, returned
from besedka.dialects.table import BARRED, BY_NAME, COMMANDS, CommandSpec
from besedka.dialects.timestamps import write_time

__all__ = ["TYPES", "JsonWriter", "language_matters"]

_Fields = dict[str, Any]


def language_matters(event: Shown) -> bool:
    """Whether the bytes depend on the session's language. What is told to everybody is the same bytes for everybody."""
    return isinstance(event, Welcome | Refused | HelpShown)


class JsonWriter:
    """Writes events. `clock` is for the local times in the texts of refusals."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock

    def write(self, event: Shown, stamp: Stamp, code: str, ref: Ref | None = None) -> str:
        """The event as one JSON object; `ref` is what the request that it answers was called."""
        if type(event) is Message:
            return _write_message(event, stamp)
        event, ref = returned(event, ref)
        if type(event) is Accepted:
            return _write_accepted(event, stamp, ref)
        if isinstance(event, Part):
            event = event.event
        kind = TYPES[type(event)]
        message = {"type": kind, "seq": stamp.seq, "at": write_time(stamp.at)}
        if ref is not None:
            message["ref"] = ref
        if isinstance(event, Refused):
            message |= self._refused(event, stamp, language(code))
        elif isinstance(event, Welcome):
            message |= {**_welcome(event), "language": code}
        elif isinstance(event, HelpShown):
            message |= _help(event, language(code))
        else:
            message |= _FIELDS[type(event)](event, stamp)
        return dump(message)

    def _refused(self, event: Refused, stamp: Stamp, words: Language) -> _Fields:
        params = {name: _parameter(name, value) for name, value in event.params.items()}
        text = explain(event, stamp, words, self._clock)
        barred = BARRED if event.code == "muted" else None
        return {"code": event.code, "params": params, "text": text, **_given(barred=barred)}


def _write_message(event: Message, stamp: Stamp) -> str:
    """The hot path: by hand, with the C encoder for the strings. The tests hold it equal to the slow way."""
    to = "" if event.to is None else f',"to":{encode_basestring(event.to)}'
    delayed = ',"delayed":true' if event.delayed else ""
    return (
        f'{{"type":"message","seq":{stamp.seq},"at":"{write_time(stamp.at)}","number":{event.number},'
        f'"from":{encode_basestring(event.author)},"text":{encode_basestring(event.text)}{to}{delayed}}}'
    )


def _write_accepted(event: Accepted, stamp: Stamp, ref: ClientRef | None) -> str:
    """By hand as well: every message has its answer."""
    called = "" if ref is None else f',"ref":{encode_basestring(ref) if isinstance(ref, str) else ref}'
    number = "" if event.number is None else f',"number":{event.number}'
    due = "" if event.due is None else f',"due":"{write_time(event.due)}"'
    name = "" if event.name is None else f',"name":{encode_basestring(event.name)}'
    asked = "" if event.asked is None else f',"asked":{encode_basestring(event.asked)}'
    return (
        f'{{"type":"accepted","seq":{stamp.seq},"at":"{write_time(stamp.at)}"{called},'
        f'"command":"{event.command}"{number}{due}{name}{asked}}}'
    )


def _parameter(name: str, value: Any) -> Any:
    return write_time(value) if name == "until" and isinstance(value, int) else value


def _given(**fields: Any) -> _Fields:
    """The fields that say something: None and False are said by absence."""
    return {name: value for name, value in fields.items() if value is not None and value is not False}


def _time(at: int | None) -> str | None:
    return None if at is None else write_time(at)


def _welcome(event: Welcome) -> _Fields:
    limits = event.limits
    return {
        "name": event.name,
        "members": event.members,
        "member_count": event.member_count,
        "limits": {
            "max_text": limits.max_text,
            "max_name": limits.max_name,
            "max_delay": limits.max_delay,
            "max_pending": limits.max_pending,
            "history": limits.history,
        },
        **_given(
            muted_until=_time(event.muted_until),
            barred=None if event.muted_until is None else BARRED,
        ),
    }


def _pending(event: Pending) -> _Fields:
    return {"number": event.number, "text": event.text, "due": write_time(event.due), **_given(to=event.to)}


def _rows(event: Cancelled | ScheduledListed, stamp: Stamp) -> _Fields:
    rows = [{**_pending(row), "left": max(0, row.due - stamp.at)} for row in event.messages]
    return {"messages": rows, **_given(more=event.more)}


def _recorded(row: Recorded) -> _Fields:
    message = row.message
    return {
        "seq": row.stamp.seq,
        "at": write_time(row.stamp.at),
        "number": message.number,
        "from": message.author,
        "text": message.text,
        **_given(delayed=message.delayed),
    }


def _users(event: UsersListed) -> _Fields:
    rows = [
        {"name": user.name, **_given(muted_until=_time(user.muted_until), ignored=user.ignored)}
        for user in event.users
    ]
    return {"you": event.you, "users": rows, **_given(more=event.more)}


def _help(event: HelpShown, words: Language) -> _Fields:
    if event.topic is None:
        return {"commands": [_row(spec, words) for spec in COMMANDS]}
    spec = BY_NAME[event.topic]
    return {
        "topic": spec.name,
        "commands": [{**_row(spec, words), "details": details(spec, words, event.rules)}],
    }


def _row(spec: CommandSpec, words: Language) -> _Fields:
    return {
        "name": spec.name,
        "syntax": syntax(spec, words),
        "summary": summary(spec, words),
        **_given(needs_voice=spec.needs_voice),
    }


_FIELDS: dict[type, Callable[[Any, Stamp], _Fields]] = {
    Joined: lambda event, _: {
        "name": event.name,
        **_given(muted_until=_time(event.muted_until), ignored=event.ignored),
    },
    Left: lambda event, _: {"name": event.name, "reason": event.reason},
    Renamed: lambda event, _: {"old": event.old, "new": event.new},
    Muted: lambda event, _: {
        "name": event.name,
        "until": write_time(event.until),
        "complaints": event.complaints,
    },
    Unmuted: lambda event, _: {"name": event.name},
    Stopping: lambda _, __: {},
    Silenced: lambda event, _: {
        "until": write_time(event.until),
        "complaints": event.complaints,
        "barred": BARRED,
    },
    Farewell: lambda event, _: {
        "reason": event.reason,
        **_given(pending=event.pending or None, last=_time(event.last)),
    },
    NotSent: lambda event, _: {"message": _pending(event.message), "reason": event.reason},
    Cancelled: _rows,
    ScheduledListed: _rows,
    UsersListed: lambda event, _: _users(event),
    HistoryListed: lambda event, _: {
        "messages": [_recorded(row) for row in event.messages],
        **_given(more=event.more),
    },
    IgnoredListed: lambda event, _: {
        "users": [{"name": user.name, **_given(here=user.here)} for user in event.users],
        **_given(more=event.more),
    },
    LanguageSet: lambda event, _: {"language": event.language},
}

TYPES: dict[type, str] = {
    Welcome: "welcome",
    Joined: "joined",
    Left: "left",
    Renamed: "renamed",
    Message: "message",
    Muted: "muted",
    Unmuted: "unmuted",
    Stopping: "stopping",
    Silenced: "silenced",
    Farewell: "farewell",
    NotSent: "not-sent",
    Accepted: "accepted",
    Cancelled: "cancelled",
    Refused: "refused",
    UsersListed: "users",
    HistoryListed: "history",
    ScheduledListed: "scheduled",
    IgnoredListed: "ignored",
    HelpShown: "help",
    LanguageSet: "language",
}
"""The `type` of every event."""
