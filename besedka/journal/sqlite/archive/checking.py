"""Comparing the stored messages with those that a replay of the entries delivers."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from besedka.chat import Entry
from besedka.chat.state.messages import HistoryRow
from besedka.journal.errors import DamagedError
from besedka.journal.sqlite.archive.table import COLUMNS, to_row

__all__ = ["Comparison"]


class Comparison:
    """Reads the stored messages along with the entries. Raises `DamagedError` where they differ.

    All messages of the entries up to `complete` have to be there; of later ones, the last may be missing. `deliver` is
    the `on_message` of the chat that replays the entries.
    """

    def __init__(self, connection: sqlite3.Connection, complete: int) -> None:
        self._complete = complete
        rows = connection.execute(f"SELECT {COLUMNS} FROM messages ORDER BY place")  # noqa: S608 - constant
        self._stored: Iterator[tuple[int, Iterator[HistoryRow]]] = groupby(
            self._read(rows), lambda row: row.seq
        )
        self._place, self._gap = 0, 0
        """The place of the last message that was read, and the first that does not follow the one before it."""
        self._seq = 0
        self._rows: list[HistoryRow] = []
        self._delayed: set[int] = set()
        self._delivered: list[HistoryRow] = []
        self.deliver = self._delivered.append
        self._advance()

    def check(self, entry: Entry, *, applied: bool) -> None:
        """Compare the messages of the entry; if it was not applied, check only their order and numbers."""
        stored: list[HistoryRow] = []
        ended = not self._rows
        if self._rows and self._seq <= entry.seq:
            stored = self._rows
            self._check_numbers(entry)
            self._advance()
        delivered = self._delivered.copy()
        self._delivered.clear()
        if applied and stored != delivered and (not ended or entry.seq <= self._complete):
            raise DamagedError(_where(entry.seq))

    def finish(self) -> None:
        """Check that no message belongs to a later entry, and that their places have no gaps."""
        if self._rows:
            raise DamagedError(_where(self._seq))
        if self._gap:
            raise DamagedError(f"message in place {self._gap}")

    def _check_numbers(self, entry: Entry) -> None:
        """Check that these are messages of this entry, each once, and created by it or before."""
        numbers = [row.message.number for row in self._rows]
        delayed = {number for number in numbers if number != entry.seq}
        if self._seq != entry.seq or len(set(numbers)) < len(numbers) or delayed & self._delayed:
            raise DamagedError(_where(self._seq))
        if numbers and max(numbers) > entry.seq:
            raise DamagedError(_where(self._seq))
        self._delayed |= delayed

    def _read(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[HistoryRow]:
        for values in rows:
            row, place = to_row(values), values[0]
            if self._place and place != self._place + 1:
                self._gap = self._gap or place
            self._place = place
            yield row

    def _advance(self) -> None:
        self._seq, rows = next(self._stored, (self._seq, iter(())))
        self._rows = list(rows)


def _where(seq: int) -> str:
    return f"messages of entry {seq}"
