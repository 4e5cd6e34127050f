"""Bounded records of deliveries, replayed to a session that reconnects.

Deliveries to one session, including changes of its filter, are in its own `Record`. Broadcasts are stored
once, in one `Record` of the node that all sessions share. Each item has the number of its delivery on this
node, by which the two records are merged into one stream. Nothing is recorded while no session is resumable.

Written bytes may never have arrived, so a session is also recorded while it is connected. Only deliveries of
entries are recorded: a question can be asked again, and so can a numbered request that was not stored.
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
"""Approximate bytes of an item besides the text of a message."""


@record
class Item:
    """One delivery: its number on this node, entry, content, stamp, and its author if a filter may hide it.

    In a repeated answer, the stamp differs from the entry's.
    """

    number: int
    seq: int
    shown: Shown | FilterChanged
    stamp: Stamp
    ref: Ref | None = None
    author: str | None = None


class Record:
    """The latest items, oldest first, of at most about `bound` bytes in total."""

    __slots__ = ("_bound", "_items", "_size", "hidden", "lost_up_to")

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._items: deque[Item] = deque()
        self._size = 0
        self.hidden = NOTHING
        """The authors that the session's filter hid before the oldest item."""
        self.lost_up_to = 0
        """The entry of the newest dropped item; 0 if none was dropped."""

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def add(self, item: Item) -> None:
        """Add an item; drop the oldest ones if there is no room."""
        self._items.append(item)
        self._size += _size(item)
        while self._size > self._bound:
            oldest = self._items.popleft()
            self._size -= _size(oldest)
            self.lost_up_to = max(self.lost_up_to, oldest.seq)
            if isinstance(oldest.shown, FilterChanged):
                self.hidden = oldest.shown.filter.ignored

    def begin(self, seq: int) -> None:
        """Clear the record; deliveries of entries up to `seq` count as dropped."""
        self._items.clear()
        self._size, self.lost_up_to = 0, seq


def _size(item: Item) -> int:
    return _ITEM_SIZE + (4 * len(item.shown.text) if type(item.shown) is Message else 0)


@record
class Missed:
    """The items that a session has missed, in journal order; `whole` is False if older ones were dropped."""

    items: tuple[Item, ...]
    whole: bool


def missed(own: Record, shared: Record, seq: int) -> Missed:
    """Return the deliveries of entries after `seq` to the session and to everybody.

    Those that the session's filter hid at the time of delivery are excluded.
    """
    items, hidden = [], own.hidden
    for item in merge(own, shared, key=lambda item: item.number):
        if isinstance(item.shown, FilterChanged):
            hidden = item.shown.filter.ignored
        elif item.seq > seq and item.author not in hidden:
            items.append(item)
    return Missed(tuple(items), whole=max(own.lost_up_to, shared.lost_up_to) <= seq)
