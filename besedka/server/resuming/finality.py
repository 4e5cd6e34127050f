"""Which events of an entry are the last ones for their sessions, so that "seen up to here" cannot lose the others."""

from collections.abc import Sequence

from besedka.chat import Delivery, Stamp
from besedka.chat.language.deliveries import EVERYBODY
from besedka.chat.language.events import Message, NotSent, Silenced, Undelivered

__all__ = ["ANSWER_AND_MESSAGE", "KEPT", "find_unfinished"]

KEPT = frozenset({Message, NotSent, Silenced, Undelivered})
"""The events that a resumed session is told again if its client has not seen them."""

_NONE: frozenset[int] = frozenset()
_FIRST = frozenset({0})

ANSWER_AND_MESSAGE = 2
"""The deliveries of most entries."""


def find_unfinished(deliveries: Sequence[Delivery], stamp: Stamp) -> frozenset[int]:
    """Return the places of the deliveries that another one of the same entry, to be told again, may follow.

    What reaches everybody is one of these if any session may get such an event behind it.
    """
    if len(deliveries) <= 1:
        return _NONE
    if len(deliveries) == ANSWER_AND_MESSAGE:
        first, second = deliveries
        if type(second.event) not in KEPT:
            return _NONE
        if second.audience is EVERYBODY and first.stamp is None and second.stamp is None:
            return _FIRST
    found: list[int] = []
    later: dict[object, int] = {}  # The entry of what follows for a session; for everybody, under None.
    anything = 0
    for place in range(len(deliveries) - 1, -1, -1):
        delivery = deliveries[place]
        audience, seq = delivery.audience, (delivery.stamp or stamp).seq
        private = isinstance(audience, str)
        if seq in ((later.get(audience), later.get(None)) if private else (anything,)):
            found.append(place)
        if type(delivery.event) in KEPT:
            later[audience if private else None] = anything = seq
    return frozenset(found)
