"""Delayed messages that were not sent while their authors' server was down, kept until the authors are back."""

from collections.abc import Iterable

from besedka.chat.language.events import NotSent
from besedka.chat.state.expiring import ExpiringMap
from besedka.records import record

__all__ = ["Unsent", "UnsentMessages"]


@record
class Unsent:
    """What an author is told when it is back: from `network`, under one of the names `folds`."""

    event: NotSent
    network: str
    folds: tuple[str, ...]

    @property
    def number(self) -> int:
        """The message's number."""
        return self.event.message.number


class UnsentMessages:
    """Rows of `Unsent`, each until its end; adding one more than `limit` evicts the oldest."""

    __slots__ = ("_by_trace", "_rows")

    def __init__(self, limit: int) -> None:
        self._rows: ExpiringMap[int, Unsent] = ExpiringMap(limit)
        self._by_trace: dict[tuple[str, str], list[Unsent]] = {}
        """The rows by name and network, in the order of `put`."""

    @property
    def earliest(self) -> int:
        """End of the next row to end; `NEVER` if there is none."""
        return self._rows.earliest

    def set_limit(self, limit: int) -> None:
        """Change the limit; a lower one takes effect at the next `put`."""
        self._rows.limit = limit

    def put(self, row: Unsent, until: int) -> None:
        """Keep `row` until then."""
        self._index(row)
        self._forget(self._rows.put(row.number, row, until))

    def take(self, fold: str, network: str) -> list[Unsent]:
        """Remove and return the rows for somebody who is back under this name from this network, oldest first."""
        rows = self._by_trace.get((fold, network), [])[:]
        for row in rows:
            self._rows.pop(row.number)
            self._drop(row)
        return rows

    def expire(self, at: int) -> None:
        """Remove the rows that ended by `at`."""
        self._forget(self._rows.expire(at))

    def rows(self) -> list[tuple[Unsent, int]]:
        """Return all rows in the order of `put`, each with its end."""
        return [(row, until) for _, until, row in self._rows.rows()]

    def fill(self, rows: Iterable[tuple[Unsent, int]]) -> None:
        """Add the rows that `rows` returned to an empty object, even if there are more than its limit."""
        kept = list(rows)
        self._rows.fill((row.number, until, row) for row, until in kept)
        for row, _ in kept:
            self._index(row)

    def _forget(self, gone: list[tuple[int, Unsent]]) -> None:
        for _, row in gone:
            self._drop(row)

    def _index(self, row: Unsent) -> None:
        for fold in row.folds:
            self._by_trace.setdefault((fold, row.network), []).append(row)

    def _drop(self, row: Unsent) -> None:
        for fold in row.folds:
            rows = self._by_trace[fold, row.network]
            rows.remove(row)
            if not rows:
                del self._by_trace[fold, row.network]
