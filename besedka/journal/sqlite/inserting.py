"""Inserting many entries by few statements.

A thread that runs a statement releases Python's global lock, and gets it back only when the busy event loop releases
it, up to five milliseconds later. With a statement per row, a full transaction would take seconds.
"""

import sqlite3
from collections.abc import Sequence
from itertools import chain

__all__ = ["Row", "insert"]

Row = tuple[int, int, int, str, int]
"""A row of `entries`: seq, at, sends, entry, checksum."""

_SIZES = (128, 16, 1)
"""Rows per statement; five parameters each, and old versions of SQLite allow 999 of them."""

_STATEMENTS = {size: f"INSERT INTO entries VALUES {', '.join(['(?, ?, ?, ?, ?)'] * size)}" for size in _SIZES}  # noqa: S608 - constant


def insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Insert the rows."""
    place = 0
    while place < len(rows):
        size = next(size for size in _SIZES if size <= len(rows) - place)
        connection.execute(_STATEMENTS[size], tuple(chain.from_iterable(rows[place : place + size])))
        place += size
