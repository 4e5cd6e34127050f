"""Memory that fades: what is remembered for a while, and never more than so much of it."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

__all__ = ["NEVER", "Fading"]

NEVER = 1 << 63
"""Later than any time."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Fading(Generic[K, V]):
    """A mapping whose rows have an end; rows are put in the order of their ends (one lifetime for all).

    A row that is put out of this order, after a change of the lifetime, stays as long as those before it.
    Holds at most `limit` rows: one more pushes the oldest out. Iteration order is the order of `put`, so it
    is deterministic.
    """

    __slots__ = ("_rows", "earliest", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        """The most rows that there may be; a lower one takes effect at the next `put`."""
        self.earliest = NEVER
        """No row ends before this time."""
        self._rows: dict[K, tuple[int, V]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: K) -> bool:
        return key in self._rows

    def put(self, key: K, value: V, until: int) -> list[tuple[K, V]]:
        """Remember `value` until then, in place of what was there; returns the rows that had to go to make
        room."""
        self._rows.pop(key, None)
        self._rows[key] = (until, value)
        self.earliest = min(self.earliest, until)
        pushed_out = []
        while len(self._rows) > self.limit:
            oldest = next(iter(self._rows))
            pushed_out.append((oldest, self._rows.pop(oldest)[1]))
        return pushed_out

    def get(self, key: K) -> V | None:
        """What is remembered under `key`, or None."""
        row = self._rows.get(key)
        return None if row is None else row[1]

    def pop(self, key: K) -> V | None:
        """Forget `key`; returns what was there, or None."""
        row = self._rows.pop(key, None)
        return None if row is None else row[1]

    def rows(self) -> list[tuple[K, int, V]]:
        """All rows in the order of `put`: key, end, value."""
        return [(key, until, value) for key, (until, value) in self._rows.items()]

    def fill(self, rows: Iterable[tuple[K, int, V]]) -> None:
        """Remember what `rows` of another memory gave, even if it is more than `limit`."""
        self._rows = {key: (until, value) for key, until, value in rows}
        self.earliest = min((until for until, _ in self._rows.values()), default=NEVER)

    def expire(self, at: int) -> list[tuple[K, V]]:
        """Forget all that ended by `at`, oldest first, and say what it was."""
        over = []
        for key, (until, value) in self._rows.items():
            if until > at:
                break
            over.append((key, value))
        for key, _ in over:
            del self._rows[key]
        self.earliest = next((until for until, _ in self._rows.values()), NEVER)
        return over
