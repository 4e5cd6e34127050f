"""How long entries and their messages are kept, which may be deleted, and how."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from besedka.journal.sqlite.archive.table import portion
from besedka.journal.sqlite.archive.words import Words
from besedka.records import record

__all__ = ["Retention", "delete", "first_to_keep"]

_DAY = 86_400_000

_AT_ONCE = 1000
"""Entries deleted in one transaction, and messages."""


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


def delete(connection: sqlite3.Connection, first: int, limit: int, words: Words) -> None:
    """Delete some of the entries from `first` on and before `limit`, and their messages, within a transaction.

    No entry is deleted before all of its messages.
    """
    limit = min(limit, first + _AT_ONCE)
    query = "SELECT place, seq, text FROM messages ORDER BY place LIMIT ?"
    with closing(connection.execute(query, (_AT_ONCE + 1,))) as rows:
        gone = [(place, text) for place, seq, text in portion(rows, _AT_ONCE) if seq < limit]
        following = rows.fetchone()
    if following is not None:
        limit = min(limit, following[1])
    if gone:
        words.forget(connection, gone)
        connection.execute("DELETE FROM messages WHERE place <= ?", (gone[-1][0],))
    connection.execute("DELETE FROM entries WHERE seq < ?", (limit,))


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
