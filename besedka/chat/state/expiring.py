"""A mapping whose rows expire, and that holds at most so many of them."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

__all__ = ["NEVER", "ExpiringMap"]

NEVER = 1 << 63
"""Later than any time."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ExpiringMap(Generic[K, V]):
    """A mapping whose rows expire: each has the time of its end, and `expire` removes those that are over.

    Holds at most `limit` rows: one more evicts the oldest. Iteration order is the order of `put`, so it is
    deterministic. Rows are cheapest when they are put in the order of their ends, as those of one lifetime are.
    """

    __slots__ = ("_in_order", "_rows", "earliest", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        """The most rows that there may be; a lower one takes effect at the next `put`."""
        self.earliest = NEVER
        """When the next row ends; `NEVER` when there is none."""
        self._rows: dict[K, tuple[int, V]] = {}
        self._in_order = True
        """Whether no row ends before one that was put before it. It may be False of rows that are in order."""

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: K) -> bool:
        return key in self._rows

    def put(self, key: K, value: V, until: int) -> list[tuple[K, V]]:
        """Remember `value` until then, in place of what was there; returns the rows that were evicted for it."""
        rows = self._rows
        self.pop(key)
        if rows and until < rows[next(reversed(rows))][0]:
            self._in_order = False
        rows[key] = (until, value)
        self.earliest = min(self.earliest, until)
        evicted = []
        while len(rows) > self.limit:
            oldest = next(iter(rows))
            evicted.append((oldest, rows.pop(oldest)[1]))
        if evicted:
            self._find_earliest()
        return evicted

    def get(self, key: K) -> V | None:
        """What is remembered under `key`, or None."""
        row = self._rows.get(key)
        return None if row is None else row[1]

    def pop(self, key: K) -> V | None:
        """Forget `key`; returns what was there, or None."""
        row = self._rows.pop(key, None)
        if row is None:
            return None
        if row[0] == self.earliest:
            self._find_earliest()
        return row[1]

    def rows(self) -> list[tuple[K, int, V]]:
        """All rows in the order of `put`: key, end, value."""
        return [(key, until, value) for key, (until, value) in self._rows.items()]

    def fill(self, rows: Iterable[tuple[K, int, V]]) -> None:
        """Take the place of another mapping, by what its `rows` gave; even if it is more than `limit`."""
        self._rows = {key: (until, value) for key, until, value in rows}
        self._in_order = False
        self._find_earliest()

    def expire(self, at: int) -> list[tuple[K, V]]:
        """Remove the rows that ended by `at`; returns them, oldest first."""
        if self.earliest > at:
            return []
        over = []
        for key, (until, value) in self._rows.items():
            if until <= at:
                over.append((key, value))
            elif self._in_order:
                break
        for key, _ in over:
            del self._rows[key]
        self._find_earliest()
        return over

    def _find_earliest(self) -> None:
        ends = [until for until, _ in self._rows.values()] if not self._in_order else []
        if ends:
            self._in_order = ends == sorted(ends)
            self.earliest = min(ends)
        else:
            self.earliest = next((until for until, _ in self._rows.values()), NEVER)
