"""What lets a session outlive its connection: its token, what its client has seen, and what is kept for it."""

from collections import deque
from dataclasses import dataclass, field

from besedka.chat.language.events import Message, NotSent, Silenced, Stamp, Undelivered
from besedka.records import record

__all__ = ["KEPT", "KeptEvent", "PrivateEvent", "Resumption", "size_of"]

PrivateEvent = Message | NotSent | Silenced | Undelivered
"""What is kept of the events to one session alone. Answers are not: a numbered request is repeated instead."""

KEPT = frozenset({Message, NotSent, Silenced, Undelivered})

_EVENT_SIZE = 256
"""Bytes that an event counts for besides its text."""


@record
class KeptEvent:
    """An event to one session alone, its stamp, and the session that caused it."""

    stamp: Stamp
    event: PrivateEvent
    author: str | None = None


@dataclass(slots=True, eq=False)
class Resumption:
    """A session's claim to be resumed.

    `token` is the hash of its secret. `seen` is the last entry that its client has confirmed, and `said` the number of
    public messages up to that.
    """

    token: str
    seen: int
    said: int
    detached_at: int | None = None
    """When it lost its connection; None while it has one."""

    due: int | None = None
    """When it is shown as away or, if it is already, ended."""

    away: bool = False
    """Whether it is shown as away."""

    kept: deque[KeptEvent] = field(default_factory=deque)
    """Events to this session alone after `seen`, oldest first."""

    size: int = 0
    """Approximate bytes of these."""

    lost: int = 0
    """Number of such events that were dropped for lack of room."""


def size_of(kept: KeptEvent) -> int:
    """Return approximately how many bytes an event takes that is kept."""
    event = kept.event
    text = event.message.text if isinstance(event, NotSent) else getattr(event, "text", "")
    return _EVENT_SIZE + len(text.encode("utf-8", "surrogatepass"))
