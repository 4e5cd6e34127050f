"""The rows of the table of public messages (`file.schema`).

A row's `place` counts the messages in the order of their delivery. As that is also the order of `seq`, the rows of an
entry are found by a binary search, and only the few messages whose number is not that of their entry, the delayed ones,
need an index.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import islice, repeat
from typing import Any

from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.journal.errors import DamagedError
from besedka.journal.sqlite.file.inserting import insert_rows

__all__ = ["COLUMNS", "insert", "newest_seq", "portion", "to_row"]

COLUMNS = "place, seq, at, number, author, text, delayed, bot, late, session, fold, network"

_TYPES = (int, int, int, int, str, str, int, int, int, str, str, str)
"""The types of a sound row's columns. A flipped bit can change the type of a value as well."""

_PORTION = 1 << 16
"""Characters of the messages that are indexed or deleted together. Chosen: the worst of texts, every character of which
is a token, takes some 200 ms; as many short messages take 30 ms."""

_PLACES = f"({', '.join(repeat('?', len(_TYPES)))})"
_INSERT = f"INSERT INTO messages ({COLUMNS}) VALUES"


def insert(connection: sqlite3.Connection, rows: Sequence[HistoryRow]) -> None:
    """Append the rows, whole entries in their order, except those of entries that are in the table already."""
    if not rows:
        return
    place, seq = _newest(connection)
    begin = next((index for index, row in enumerate(rows) if row.seq > seq), len(rows))
    # A place of which the index of words still knows something is never used again.
    place = max(place, connection.execute("SELECT place FROM indexing").fetchone()[0]) + 1
    new = (_values(place, row) for place, row in enumerate(rows[begin:], place))
    insert_rows(connection, _INSERT, _PLACES, new)


def newest_seq(connection: sqlite3.Connection) -> int:
    """Return the entry of the newest message, 0 if there is none. All messages of the entries up to it are stored."""
    return _newest(connection)[1]


def portion(rows: Iterable[tuple[Any, ...]], count: int) -> list[tuple[Any, ...]]:
    """Return the first rows, each with its text at the end: at most `count`, and no more long ones than take long.

    At least one, if there is any. A text that is damaged may be of any type.
    """
    taken: list[tuple[Any, ...]] = []
    size = 0
    for row in islice(rows, count):
        taken.append(row)
        size += len(str(row[-1]))
        if size >= _PORTION:
            break
    return taken


def to_row(values: Sequence[Any]) -> HistoryRow:
    """Return the message with these columns. Raises `DamagedError` if they are not of the types that were stored."""
    if tuple(map(type, values)) != _TYPES:
        raise DamagedError(f"message in place {values[0]}")
    _, seq, at, number, author, text, delayed, bot, late, session, fold, network = values
    message = Message(number, author, text, None, bool(delayed), bool(bot), bool(late))
    return HistoryRow(seq, at, message, session, fold, network)


def _newest(connection: sqlite3.Connection) -> tuple[int, int]:
    found = connection.execute("SELECT place, seq FROM messages ORDER BY place DESC LIMIT 1").fetchone()
    return found or (0, 0)


def _values(place: int, row: HistoryRow) -> tuple[object, ...]:
    it = row.message
    marks = (it.delayed, it.bot, it.late)
    return (place, row.seq, row.at, it.number, it.author, it.text, *marks, row.session, row.fold, row.network)
