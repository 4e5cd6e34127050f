"""The events of the JSON dialect, field by field. Exactly these fields are written and read.

docs/protocol.md says what the fields mean. `writer` adds the user-visible text that some events have.
"""

from typing import Any

from besedka.chat.language.events import (
    Accepted,
    Away,
    Cancelled,
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
    Resumed,
    Returned,
    ScheduledListed,
    SearchListed,
    Silenced,
    Stamp,
    Stopping,
    Undelivered,
    Unmuted,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.rules import Rules
from besedka.dialects.commands.requests import HelpShown, LanguageSet, Replaced, SessionGranted
from besedka.dialects.commands.table import BARRED
from besedka.dialects.json.schema import (
    FLAG,
    INTEGER,
    PARAMETERS,
    RECIPIENT,
    TEXT,
    TEXTS,
    TIME,
    ComputedField,
    JsonField,
    Schema,
    always,
    nested,
    optional,
    required,
    rows,
)

__all__ = ["BY_RECORD", "SCHEMAS"]

_DEFAULT_RULES = Rules()
"""Assumed for limits that the server does not send."""

_NAME = required("name", TEXT)
_MUTED_UNTIL = optional("muted_until", TIME)
_IGNORED = optional("ignored", FLAG, default=False)
_BOT = optional("bot", FLAG, default=False)
_AWAY = optional("away", FLAG, default=False)
_REASON = always("reason", TEXT, default="")
_COMPLAINTS = always("complaints", INTEGER, default=0)
_TO = optional("to", RECIPIENT)
_MORE = optional("more", FLAG, default=False)

_LIMITS = Schema(
    Limits,
    always("max_text", INTEGER, _DEFAULT_RULES.max_text),
    always("max_name", INTEGER, _DEFAULT_RULES.max_name),
    always("max_delay", INTEGER, _DEFAULT_RULES.max_delay_seconds),
    always("max_pending", INTEGER, _DEFAULT_RULES.max_pending),
    always("history", INTEGER, _DEFAULT_RULES.history_size),
)

_PENDING = (required("number", INTEGER), required("text", TEXT), required("due", TIME), _TO)
_PENDING_ROW = Schema(
    Pending, *_PENDING, ComputedField("left", INTEGER, lambda row, stamp: max(0, row.due - stamp.at))
)

_RETURNED_MESSAGE = Schema(
    Pending,
    always("number", INTEGER, derive=lambda stamp, _: stamp.seq),
    required("text", TEXT),
    always("due", TIME, derive=lambda stamp, _: stamp.at),
    _TO,
)
"""Only the text is required: its author wants it back, even if the other fields are missing."""


def _recorded(seq: int, at: int, *message: Any) -> Recorded:
    return Recorded(Stamp(seq, at), Message(*message))


_RECORDED_ROW = Schema(
    Recorded,
    required("seq", INTEGER, "stamp.seq"),
    required("at", TIME, "stamp.at"),
    always("number", INTEGER, attribute="message.number", derive=lambda _, before: before[0]),
    required("from", TEXT, "message.author"),
    required("text", TEXT, "message.text"),
    optional("to", RECIPIENT, attribute="message.to"),
    optional("delayed", FLAG, default=False, attribute="message.delayed"),
    optional("bot", FLAG, default=False, attribute="message.bot"),
    optional("late", FLAG, default=False, attribute="message.late"),
    make=_recorded,
)

_USER_ROW = Schema(User, _NAME, _MUTED_UNTIL, _IGNORED, _BOT, _AWAY)
_IGNORED_ROW = Schema(IgnoredUser, _NAME, optional("here", FLAG, default=False))


def _welcome(path: str = "") -> tuple[JsonField, ...]:
    """Return the fields of a `Welcome` at this path. None is required: the session is in even if they are missing."""
    return (
        always("name", TEXT, default="", attribute=f"{path}name"),
        always("members", TEXTS, attribute=f"{path}members"),
        always(
            "member_count", INTEGER, attribute=f"{path}member_count", derive=lambda _, before: len(before[1])
        ),
        always("limits", nested(_LIMITS), attribute=f"{path}limits"),
        optional("muted_until", TIME, attribute=f"{path}muted_until"),
        optional("bots", TEXTS, default=(), attribute=f"{path}bots"),
        optional("away", TEXTS, default=(), attribute=f"{path}away"),
    )


def _resumed(*values: Any) -> Resumed:
    *state, missed, gap, lost = values
    return Resumed(Welcome(*state), missed, gap, lost)


SCHEMAS: dict[str, Schema] = {
    "welcome": Schema(
        Welcome,
        *_welcome(),
        ComputedField("barred", TEXTS, lambda event, _: None if event.muted_until is None else BARRED),
    ),
    "session": Schema(SessionGranted, required("token", TEXT), always("grace", INTEGER, default=0)),
    "resumed": Schema(
        Resumed,
        *_welcome("state."),
        *(optional(name, INTEGER, default=0) for name in ("missed", "gap", "lost")),
        ComputedField("barred", TEXTS, lambda event, _: None if event.state.muted_until is None else BARRED),
        make=_resumed,
    ),
    "replaced": Schema(Replaced),
    "away": Schema(Away, _NAME),
    "returned": Schema(Returned, _NAME),
    "undelivered": Schema(
        Undelivered,
        always("number", INTEGER, derive=lambda stamp, _: stamp.seq),
        required("text", TEXT),
        always("to", TEXT, default=""),
    ),
    "joined": Schema(Joined, _NAME, _MUTED_UNTIL, _IGNORED, _BOT),
    "left": Schema(Left, _NAME, _REASON),
    "renamed": Schema(Renamed, required("old", TEXT), required("new", TEXT), _IGNORED),
    "message": Schema(
        Message,
        always("number", INTEGER, derive=lambda stamp, _: stamp.seq),
        required("from", TEXT, "author"),
        required("text", TEXT),
        _TO,
        optional("delayed", FLAG, default=False),
        _BOT,
        optional("late", FLAG, default=False),
    ),
    "muted": Schema(Muted, _NAME, required("until", TIME), _COMPLAINTS),
    "unmuted": Schema(Unmuted, _NAME),
    "stopping": Schema(Stopping),
    "silenced": Schema(
        Silenced, required("until", TIME), _COMPLAINTS, ComputedField("barred", TEXTS, lambda _, __: BARRED)
    ),
    "farewell": Schema(Farewell, _REASON, optional("pending", INTEGER, default=0), optional("last", TIME)),
    "not-sent": Schema(NotSent, required("message", nested(_RETURNED_MESSAGE)), _REASON),
    "accepted": Schema(
        Accepted,
        always("command", TEXT, default=""),
        optional("number", INTEGER),
        optional("due", TIME),
        optional("name", TEXT),
        optional("asked", TEXT),
    ),
    "cancelled": Schema(Cancelled, required("messages", rows(_PENDING_ROW)), _MORE),
    "refused": Schema(
        Refused,
        always("code", TEXT, default=""),
        always("params", PARAMETERS),
        ComputedField("barred", TEXTS, lambda event, _: BARRED if event.code == "muted" else None),
    ),
    "users": Schema(UsersListed, always("you", TEXT, default=""), required("users", rows(_USER_ROW)), _MORE),
    "history": Schema(
        HistoryListed,
        required("messages", rows(_RECORDED_ROW)),
        _MORE,
        optional("before", INTEGER),
        optional("around", INTEGER),
    ),
    "search": Schema(
        SearchListed,
        required("messages", rows(_RECORDED_ROW)),
        _MORE,
        always("text", TEXT, default=""),
        optional("cut", FLAG, default=False),
    ),
    "scheduled": Schema(ScheduledListed, required("messages", rows(_PENDING_ROW)), _MORE),
    "ignored": Schema(IgnoredListed, required("users", rows(_IGNORED_ROW)), _MORE),
    "help": Schema(HelpShown, optional("topic", TEXT)),
    "language": Schema(LanguageSet, required("language", TEXT)),
}
"""The fields of every event, by its `type`."""

BY_RECORD: dict[type, tuple[str, Schema]] = {shape.of: (kind, shape) for kind, shape in SCHEMAS.items()}
"""The `type` and the fields of every event, by its Python class."""
