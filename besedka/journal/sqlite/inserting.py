"""Inserting many rows by few statements.

A thread that runs a statement releases Python's global lock, and gets it back only when the busy event loop releases
it, up to five milliseconds later. With a statement per row, a full transaction would take seconds.
"""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, islice

__all__ = ["Row", "insert", "insert_rows"]

Row = tuple[int, int, int, str, int]
"""A row of `entries`: seq, at, sends, entry, checksum."""

_MAX_PARAMETERS = 999
"""In one statement, for old versions of SQLite."""

_MAX_ROWS = 128


def insert(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Insert the entries."""
    insert_rows(connection, "INSERT INTO entries VALUES", "(?, ?, ?, ?, ?)", rows)


def insert_rows(
    connection: sqlite3.Connection, statement: str, places: str, rows: Iterable[tuple[object, ...]]
) -> None:
    """Insert the rows: `statement` ends before the first one, and `places`, at most fifteen, stand for each of them."""
    most = _MAX_ROWS if places.count("?") * _MAX_ROWS <= _MAX_PARAMETERS else _MAX_ROWS // 2
    waiting = iter(rows)
    while portion := list(islice(waiting, most)):
        while portion:
            size = next(size for size in (most, most // 8, 1) if size <= len(portion))
            values = tuple(chain.from_iterable(portion[:size]))
            connection.execute(_repeated(statement, places, size), values)
            del portion[:size]


@lru_cache(16)
def _repeated(statement: str, places: str, size: int) -> str:
    return f"{statement} {', '.join([places] * size)}"
