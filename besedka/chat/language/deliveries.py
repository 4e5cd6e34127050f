"""What leaves the chat: an event, its audience, and its author.

The audience of an event is decided here and nowhere else. A private event has one session as its audience and
reaches nobody else. An event for everybody passes each member's `Filter` on delivery. The chat owns the
filters; they change at a definite position in the order of events, by `FilterChanged`.
"""

from besedka.chat.language.events import Event, Joined, Message, Renamed, Stamp
from besedka.records import record

__all__ = [
    "EVERYBODY",
    "HIDEABLE",
    "UNFILTERED",
    "Audience",
    "Delivery",
    "Everybody",
    "Filter",
    "FilterChanged",
    "OnNode",
    "to_everybody",
    "to_one",
]


@record
class OnNode:
    """All members whose connections are on this node."""

    node: str


@record
class Everybody:
    """Everybody in the chat at this point of the order."""


Audience = str | OnNode | Everybody
"""A string is a session's identifier: only this session. Most deliveries are of this kind and need no object."""

EVERYBODY = Everybody()

HIDEABLE = frozenset({Message, Joined, Renamed})
"""The event types that a filter may hide."""


@record
class Filter:
    """What one member does not get of the events for everybody: those by the `ignored` authors (sessions).

    Only messages are hidden, and those joins and renames by which an ignored person is recognized; the member
    gets a marked one in their place. Other renames have no author. Everything else about an ignored person is
    visible to everybody.
    """

    ignored: frozenset[str] = frozenset()

    def hides(self, event: object, author: str | None) -> bool:
        """Return whether this event of this author is hidden from the member."""
        return author in self.ignored and type(event) in HIDEABLE


UNFILTERED = Filter()


@record
class FilterChanged:
    """Sent to the node of one session, never shown: this is the session's filter from here on."""

    filter: Filter


@record
class Delivery:
    """An event, its audience, and the session that caused it (None: no session did).

    `stamp` is set if it differs from that of the current entry: in an answer that is repeated.
    """

    event: Event | FilterChanged
    audience: Audience
    author: str | None = None
    stamp: Stamp | None = None


def to_one(event: Event | FilterChanged, session: str, author: str | None = None) -> Delivery:
    """Return the delivery of `event` to one session; `author` is the session that caused it."""
    return Delivery(event, session, author)


def to_everybody(event: Event, author: str | None = None) -> Delivery:
    """Return the delivery of `event` to everybody in the chat whose filter does not hide `author`'s event."""
    return Delivery(event, EVERYBODY, author)
