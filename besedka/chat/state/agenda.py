"""Due items: a heap in the order (due, number)."""

import heapq
from typing import Generic, TypeVar

__all__ = ["Agenda"]

T = TypeVar("T")

_EXTRA_DEAD_ROWS = 64
"""Dead rows allowed in the heap in addition to one per live row. Chosen."""


class Agenda(Generic[T]):
    """Items ordered by due time, then by number; a number is in the agenda at most once.

    Removing an item leaves a dead row in the heap. The heap is rebuilt once most of its rows are dead, so
    that scheduling and cancelling repeatedly does not grow memory.
    """

    __slots__ = ("_heap", "_live")

    def __init__(self) -> None:
        self._heap: list[tuple[int, int]] = []
        self._live: dict[int, tuple[int, T]] = {}

    def __len__(self) -> int:
        return len(self._live)

    def put(self, due: int, number: int, item: T) -> None:
        """Add `item`, or move the item with this number to another time."""
        self._live[number] = (due, item)
        heapq.heappush(self._heap, (due, number))
        if len(self._heap) > 2 * len(self._live) + _EXTRA_DEAD_ROWS:
            self._heap = [(due, number) for number, (due, _) in self._live.items()]
            heapq.heapify(self._heap)

    def drop(self, number: int) -> None:
        """Remove the item with this number, if it is there."""
        self._live.pop(number, None)

    def items(self) -> list[T]:
        """Return all items, ordered by number."""
        return [self._live[number][1] for number in sorted(self._live)]

    def may_have_due(self, at: int) -> bool:
        """Return False only if nothing is due by `at`. Nearly free, and sufficient for most entries."""
        heap = self._heap
        return bool(heap) and heap[0][0] <= at

    def next_due(self) -> int | None:
        """Return the due time of the next item, or None."""
        heap = self._heap
        while heap:
            due, number = heap[0]
            live = self._live.get(number)
            if live is not None and live[0] == due:
                return due
            heapq.heappop(heap)
        return None

    def pop(self, at: int) -> tuple[int, T] | None:
        """Remove the next item due by `at` and return it with its number; None if there is none."""
        due = self.next_due()
        if due is None or due > at:
            return None
        _, number = heapq.heappop(self._heap)
        return number, self._live.pop(number)[1]
