"""What lets a session outlive its connection: its token, what its client has seen, and what is kept for it."""

from dataclasses import dataclass, field

from besedka.chat.language.events import Message, NotSent, Silenced, Stamp, Undelivered
from besedka.records import record

__all__ = ["MAX_LOST", "KeptEvent", "PrivateEvent", "Resumption", "size_of", "size_of_text"]

PrivateEvent = Message | NotSent | Silenced | Undelivered
"""What is kept of the events to one session alone. Answers are not: a numbered request is repeated instead."""

MAX_LOST = 1000
"""Events that were dropped for lack of room and are counted, per session. Chosen."""

_EVENT_SIZE = 256
"""Bytes that an event counts for besides its text."""


@record
class KeptEvent:
    """An event to one session alone, its stamp, and the session that caused it.

    `said` is the number of public messages before it (`Tally`): its place among those. `hidden` says that it is not
    for the session, which ignores its author: it is kept so that the author sees no difference.
    """

    stamp: Stamp
    said: int
    event: PrivateEvent
    author: str | None = None
    hidden: bool = False


@dataclass(slots=True, eq=False)
class Resumption:
    """A session's claim to be resumed.

    `token` is the hash of its secret. `seen` is the last entry that its client has confirmed, and `said` the number of
    public messages up to that. It is lower if that was confirmed so late that it is not remembered any more.
    """

    token: str
    seen: int
    said: int
    until: int | None = None
    """When its grace ends; None while it has a connection."""

    due: int | None = None
    """When it is shown as away or, if it is already, ended; None while it has a connection."""

    away: bool = False
    """Whether it is shown as away."""

    kept: list[KeptEvent] = field(default_factory=list)
    """Events to this session alone after `seen`, oldest first."""

    size: int = 0
    """Approximate bytes of these."""

    lost: list[int] = field(default_factory=list)
    """The entries of such events that were dropped for lack of room: the last 1000."""


def size_of_text(text: str) -> int:
    """Return approximately how many bytes an event with this text takes that is kept."""
    return _EVENT_SIZE + len(text.encode("utf-8", "surrogatepass"))


def size_of(event: PrivateEvent) -> int:
    """Return approximately how many bytes an event takes that is kept."""
    if isinstance(event, Silenced):
        return _EVENT_SIZE
    return size_of_text(event.message.text if isinstance(event, NotSent) else event.text)
