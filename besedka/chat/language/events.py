"""Events: what happened, in the past tense. Nothing else leaves the chat, except `FilterChanged` to a node.

An event holds data and never user-visible text. All times are integer milliseconds, UTC. The sequence number
and time of an event are those of the entry that caused it (`Stamp`); several events of one entry share them.
The chat never sets `more`. If an answer is split into several events of its type, all but the last set it.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from besedka.chat.language.presence import (
    Away,
    Farewell,
    Joined,
    Left,
    Limits,
    Resumed,
    Returned,
    Undelivered,
    Welcome,
)
from besedka.records import record

__all__ = [
    "Accepted", "Answer", "Away", "Cancelled", "Event", "Farewell", "HistoryListed", "IgnoredListed",
    "IgnoredUser", "Joined", "Left", "Limits", "Message", "Muted", "NotSent", "Pending", "Recorded", "Refused",
    "Renamed", "Resumed", "Returned", "ScheduledListed", "SearchListed", "Silenced", "Stamp", "Stopping",
    "Undelivered", "Unmuted", "User", "UsersListed", "Value", "Welcome",
]  # fmt: skip

Value = str | int | tuple[str, ...] | None
"""The type of a refusal's parameter. One called `until` is a time; one called `left` is milliseconds."""


@record
class Stamp:
    """A position in the journal: an entry's sequence number and time."""

    seq: int
    at: int


# Events to everybody.


@record
class Renamed:
    """Somebody took another name; `ignored` is set for members who ignore this person only from here on."""

    old: str
    new: str
    ignored: bool = False


@record
class Message:
    """Somebody sent a message: to everybody, or (with `to`) to one person; then nobody but these two gets it.

    `number` is that of the entry that created the message; for a delayed one it is smaller than the stamp's.
    `bot` is the author's mark. `late` says that it came due while the server was down.
    """

    number: int
    author: str
    text: str
    to: str | None = None
    delayed: bool = False
    bot: bool = False
    late: bool = False


@record
class Muted:
    """Complaints muted somebody until `until`."""

    name: str
    until: int
    complaints: int


@record
class Unmuted:
    """A mute has ended: this person may speak again."""

    name: str


@record
class Stopping:
    """Sent to all on a node that is about to stop."""


# Events to one session.


@record
class Silenced:
    """Sent to a muted session: it may not speak until `until`, because of this many complaints."""

    until: int
    complaints: int


@record
class Pending:
    """A delayed message that has not been sent yet; `to` is the recipient's present name."""

    number: int
    text: str
    due: int
    to: str | None = None


@record
class NotSent:
    """A delayed message will never be sent, and why; `message.text` returns the text to its author."""

    message: Pending
    reason: Literal["muted", "recipient-left", "recipient-full", "stopping", "too-late", "internal-error"]


@record
class Accepted:
    """The answer to a `send`, `rename`, `report`, `ignore` or `unignore` that succeeded.

    `number` is the message's number (send only), `due` the due time of a delayed one (None: sent
    immediately), `name` the present name of the person named in the command, or the session's own new name;
    `asked` is the given-up name by which that person was found.
    """

    command: Literal["send", "rename", "report", "ignore", "unignore"]
    number: int | None = None
    due: int | None = None
    name: str | None = None
    asked: str | None = None


@record
class Cancelled:
    """The answer to `cancel`: these messages will not be sent. `due` minus the stamp's `at` was the time left."""

    messages: tuple[Pending, ...]
    more: bool = False


@record
class Refused:
    """A command was not carried out, and nothing changed.

    `code` is stable; `params` say what was wrong and what would be right. docs/protocol.md lists them all.
    """

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)


# Answers to questions.


@record
class User:
    """A row of `users`; `ignored` says whether the asking session ignores this person.

    `away` says that it has no connection at the moment, and is shown so.
    """

    name: str
    muted_until: int | None = None
    ignored: bool = False
    bot: bool = False
    away: bool = False


@record
class UsersListed:
    """Everybody in the chat, sorted by name; `you` is the name of the asking session."""

    you: str
    users: tuple[User, ...]
    more: bool = False


@record
class Recorded:
    """A public message as delivered, with the stamp of its delivery."""

    stamp: Stamp
    message: Message


@record
class HistoryListed:
    """Public messages, oldest first: the last ones, or those before or around the message of this number."""

    messages: tuple[Recorded, ...]
    more: bool = False
    before: int | None = None
    around: int | None = None


@record
class SearchListed:
    """The newest public messages that contain all of the words in `text`, newest first.

    `cut` says that there may be older ones: they were left out, or not looked at.
    """

    messages: tuple[Recorded, ...]
    more: bool = False
    text: str = ""
    cut: bool = False


@record
class ScheduledListed:
    """The session's own pending messages, sorted by due time. `due` minus the stamp's `at` is the time left."""

    messages: tuple[Pending, ...]
    more: bool = False


@record
class IgnoredUser:
    """An ignored person, by its present name or, if it is not here, its last one."""

    name: str
    here: bool


@record
class IgnoredListed:
    """The people the session ignores, in the order in which it began to."""

    users: tuple[IgnoredUser, ...]
    more: bool = False


Answer = (
    Accepted
    | Cancelled
    | Refused
    | UsersListed
    | HistoryListed
    | SearchListed
    | ScheduledListed
    | IgnoredListed
    | Farewell
)
"""The direct reply to a command or question: each gets exactly one (`Farewell` answers `exit`)."""

Event = (
    Joined
    | Left
    | Away
    | Returned
    | Renamed
    | Message
    | Muted
    | Unmuted
    | Stopping
    | Welcome
    | Resumed
    | Silenced
    | NotSent
    | Undelivered
    | Answer
)
"""Everything that is delivered to sessions."""
