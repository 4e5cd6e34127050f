"""Inserting many rows by few statements.

A thread that runs a statement releases Python's global lock, and gets it back only when the busy event loop releases
it, up to five milliseconds later. With a statement per row, a full transaction would take seconds.
"""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, islice

__all__ = ["insert_rows"]

_MAX_PARAMETERS = 999
"""In one statement, for old versions of SQLite."""

_MAX_ROWS = 128
"""In one statement. Each takes a power of two of them: few different statements, and few of them, for any number."""


def insert_rows(
    connection: sqlite3.Connection, statement: str, places: str, rows: Iterable[tuple[object, ...]]
) -> None:
    """Insert the rows: `statement` ends before the first one, and `places` stand for each of them."""
    most = _MAX_ROWS
    while most * places.count("?") > _MAX_PARAMETERS:
        most //= 2
    waiting = iter(rows)
    while portion := list(islice(waiting, most)):
        while portion:
            size = 1 << len(portion).bit_length() - 1
            values = tuple(chain.from_iterable(portion[:size]))
            connection.execute(_repeated(statement, places, size), values)
            del portion[:size]


@lru_cache(64)
def _repeated(statement: str, places: str, size: int) -> str:
    return f"{statement} {', '.join([places] * size)}"
