"""How long entries are kept, and which may be deleted."""

import sqlite3
from collections.abc import Callable

from besedka.records import record

__all__ = ["Retention", "first_to_keep"]

_DAY = 86_400_000


@record
class Retention:
    """Entries older than `days` are deleted, and those before the last `messages` sent; None keeps everything."""

    days: int | None = None
    messages: int | None = None

    def __bool__(self) -> bool:
        return self.days is not None or self.messages is not None


def first_to_keep(connection: sqlite3.Connection, retention: Retention, now: int) -> int:
    """Return the number of the first entry to keep; those that follow the older snapshot are always kept."""
    oldest = connection.execute("SELECT min(seq) FROM snapshots").fetchone()[0]
    first, last = connection.execute("SELECT min(seq), max(seq) FROM entries").fetchone()
    if oldest is None or first is None:
        return 0
    limit = 0
    if retention.days is not None:
        begin = now - retention.days * _DAY
        limit = _search(connection, first, last, lambda at, _: at >= begin)
    if retention.messages is not None:
        (sends,) = connection.execute("SELECT sends FROM entries WHERE seq = ?", (last,)).fetchone()
        passed = sends - retention.messages
        limit = max(limit, _search(connection, first, last, lambda _, count: count > passed))
    return min(limit, int(oldest) + 1)


def _search(connection: sqlite3.Connection, low: int, high: int, reached: Callable[[int, int], bool]) -> int:
    """Return the first entry of the range whose time and `sends` have reached the limit; `high` + 1 if none has."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        row = connection.execute("SELECT at, sends FROM entries WHERE seq = ?", (middle,)).fetchone()
        if reached(*row):
            high = middle
        else:
            low = middle + 1
    return low
