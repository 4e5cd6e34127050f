"""What is due, and when: a heap in the order (due, number)."""

import heapq
from typing import Generic, TypeVar

__all__ = ["Agenda"]

T = TypeVar("T")

_SLACK = 64
"""Dead rows that the heap may have beyond as many as there are live ones. Chosen."""


class Agenda(Generic[T]):
    """Items by the time at which they are due, then by number; a number is in the agenda at most once.

    Taking an item back leaves a dead row in the heap. The heap is rebuilt once most of its rows are dead,
    so that somebody who schedules and cancels all day costs no memory.
    """

    __slots__ = ("_heap", "_live")

    def __init__(self) -> None:
        self._heap: list[tuple[int, int]] = []
        self._live: dict[int, tuple[int, T]] = {}

    def __len__(self) -> int:
        return len(self._live)

    def put(self, due: int, number: int, item: T) -> None:
        """Enter `item`, or move the one that has this number to another time."""
        self._live[number] = (due, item)
        heapq.heappush(self._heap, (due, number))
        if len(self._heap) > 2 * len(self._live) + _SLACK:
            self._heap = [(due, number) for number, (due, _) in self._live.items()]
            heapq.heapify(self._heap)

    def drop(self, number: int) -> None:
        """Remove the item with this number, if it is there."""
        self._live.pop(number, None)

    def items(self) -> list[T]:
        """All that is in the agenda, in the order of the numbers."""
        return [self._live[number][1] for number in sorted(self._live)]

    def may_have_due(self, at: int) -> bool:
        """False only when nothing is due by `at`; as good as free, and for nearly every entry enough."""
        heap = self._heap
        return bool(heap) and heap[0][0] <= at

    def next_due(self) -> int | None:
        """The time at which the next item is due, or None."""
        heap = self._heap
        while heap:
            due, number = heap[0]
            live = self._live.get(number)
            if live is not None and live[0] == due:
                return due
            heapq.heappop(heap)
        return None

    def pop(self, at: int) -> tuple[int, T] | None:
        """Take out the next item that is due by `at`, with its number, or None."""
        due = self.next_due()
        if due is None or due > at:
            return None
        _, number = heapq.heappop(self._heap)
        return number, self._live.pop(number)[1]
