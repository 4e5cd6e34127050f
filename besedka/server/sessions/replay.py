"""What a session that may come back would miss: kept by the order of deliveries, within bounds.

What is addressed to one session stands in its own `Record`, the changes of its filter included. What is for everybody
stands once, in one `Record` of the node, however many sessions share it. Each item has the number of its delivery on
this node, so that the two are one stream again when they are read together. Nothing is kept as long as no session asks
for it.

Bytes that were written may never have arrived, so a session's record goes on while it is connected. Only what entries
have delivered is kept: a question can be asked again, and so can a numbered request that was not stored.
"""

from collections import deque
from collections.abc import Iterator
from heapq import merge

from besedka.chat import Stamp
from besedka.chat.language.deliveries import FilterChanged
from besedka.chat.language.events import Message
from besedka.dialects import Ref, Shown
from besedka.records import record
from besedka.server.fanout.batch import NOTHING

__all__ = ["Item", "Missed", "Record", "missed"]

_ITEM_SIZE = 256
"""Bytes, about, of an item besides the text of a message."""


@record
class Item:
    """One delivery: its number on this node, the entry that made it, what it is, with which stamp, and, where a filter
    may hide it, its author.

    The stamp is another than the entry's in an answer that is given once more.
    """

    number: int
    seq: int
    shown: Shown | FilterChanged
    stamp: Stamp
    ref: Ref | None = None
    author: str | None = None


class Record:
    """The last items, oldest first, of at most about `bound` bytes together."""

    __slots__ = ("_bound", "_items", "_size", "hidden", "lost_up_to")

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._items: deque[Item] = deque()
        self._size = 0
        self.hidden = NOTHING
        """What the session's filter hid before the oldest item."""
        self.lost_up_to = 0
        """The entry of the youngest item that had to go; 0 when all are here."""

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def add(self, item: Item) -> None:
        """Keep an item; the oldest go when there is no room."""
        self._items.append(item)
        self._size += _size(item)
        while self._size > self._bound:
            oldest = self._items.popleft()
            self._size -= _size(oldest)
            self.lost_up_to = max(self.lost_up_to, oldest.seq)
            if isinstance(oldest.shown, FilterChanged):
                self.hidden = oldest.shown.filter.ignored

    def begin(self, seq: int) -> None:
        """Note that what belongs to entries up to `seq` has not been kept."""
        self._items.clear()
        self._size, self.lost_up_to = 0, seq


def _size(item: Item) -> int:
    return _ITEM_SIZE + (4 * len(item.shown.text) if type(item.shown) is Message else 0)


@record
class Missed:
    """What a session has missed, in the order of the journal; `whole` is False when older items had to go."""

    items: tuple[Item, ...]
    whole: bool


def missed(own: Record, shared: Record, seq: int) -> Missed:
    """What was delivered by entries behind `seq` to the session itself and to everybody, without what its filter hid
    when it was delivered."""
    items, hidden = [], own.hidden
    for item in merge(own, shared, key=lambda item: item.number):
        if isinstance(item.shown, FilterChanged):
            hidden = item.shown.filter.ignored
        elif item.seq > seq and item.author not in hidden:
            items.append(item)
    return Missed(tuple(items), whole=max(own.lost_up_to, shared.lost_up_to) <= seq)
