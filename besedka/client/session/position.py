"""How much of a session's events has come, so that a new connection goes on exactly behind it."""

from typing import Final

from besedka.chat.language.events import Message, NotSent, Resumed, Silenced, Undelivered
from besedka.dialects.json.client_codec import Received

__all__ = ["Position", "is_private"]

_REPEATED: Final = (Message, NotSent, Silenced, Undelivered)
"""The events that a server repeats after a resume."""

_MAX_SEQ: Final = (1 << 63) - 1


class Position:
    """The last entry of which every event has come (docs/protocol.md, "The position").

    An event that another one of the same entry follows shows only that everything before its entry has come. If the
    connection is cut between them, the server repeats the first; `take` recognizes it.
    """

    def __init__(self, seq: int = 0) -> None:
        self.seq = seq
        self._begun: set[tuple[object, ...]] = set()

    def take(self, received: Received) -> bool:
        """Move the position; return False for an event that came before."""
        if isinstance(received.event, Resumed):  # Newer than the events that follow it.
            return True
        identity = _identity(received)
        is_new = identity not in self._begun
        seq = _stated_seq(received)
        self._advance(seq - 1 if received.unfinished else seq)
        if identity is not None and seq > self.seq:
            self._begun.add(identity)
        return is_new

    def _advance(self, seq: int) -> None:
        if seq > self.seq:
            self.seq = seq
            self._begun = {identity for identity in self._begun if identity[0] > seq}  # type: ignore[operator]


def _stated_seq(received: Received) -> int:
    """Return the event's own `seq`; 0 if it has none that a server can count to, and its stamp is not its own."""
    seq = received.stamp.seq
    return seq if "seq" in received.fields and seq <= _MAX_SEQ else 0


def _identity(received: Received) -> tuple[object, ...] | None:
    event = received.event
    if not isinstance(event, _REPEATED):
        return None
    number = event.message.number if isinstance(event, NotSent) else getattr(event, "number", None)
    return received.stamp.seq, type(event), number


def is_private(event: object) -> bool:
    """Return whether the event reaches this session alone, and is kept by the server until it is confirmed."""
    return isinstance(event, _REPEATED) and not (isinstance(event, Message) and event.to is None)
