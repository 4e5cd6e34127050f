"""What was received and not looked at yet: bounded, whoever reads it or not."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

__all__ = ["HIGH_WATER", "MAX_SIZE", "EventQueue"]

HIGH_WATER: Final = 1_048_576
"""Characters (and `_OVERHEAD` for each event) from which on the queue is `full`, and whoever fills it should pause."""

MAX_SIZE: Final = 64 * HIGH_WATER
"""What the queue takes at the very most while answers are awaited through it."""

_OVERHEAD: Final = 256
"""What an event costs besides its text, roughly: the objects that it was decoded into."""

T = TypeVar("T")


class EventQueue(Generic[T]):
    """A queue with one reader that knows three states.

    Nobody reads yet: the newest events are kept, up to `HIGH_WATER`, and older ones are dropped. From the first
    `get` on nothing is dropped: when `full`, whoever fills it is to pause, and `on_room` is called when there
    is room again. `close` ends it: what is in it is still read, then `get` returns None.
    """

    def __init__(self, on_room: Callable[[], None], full: int = HIGH_WATER) -> None:
        self._items: deque[tuple[T, int]] = deque()
        self._weight = 0
        self._full = full
        self._on_room = on_room
        self._read = False
        self._closed = False
        self._waiter: asyncio.Future[None] | None = None

    @property
    def full(self) -> bool:
        """Whether whoever fills it should pause; never before the first `get`."""
        return self._read and self._weight > self._full

    @property
    def overflowing(self) -> bool:
        """Whether it holds more than `MAX_SIZE`."""
        return self._weight > MAX_SIZE

    def put(self, item: T, size: int) -> None:
        """Add an event of `size` characters."""
        self._items.append((item, size + _OVERHEAD))
        self._weight += size + _OVERHEAD
        while not self._read and self._weight > self._full and len(self._items) > 1:
            self._take()
        self._wake()

    def close(self) -> None:
        """End it: `get` returns what is in it, and then None."""
        self._closed = True
        self._wake()

    async def get(self) -> T | None:
        """The oldest event; None at the end. A cancelled `get` loses nothing."""
        self._read = True
        while not self._items:
            if self._closed:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        was_full = self.full
        item = self._take()
        if was_full and not self.full:
            self._on_room()
        return item

    def _take(self) -> T:
        item, weight = self._items.popleft()
        self._weight -= weight
        return item

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
