"""Public messages, a plain list of them to compare with, and a file with them in whatever state."""

import sqlite3
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from besedka.chat.language.events import Message
from besedka.chat.language.matching import matches, searchable
from besedka.chat.state.messages import Found, Hides, HistoryRow
from besedka.journal.sqlite.archive.messages import StoredMessages
from besedka.journal.sqlite.archive.pace import Pace
from besedka.journal.sqlite.archive.table import insert
from besedka.journal.sqlite.archive.words import Words
from besedka.journal.sqlite.file.schema import MESSAGES

__all__ = ["Listed", "indexed", "look", "nobody", "numbers", "rows_of", "table_of"]


def nobody(_row: HistoryRow) -> bool:
    return False


def rows_of(texts: Sequence[str], first: int = 100) -> list[HistoryRow]:
    """Every third message was delayed and is delivered by a later entry, before that one's own; sessions take turns."""
    order = sorted(range(len(texts)), key=lambda index: index + (2.5 if index % 3 == 0 else 0))
    seq = first
    rows: list[HistoryRow] = []
    for index in order:
        seq = max(seq, first + index)
        delayed = index % 3 == 0
        message = Message(first + index, f"user{index % 4}", texts[index], None, delayed, index % 2 == 0)
        rows.append(HistoryRow(seq, 10 * seq, message, f"session {index % 4}", f"user{index % 4}", "north"))
    return sorted(rows, key=lambda row: (row.seq, row.message.number == row.seq))


class Listed:
    """What `Messages` promises, in the plainest way."""

    def __init__(self, rows: Sequence[HistoryRow]) -> None:
        self._rows = list(rows)

    def before(self, number: int | None, count: int, hides: Hides) -> list[HistoryRow]:
        rows = [row for row in self._rows if not hides(row)]
        end = len(rows)
        if number is not None:
            named = [place for place, row in enumerate(rows) if row.message.number == number]
            end = (named or [place for place, row in enumerate(rows) if row.seq > number] or [end])[0]
        return rows[max(0, end - count) : end]

    def around(self, number: int, count: int, hides: Hides) -> list[HistoryRow] | None:
        rows = [row for row in self._rows if not hides(row)]
        named = [place for place, row in enumerate(rows) if row.message.number == number]
        if not named:
            return None
        end = max(min(named[0] + (count + 1) // 2, len(rows)), min(count, len(rows)))
        return rows[max(0, end - count) : end]

    def search(self, wanted: tuple[str, ...], limit: int, hides: Hides) -> Found:
        found = [
            row for row in self._rows if matches(searchable(row.message.text), wanted) and not hides(row)
        ]
        return Found(tuple(found[::-1][:limit]))


def table_of(rows: Sequence[HistoryRow]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(MESSAGES)
    insert(connection, rows)
    return connection


def indexed(connection: sqlite3.Connection, words: Words, batches: int | None = None) -> sqlite3.Connection:
    """Index so many batches, or all."""
    for done in count():
        if done == batches or not words.are_behind(connection):
            return connection
        words.index(connection)
    raise AssertionError


def look(
    connection: sqlite3.Connection,
    waiting: Sequence[HistoryRow] = (),
    *,
    limit: int = 10**9,
    index: bool = True,
    clock: Callable[[], float] = lambda: 0.0,
    check: Callable[[], Any] = lambda: None,
    behind: int = 0,
) -> StoredMessages:
    return StoredMessages(
        connection, limit, waiting, lambda: Pace(clock, check, lambda: behind), indexed=index
    )


def numbers(rows: Sequence[HistoryRow] | None) -> list[int] | None:
    return None if rows is None else [row.message.number for row in rows]
