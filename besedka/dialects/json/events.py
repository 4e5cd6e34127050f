"""The events of the JSON dialect, field by field: what is written and read is what stands here, and nothing else.

docs/protocol.md says what the fields mean. Words for people, which only some events have, are put beside them by
`writer`.
"""

from typing import Any

from besedka.chat.language.events import (
    Accepted,
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
    ScheduledListed,
    Silenced,
    Stamp,
    Stopping,
    Unmuted,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.rules import Rules
from besedka.dialects.commands.requests import HelpShown, LanguageSet
from besedka.dialects.commands.table import BARRED
from besedka.dialects.json.shapes import (
    FLAG,
    INTEGER,
    PARAMETERS,
    RECIPIENT,
    TEXT,
    TEXTS,
    TIME,
    Said,
    Shape,
    always,
    maybe,
    need,
    nested,
    rows,
)

__all__ = ["BY_RECORD", "SHAPES"]

_RULES = Rules()
"""What is assumed of a server that does not say."""

_NAME = need("name", TEXT)
_MUTED_UNTIL = maybe("muted_until", TIME)
_IGNORED = maybe("ignored", FLAG, default=False)
_REASON = always("reason", TEXT, default="")
_COMPLAINTS = always("complaints", INTEGER, default=0)
_TO = maybe("to", RECIPIENT)
_MORE = maybe("more", FLAG, default=False)

_LIMITS = Shape(
    Limits,
    always("max_text", INTEGER, _RULES.max_text),
    always("max_name", INTEGER, _RULES.max_name),
    always("max_delay", INTEGER, _RULES.max_delay_seconds),
    always("max_pending", INTEGER, _RULES.max_pending),
    always("history", INTEGER, _RULES.history_size),
)

_PENDING = (need("number", INTEGER), need("text", TEXT), need("due", TIME), _TO)
_PENDING_ROW = Shape(Pending, *_PENDING, Said("left", INTEGER, lambda row, stamp: max(0, row.due - stamp.at)))

_GIVEN_BACK = Shape(
    Pending,
    always("number", INTEGER, derive=lambda stamp, _: stamp.seq),
    need("text", TEXT),
    always("due", TIME, derive=lambda stamp, _: stamp.at),
    _TO,
)
"""Its author wants the text back; the rest is not worth losing it."""


def _recorded(seq: int, at: int, *message: Any) -> Recorded:
    return Recorded(Stamp(seq, at), Message(*message))


_RECORDED_ROW = Shape(
    Recorded,
    need("seq", INTEGER, "stamp.seq"),
    need("at", TIME, "stamp.at"),
    always("number", INTEGER, attribute="message.number", derive=lambda _, before: before[0]),
    need("from", TEXT, "message.author"),
    need("text", TEXT, "message.text"),
    maybe("to", RECIPIENT, attribute="message.to"),
    maybe("delayed", FLAG, default=False, attribute="message.delayed"),
    make=_recorded,
)

_USER_ROW = Shape(User, _NAME, _MUTED_UNTIL, _IGNORED)
_IGNORED_ROW = Shape(IgnoredUser, _NAME, maybe("here", FLAG, default=False))

SHAPES: dict[str, Shape] = {
    "welcome": Shape(
        # The session is in, whatever else is said of it: nothing here is worth not being in the chat.
        Welcome,
        always("name", TEXT, default=""),
        always("members", TEXTS),
        always("member_count", INTEGER, derive=lambda _, before: len(before[1])),
        always("limits", nested(_LIMITS)),
        _MUTED_UNTIL,
        Said("barred", TEXTS, lambda event, _: None if event.muted_until is None else BARRED),
    ),
    "joined": Shape(Joined, _NAME, _MUTED_UNTIL, _IGNORED),
    "left": Shape(Left, _NAME, _REASON),
    "renamed": Shape(Renamed, need("old", TEXT), need("new", TEXT), _IGNORED),
    "message": Shape(
        Message,
        always("number", INTEGER, derive=lambda stamp, _: stamp.seq),
        need("from", TEXT, "author"),
        need("text", TEXT),
        _TO,
        maybe("delayed", FLAG, default=False),
    ),
    "muted": Shape(Muted, _NAME, need("until", TIME), _COMPLAINTS),
    "unmuted": Shape(Unmuted, _NAME),
    "stopping": Shape(Stopping),
    "silenced": Shape(
        Silenced, need("until", TIME), _COMPLAINTS, Said("barred", TEXTS, lambda _, __: BARRED)
    ),
    "farewell": Shape(Farewell, _REASON, maybe("pending", INTEGER, default=0), maybe("last", TIME)),
    "not-sent": Shape(NotSent, need("message", nested(_GIVEN_BACK)), _REASON),
    "accepted": Shape(
        Accepted,
        always("command", TEXT, default=""),
        maybe("number", INTEGER),
        maybe("due", TIME),
        maybe("name", TEXT),
        maybe("asked", TEXT),
    ),
    "cancelled": Shape(Cancelled, need("messages", rows(_PENDING_ROW)), _MORE),
    "refused": Shape(
        Refused,
        always("code", TEXT, default=""),
        always("params", PARAMETERS),
        Said("barred", TEXTS, lambda event, _: BARRED if event.code == "muted" else None),
    ),
    "users": Shape(UsersListed, always("you", TEXT, default=""), need("users", rows(_USER_ROW)), _MORE),
    "history": Shape(HistoryListed, need("messages", rows(_RECORDED_ROW)), _MORE),
    "scheduled": Shape(ScheduledListed, need("messages", rows(_PENDING_ROW)), _MORE),
    "ignored": Shape(IgnoredListed, need("users", rows(_IGNORED_ROW)), _MORE),
    "help": Shape(HelpShown, maybe("topic", TEXT)),
    "language": Shape(LanguageSet, need("language", TEXT)),
}
"""The fields of every event, by its `type`."""

BY_RECORD: dict[type, tuple[str, Shape]] = {shape.of: (kind, shape) for kind, shape in SHAPES.items()}
"""The `type` and the fields of every event, by what it is in Python."""
