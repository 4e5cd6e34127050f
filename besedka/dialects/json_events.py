"""The events of the JSON dialect, read back: the mirror of `json_writer`.

A builder takes the fields of an event's object. A missing field raises `KeyError`, a wrong one `TypeError` or
`ValueError`; `decode_event` makes one error of them.
"""

from collections.abc import Callable
from typing import Any

from besedka.chat.events import (
    Accepted,
    Cancelled,
    Event,
    Farewell,
    HistoryListed,
    Joined,
    Left,
    Limits,
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
    User,
    UsersListed,
    Value,
    Welcome,
)
from besedka.dialects.requests import HelpShown, LanguageSet
from besedka.dialects.timestamps import parse_time

__all__ = ["EVENTS"]

_Fields = dict[str, Any]


def _string(fields: _Fields, name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value


def _integer(fields: _Fields, name: str) -> int:
    value = fields[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(name)
    return value


def _strings(fields: _Fields, name: str) -> tuple[str, ...]:
    value = fields[name]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(name)
    return tuple(value)


def _objects(fields: _Fields, name: str) -> list[_Fields]:
    value = fields[name]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise TypeError(name)
    return value


def _time(fields: _Fields, name: str) -> int:
    return parse_time(_string(fields, name))


def _maybe(read: Callable[[_Fields, str], Any], fields: _Fields, name: str) -> Any:
    return read(fields, name) if name in fields else None


def _one_of(fields: _Fields, name: str, allowed: tuple[Any, ...]) -> Any:
    value = fields[name]
    if value not in allowed:
        raise ValueError(name)
    return value


def _departure(fields: _Fields) -> Any:
    """A newer server may know reasons that we do not; an event is no less true for that."""
    return _string(fields, "reason")


def _message(fields: _Fields) -> Message:
    return Message(
        _integer(fields, "number"),
        _string(fields, "from"),
        _string(fields, "text"),
        _maybe(_string, fields, "to"),
        fields.get("delayed") is True,
    )


def _pending(fields: _Fields) -> Pending:
    to = _maybe(_string, fields, "to")
    return Pending(_integer(fields, "number"), _string(fields, "text"), _time(fields, "due"), to)


def _pendings(fields: _Fields) -> tuple[Pending, ...]:
    return tuple(map(_pending, _objects(fields, "messages")))


def _recorded(fields: _Fields) -> Recorded:
    return Recorded(Stamp(_integer(fields, "seq"), _time(fields, "at")), _message(fields))


def _user(fields: _Fields) -> User:
    return User(_string(fields, "name"), _maybe(_time, fields, "muted_until"))


def _welcome(fields: _Fields) -> Welcome:
    limits = fields["limits"]
    names = ("max_text", "max_name", "max_delay", "max_pending", "history")
    return Welcome(
        _string(fields, "name"),
        _strings(fields, "members"),
        _integer(fields, "member_count"),
        Limits(*(_integer(limits, name) for name in names)),
        _maybe(_time, fields, "muted_until"),
    )


def _accepted(fields: _Fields) -> Accepted:
    return Accepted(
        _one_of(fields, "command", ("send", "rename", "report")),
        _maybe(_integer, fields, "number"),
        _maybe(_time, fields, "due"),
        _maybe(_string, fields, "name"),
        _maybe(_string, fields, "asked"),
    )


def _not_sent(fields: _Fields) -> NotSent:
    return NotSent(
        _pending(fields["message"]), _one_of(fields, "reason", ("muted", "recipient-left", "stopping"))
    )


def _refused(fields: _Fields) -> Refused:
    params = fields["params"]
    return Refused(_string(fields, "code"), {name: _parameter(name, value) for name, value in params.items()})


def _parameter(name: str, value: Any) -> Value:
    if name == "until" and isinstance(value, str):
        return parse_time(value)
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return value if isinstance(value, str | int | None) else str(value)


EVENTS: dict[str, Callable[[_Fields], Event | HelpShown | LanguageSet]] = {
    "welcome": _welcome,
    "joined": lambda fields: Joined(_string(fields, "name"), _maybe(_time, fields, "muted_until")),
    "left": lambda fields: Left(_string(fields, "name"), _departure(fields)),
    "renamed": lambda fields: Renamed(_string(fields, "old"), _string(fields, "new")),
    "message": _message,
    "muted": lambda fields: Muted(
        _string(fields, "name"), _time(fields, "until"), _integer(fields, "complaints")
    ),
    "unmuted": lambda fields: Unmuted(_string(fields, "name")),
    "stopping": lambda _: Stopping(),
    "silenced": lambda fields: Silenced(_time(fields, "until"), _integer(fields, "complaints")),
    "farewell": lambda fields: Farewell(
        _departure(fields), _maybe(_integer, fields, "pending") or 0, _maybe(_time, fields, "last")
    ),
    "not-sent": _not_sent,
    "accepted": _accepted,
    "cancelled": lambda fields: Cancelled(_pendings(fields)),
    "refused": _refused,
    "users": lambda fields: UsersListed(_string(fields, "you"), tuple(map(_user, _objects(fields, "users")))),
    "history": lambda fields: HistoryListed(tuple(map(_recorded, _objects(fields, "messages")))),
    "scheduled": lambda fields: ScheduledListed(_pendings(fields)),
    "help": lambda fields: HelpShown(_maybe(_string, fields, "topic")),
    "language": lambda fields: LanguageSet(_string(fields, "language")),
}
"""What builds the event of each `type`."""
