"""The events of the JSON dialect, read back: the mirror of `json_writer`, for servers newer than this version too.

A builder takes the fields of an event's object, and the stamp that it came with. It needs what the event is about (a
name, a text, a list) and raises `Unreadable` without it; all else may be absent, of another type, or hold what this
version does not know. docs/decisions/0016-tolerant-readers.md says where the line is.
"""

from collections.abc import Callable
from typing import Any

from besedka.chat.events import (
    Accepted,
    Cancelled,
    Event,
    Farewell,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
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
    Welcome,
)
from besedka.chat.rules import Rules
from besedka.dialects.json_fields import (
    Fields,
    flag,
    integer,
    need_integer,
    need_rows,
    need_text,
    need_time,
    parameter,
    text,
    texts,
    time,
)
from besedka.dialects.requests import HelpShown, LanguageSet

__all__ = ["EVENTS"]

_RULES = Rules()
_LIMITS = {
    "max_text": _RULES.max_text,
    "max_name": _RULES.max_name,
    "max_delay": _RULES.max_delay_seconds,
    "max_pending": _RULES.max_pending,
    "history": _RULES.history_size,
}
"""What is assumed of a server that does not say."""


def _word(fields: Fields, name: str) -> Any:
    """One of a few words, of which a newer server may know more than we do."""
    return text(fields, name) or ""


def _recipient(fields: Fields) -> str | None:
    """Whom a message is for. What is there and cannot be read still says that the message is not for everybody."""
    given = fields.get("to")
    return given if given is None or isinstance(given, str) else "?"


def _message(fields: Fields, stamp: Stamp) -> Message:
    number = integer(fields, "number")
    return Message(
        stamp.seq if number is None else number,
        need_text(fields, "from"),
        need_text(fields, "text"),
        _recipient(fields),
        flag(fields, "delayed"),
    )


def _pending(fields: Fields) -> Pending:
    number, due = need_integer(fields, "number"), need_time(fields, "due")
    return Pending(number, need_text(fields, "text"), due, _recipient(fields))


def _recorded(fields: Fields) -> Recorded:
    stamp = Stamp(need_integer(fields, "seq"), need_time(fields, "at"))
    return Recorded(stamp, _message(fields, stamp))


def _user(fields: Fields) -> User:
    return User(need_text(fields, "name"), time(fields, "muted_until"), flag(fields, "ignored"))


def _ignored_user(fields: Fields) -> IgnoredUser:
    return IgnoredUser(need_text(fields, "name"), flag(fields, "here"))


def _welcome(fields: Fields, _: Stamp) -> Welcome:
    # The session is in, whatever else is said of it: nothing here is worth not being in the chat.
    limits = fields.get("limits")
    given = limits if isinstance(limits, dict) else {}
    found = {name: integer(given, name) for name in _LIMITS}
    members, count = texts(fields, "members"), integer(fields, "member_count")
    return Welcome(
        _word(fields, "name"),
        members,
        len(members) if count is None else count,
        Limits(**{name: _LIMITS[name] if value is None else value for name, value in found.items()}),
        time(fields, "muted_until"),
    )


def _accepted(fields: Fields, _: Stamp) -> Accepted:
    return Accepted(
        _word(fields, "command"),
        integer(fields, "number"),
        time(fields, "due"),
        text(fields, "name"),
        text(fields, "asked"),
    )


def _not_sent(fields: Fields, stamp: Stamp) -> NotSent:
    # Its author wants the text back; the rest is not worth losing it.
    given = fields.get("message")
    row = given if isinstance(given, dict) else {}
    number, due = integer(row, "number"), time(row, "due")
    message = Pending(
        stamp.seq if number is None else number,
        need_text(row, "text"),
        stamp.at if due is None else due,
        _recipient(row),
    )
    return NotSent(message, _word(fields, "reason"))


def _muted(fields: Fields, _: Stamp) -> Muted:
    until, complaints = need_time(fields, "until"), integer(fields, "complaints")
    return Muted(need_text(fields, "name"), until, complaints or 0)


def _refused(fields: Fields, _: Stamp) -> Refused:
    given = fields.get("params")
    params = given if isinstance(given, dict) else {}
    return Refused(_word(fields, "code"), {name: parameter(params, name) for name in params})


def _users(fields: Fields, _: Stamp) -> UsersListed:
    return UsersListed(_word(fields, "you"), need_rows(fields, "users", _user), flag(fields, "more"))


EVENTS: dict[str, Callable[[Fields, Stamp], Event | HelpShown | LanguageSet]] = {
    "welcome": _welcome,
    "joined": lambda fields, _: Joined(
        need_text(fields, "name"), time(fields, "muted_until"), flag(fields, "ignored")
    ),
    "left": lambda fields, _: Left(need_text(fields, "name"), _word(fields, "reason")),
    "renamed": lambda fields, _: Renamed(need_text(fields, "old"), need_text(fields, "new")),
    "message": _message,
    "muted": _muted,
    "unmuted": lambda fields, _: Unmuted(need_text(fields, "name")),
    "stopping": lambda _, __: Stopping(),
    "silenced": lambda fields, _: Silenced(need_time(fields, "until"), integer(fields, "complaints") or 0),
    "farewell": lambda fields, _: Farewell(
        _word(fields, "reason"), integer(fields, "pending") or 0, time(fields, "last")
    ),
    "not-sent": _not_sent,
    "accepted": _accepted,
    "cancelled": lambda fields, _: Cancelled(need_rows(fields, "messages", _pending), flag(fields, "more")),
    "refused": _refused,
    "users": _users,
    "history": lambda fields, _: HistoryListed(
        need_rows(fields, "messages", _recorded), flag(fields, "more")
    ),
    "scheduled": lambda fields, _: ScheduledListed(
        need_rows(fields, "messages", _pending), flag(fields, "more")
    ),
    "ignored": lambda fields, _: IgnoredListed(
        need_rows(fields, "users", _ignored_user), flag(fields, "more")
    ),
    "help": lambda fields, _: HelpShown(text(fields, "topic")),
    "language": lambda fields, _: LanguageSet(need_text(fields, "language")),
}
"""What builds the event of each `type`."""
