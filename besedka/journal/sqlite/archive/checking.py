"""Comparing the stored messages with those that a replay of the entries delivers."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby

from besedka.chat import Delivery, Entry
from besedka.chat.language.deliveries import EVERYBODY
from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.journal.errors import DamagedError
from besedka.journal.sqlite.archive.table import COLUMNS, to_row

__all__ = ["Comparison"]

_Told = tuple[int, int, Message, str | None]


class Comparison:
    """Reads the stored messages along with the entries. Raises `DamagedError` where they differ.

    All messages of the entries up to `complete` have to be there; of later ones, the last may be missing.
    """

    def __init__(self, connection: sqlite3.Connection, complete: int) -> None:
        self._complete = complete
        rows = connection.execute(f"SELECT {COLUMNS} FROM messages ORDER BY place")  # noqa: S608 - constant
        self._stored: Iterator[tuple[int, Iterator[HistoryRow]]] = groupby(
            map(to_row, rows), lambda row: row.seq
        )
        self._seq = 0
        self._rows: list[HistoryRow] = []
        self._delayed: set[int] = set()
        self._advance()

    def check(self, entry: Entry, deliveries: Iterable[Delivery] | None) -> None:
        """Compare the messages of the entry; without deliveries, only their order and numbers."""
        rows: list[HistoryRow] = []
        ended = not self._rows
        if self._rows and self._seq <= entry.seq:
            rows = self._rows
            self._check_numbers(entry)
            self._advance()
        if deliveries is None or (ended and entry.seq > self._complete):
            return
        stored: list[_Told] = [(row.seq, row.at, row.message, row.session) for row in rows]
        told: list[_Told] = [
            (entry.seq, entry.at, delivery.event, delivery.author)
            for delivery in deliveries
            if isinstance(delivery.event, Message) and delivery.audience is EVERYBODY
        ]
        if stored != told:
            raise DamagedError(_where(entry.seq))

    def finish(self) -> None:
        """Check that no message belongs to a later entry."""
        if self._rows:
            raise DamagedError(_where(self._seq))

    def _check_numbers(self, entry: Entry) -> None:
        """Check that these are messages of this entry, each once, and created by it or before."""
        numbers = [row.message.number for row in self._rows]
        delayed = {number for number in numbers if number != entry.seq}
        if self._seq != entry.seq or len(set(numbers)) < len(numbers) or delayed & self._delayed:
            raise DamagedError(_where(self._seq))
        if numbers and max(numbers) > entry.seq:
            raise DamagedError(_where(self._seq))
        self._delayed |= delayed

    def _advance(self) -> None:
        before = self._seq
        self._seq, rows = next(self._stored, (before, iter(())))
        self._rows = list(rows)
        # A flipped bit can change the type of a value as well.
        if {type(value) for row in self._rows for value in (row.seq, row.message.number)} - {int}:
            raise DamagedError(_where(before + 1))


def _where(seq: int) -> str:
    return f"messages of entry {seq}"
