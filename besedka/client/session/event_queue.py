"""A bounded queue of received events, whether they are read or not."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

__all__ = ["HIGH_WATER", "MAX_SIZE", "EventQueue"]

HIGH_WATER: Final = 1_048_576
"""Characters (plus `_EVENT_OVERHEAD` per event) above which the queue is `full` and its producer should pause."""

MAX_SIZE: Final = 64 * HIGH_WATER
"""Hard limit, in the same unit: what the queue may hold while answers are awaited through it."""

_EVENT_OVERHEAD: Final = 256
"""Approximate cost of an event beyond its text: the objects decoded from it."""

T = TypeVar("T")


class EventQueue(Generic[T]):
    """A single-reader queue with three states.

    - Before the first `get`: keeps the newest events, up to `HIGH_WATER`, and drops older ones.
    - From the first `get` on: drops nothing. When `full`, the producer should pause; `on_room` is called when there
      is room again.
    - After `close`: `get` returns the remaining events, then None.
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
        """Whether the producer should pause; never True before the first `get`."""
        return self._read and self._weight > self._full

    @property
    def overflowing(self) -> bool:
        """Whether the queue holds more than `MAX_SIZE`."""
        return self._weight > MAX_SIZE

    def put(self, item: T, size: int) -> None:
        """Add an event of `size` characters."""
        self._items.append((item, size + _EVENT_OVERHEAD))
        self._weight += size + _EVENT_OVERHEAD
        while not self._read and self._weight > self._full and len(self._items) > 1:
            self._take()
        self._wake()

    def put_newest(self, item: T, size: int, is_outdated: Callable[[T], bool]) -> None:
        """Add an event in the place of the last one if that was not read and is outdated by it."""
        if self._items and is_outdated(self._items[-1][0]):
            self._weight -= self._items.pop()[1]
        self.put(item, size)

    def close(self) -> None:
        """Close the queue: `get` returns the remaining events, then None."""
        self._closed = True
        self._wake()

    async def get(self) -> T | None:
        """Return the oldest event, or None at the end. Cancellation loses no event."""
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
