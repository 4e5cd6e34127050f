"""What leaves the chat: an event, its audience, and its author.

Whom an event is for is decided here and nowhere else. A private event has one session as its audience, and nobody else
ever gets it. An event for everybody passes each member's `Filter` on its way; the filter is the chat's own, and changes
at a place in the order of events, by `FilterChanged`.
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
    """All members whose connections this node has."""

    node: str


@record
class Everybody:
    """All who are in the chat at this point of the order."""


Audience = str | OnNode | Everybody
"""A text is a session's identifier: this session alone. Most of what is delivered is for one, and costs no object."""

EVERYBODY = Everybody()

HIDEABLE = frozenset({Message, Joined, Renamed})
"""What a filter may hide: the types of events."""


@record
class Filter:
    """What one member does not get of the events for everybody: what comes from these authors (sessions).

    Only messages are hidden, and the joins and renames by which somebody is known again, in whose place a marked one is
    delivered to the member; other renames have no author. All else that happens to an ignored person is seen by
    everybody.
    """

    ignored: frozenset[str] = frozenset()

    def hides(self, event: object, author: str | None) -> bool:
        """Whether the member does not get this event of this author."""
        return author in self.ignored and type(event) in HIDEABLE


UNFILTERED = Filter()


@record
class FilterChanged:
    """To the node of one session, which shows it to nobody: from here on, this is the session's filter."""

    filter: Filter


@record
class Delivery:
    """An event, its audience, and the session that caused it (None: none did).

    `stamp` is set when it is another than that of the entry at hand: in an answer that is given once more.
    """

    event: Event | FilterChanged
    audience: Audience
    author: str | None = None
    stamp: Stamp | None = None


def to_one(event: Event | FilterChanged, session: str, author: str | None = None) -> Delivery:
    """The delivery of `event` to one session; `author` is whose doing it is."""
    return Delivery(event, session, author)


def to_everybody(event: Event, author: str | None = None) -> Delivery:
    """The delivery of `event` to all who are in the chat and whose filter does not hide what `author` does."""
    return Delivery(event, EVERYBODY, author)
