"""What happened, in the past tense: the only thing that leaves the chat.

An event holds data and never words for people. All times are integer milliseconds, UTC. The sequence number
and the time of an event are those of the entry that made it (`Stamp`): several events of one entry share
them.

`more` is never set by the chat: an answer that is told in several events of its type has it in all but the last.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from besedka.chat.language.commands import Departure
from besedka.records import record

__all__ = [
    "Accepted",
    "Answer",
    "Cancelled",
    "Event",
    "Farewell",
    "HistoryListed",
    "IgnoredListed",
    "IgnoredUser",
    "Joined",
    "Left",
    "Limits",
    "Message",
    "Muted",
    "NotSent",
    "Pending",
    "Recorded",
    "Refused",
    "Renamed",
    "ScheduledListed",
    "Silenced",
    "Stamp",
    "Stopping",
    "Unmuted",
    "User",
    "UsersListed",
    "Value",
    "Welcome",
]

Value = str | int | tuple[str, ...] | None
"""What a refusal's parameter may be.

A parameter called `until` is a time; one called `left` is milliseconds.
"""


@record
class Stamp:
    """Where in the journal something stands: the entry's sequence number and time."""

    seq: int
    at: int


@record
class Limits:
    """What a newcomer's program needs to know before it asks."""

    max_text: int
    max_name: int
    max_delay: int
    """In seconds."""

    max_pending: int
    history: int


# Events to everybody.


@record
class Joined:
    """Somebody entered; `muted_until` is set when a running mute came along, `ignored` for who ignores the newcomer."""

    name: str
    muted_until: int | None = None
    ignored: bool = False


@record
class Left:
    """Somebody's session ended, and why."""

    name: str
    reason: Departure


@record
class Renamed:
    """Somebody took another name; `ignored` for who ignores it from here on, and did not before."""

    old: str
    new: str
    ignored: bool = False


@record
class Message:
    """Somebody said something: to everybody, or (with `to`) to one person, then only these two ever see it.

    `number` is the sequence number of the entry that created the message; for a delayed one it is smaller
    than the stamp's.
    """

    number: int
    author: str
    text: str
    to: str | None = None
    delayed: bool = False


@record
class Muted:
    """Complaints took somebody's voice until `until`."""

    name: str
    until: int
    complaints: int


@record
class Unmuted:
    """A mute has run out: this person may speak again."""

    name: str


@record
class Stopping:
    """To all on a node that is about to stop."""


# Events to one session.


@record
class Welcome:
    """The session is in, under `name`.

    `members` holds the first `Rules.max_members_listed` names in the order of `users`, its own one among
    them when that is one of the first; `member_count` counts all.
    """

    name: str
    members: tuple[str, ...]
    member_count: int
    limits: Limits
    muted_until: int | None = None


@record
class Silenced:
    """To a muted session: it may not speak until `until`, because of this many complaints."""

    until: int
    complaints: int


@record
class Farewell:
    """The session's last event.

    `pending` counts the delayed messages of the session that will still be sent and cannot be taken back any more;
    `last` is the time at which the last of them is due.
    """

    reason: Departure
    pending: int = 0
    last: int | None = None


@record
class Pending:
    """A delayed message that has not left yet; `to` is the recipient's present name."""

    number: int
    text: str
    due: int
    to: str | None = None


@record
class NotSent:
    """A delayed message will never be sent, and why; `message.text` comes back to its author."""

    message: Pending
    reason: Literal["muted", "recipient-left", "stopping", "internal-error"]


@record
class Accepted:
    """The answer to a `send`, `rename`, `report`, `ignore` or `unignore` that did what was asked.

    `number` is the message's number (send only), `due` the time at which a delayed one goes (None for one that
    went at once), `name` the present name of who was named in the command, or one's own new name; `asked` is
    the given-up name by which that person was found.
    """

    command: Literal["send", "rename", "report", "ignore", "unignore"]
    number: int | None = None
    due: int | None = None
    name: str | None = None
    asked: str | None = None


@record
class Cancelled:
    """The answer to `cancel`: these messages will not be sent. Each had `due` less the stamp's `at` left."""

    messages: tuple[Pending, ...]
    more: bool = False


@record
class Refused:
    """A command was not carried out and nothing changed.

    `code` is stable; `params` say what was wrong and what would be right. The codes and their parameters
    are listed in docs/protocol.md.
    """

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)


# Answers to questions.


@record
class User:
    """A row of `users`; `ignored` tells whether who asked ignores this one."""

    name: str
    muted_until: int | None = None
    ignored: bool = False


@record
class UsersListed:
    """Everybody who is in the chat, sorted by name; `you` is who asked."""

    you: str
    users: tuple[User, ...]
    more: bool = False


@record
class Recorded:
    """A public message as it was delivered, with the stamp it was delivered under."""

    stamp: Stamp
    message: Message


@record
class HistoryListed:
    """The last public messages, oldest first."""

    messages: tuple[Recorded, ...]
    more: bool = False


@record
class ScheduledListed:
    """The session's own pending messages, by the time at which they go: `due` less the stamp's `at` from now."""

    messages: tuple[Pending, ...]
    more: bool = False


@record
class IgnoredUser:
    """Somebody who is ignored, by its present name or, when it is not here, its last one."""

    name: str
    here: bool


@record
class IgnoredListed:
    """Whom the session ignores, in the order in which it began to."""

    users: tuple[IgnoredUser, ...]
    more: bool = False


Answer = (
    Accepted | Cancelled | Refused | UsersListed | HistoryListed | ScheduledListed | IgnoredListed | Farewell
)
"""The direct reply to a command or question: each gets exactly one (`Farewell` answers `exit`)."""

Event = Joined | Left | Renamed | Message | Muted | Unmuted | Stopping | Welcome | Silenced | NotSent | Answer
"""Whatever may leave the chat."""
