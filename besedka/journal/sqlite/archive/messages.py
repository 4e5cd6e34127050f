"""The messages of one moment: those in the file, and those that are not yet stored, which follow them."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from besedka.chat.language.matching import matches, searchable
from besedka.chat.state.messages import Found, Hides, HistoryRow, surround
from besedka.journal.sqlite.archive.pace import Pace
from besedka.journal.sqlite.archive.table import COLUMNS, to_row
from besedka.journal.sqlite.archive.words import is_damage, query_of

__all__ = ["StoredMessages"]

_CHUNK = 64
"""Rows that are read at a time."""

_RECENT = 5000
"""Messages that are looked at before the index is asked. Frequent words are found among them, while the index would
first collect all places of all words that begin so."""

_MAX_NUMBER = (1 << 63) - 1
"""The largest integer that SQLite knows."""

Placed = tuple[int, HistoryRow]


class StoredMessages:
    """`Messages` in the file of `connection`, within a transaction, up to the entry `limit`.

    `waiting` are the newest ones up to there; some of them may be stored by now. `begin` is called for each method and
    returns its pace; when that is over, what was found so far is returned. `indexed` says whether FTS5 may be used.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        limit: int,
        waiting: Sequence[HistoryRow],
        begin: Callable[[], Pace],
        *,
        indexed: bool,
    ) -> None:
        self._connection = connection
        self._begin = begin
        place, seq = self._one("SELECT place, seq FROM messages ORDER BY place DESC LIMIT 1") or (0, 0)
        self._waiting = [row for row in waiting if row.seq > seq]
        self._oldest, _ = self._one("SELECT place, seq FROM messages ORDER BY place LIMIT 1") or (1, 0)
        self._newest = place
        """The last place in the file that is used; the waiting ones follow it."""
        if seq > limit:
            self._newest = self._stored_from(limit + 1) - 1
        self._end = self._newest + 1 + len(self._waiting)
        self._indexed = 0
        if indexed:
            self._indexed, _ = self._one("SELECT place, stale FROM indexing WHERE NOT stale") or (0, 0)

    def before(self, number: int | None, count: int, hides: Hides) -> list[HistoryRow]:
        """Return the last `count` messages before that of this number, or of all, oldest first."""
        pace = self._begin()
        end = self._end
        if number is not None:
            end = self._place(number, hides) or self._from(number + 1)
        return self._last(end, count, hides, pace)

    def around(self, number: int, count: int, hides: Hides) -> list[HistoryRow] | None:
        """Return `count` messages, that of this number in their middle, oldest first; None if there is none."""
        pace = self._begin()
        place = self._place(number, hides)
        if place is None:
            return None
        later = list(islice((row for _, row in self._on(place, pace) if not hides(row)), count))
        earlier = self._last(place, count, hides, pace)
        return surround(earlier, later, count)

    def search(self, wanted: tuple[str, ...], limit: int, hides: Hides) -> Found:
        """Return the newest `limit` messages that contain all of the terms, newest first."""
        pace = self._begin()
        pace.share()
        found = (
            row
            for _, row in self._candidates(wanted, pace)
            if matches(searchable(row.message.text), wanted) and not hides(row)
        )
        rows = tuple(islice(found, limit))
        return Found(rows, whole=len(rows) == limit or not pace.over)

    # Places.

    def _place(self, number: int, hides: Hides) -> int | None:
        """Return the place of the visible message of this number, which may be any."""
        if not 0 < number <= _MAX_NUMBER:
            return None
        # An entry's own message comes after those that were due.
        own = self._read("place < ? ORDER BY place DESC", self._stored_from(number + 1), limit=1)
        delayed = self._read("number = ? AND number <> seq AND place <= ?", number, self._newest, limit=1)
        for place, row in chain(own, delayed, enumerate(self._waiting, self._newest + 1)):
            if row.message.number == number:
                return None if hides(row) else place
        return None

    def _from(self, seq: int) -> int:
        """Return the place of the first message of this entry or a later one."""
        place = self._stored_from(seq)
        if place <= self._newest:
            return place
        earlier = sum(1 for row in self._waiting if row.seq < seq)
        return self._newest + 1 + earlier

    def _stored_from(self, seq: int) -> int:
        low, high = self._oldest, self._newest + 1
        while low < high:
            middle = (low + high) // 2
            found = self._one(
                "SELECT place, seq FROM messages WHERE place >= ? ORDER BY place LIMIT 1", middle
            )
            if found is None or found[1] >= seq:
                high = middle
            else:
                low = found[0] + 1
        return low

    def _one(self, query: str, *values: object) -> tuple[int, int] | None:
        found: tuple[int, int] | None = self._connection.execute(query, values).fetchone()
        return found

    # Rows.

    def _last(self, end: int, count: int, hides: Hides, pace: Pace) -> list[HistoryRow]:
        rows = (row for _, row in self._back(end, pace) if not hides(row))
        return list(islice(rows, count))[::-1]

    def _candidates(self, wanted: tuple[str, ...], pace: Pace) -> Iterator[Placed]:
        """Yield messages that may contain the terms, newest first, and among them all that do."""
        query = query_of(wanted)
        edge = min(self._indexed, self._newest - _RECENT) + 1 if query else 0
        yield from self._back(self._end, pace, edge)
        if edge > self._oldest and not pace.over:
            yield from self._matched(query, edge, pace)

    def _matched(self, query: str, end: int, pace: Pace) -> Iterator[Placed]:
        """Yield the messages before `end` that FTS5 finds. If the index is damaged, yield all that are left."""
        statement = (
            f"SELECT {COLUMNS} FROM words JOIN messages ON place = words.rowid "  # noqa: S608 - constant
            "WHERE words MATCH ? AND words.rowid < ? ORDER BY words.rowid DESC"
        )
        try:
            cursor = self._connection.execute(statement, (query, end))
            while pace.go_on() and (chunk := cursor.fetchmany(_CHUNK)):
                yield from ((values[0], to_row(values)) for values in chunk)
                end = chunk[-1][0]
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            yield from self._back(end, pace)

    def _back(self, end: int, pace: Pace, begin: int = 0) -> Iterator[Placed]:
        """Yield the messages before `end`, from `begin` on, newest first."""
        first = self._newest + 1
        for place in range(end - 1, max(first, begin) - 1, -1):
            yield place, self._waiting[place - first]
        end = min(end, first)
        while end > begin and pace.go_on():
            chunk = self._read("place < ? AND place >= ? ORDER BY place DESC", end, begin, limit=_CHUNK)
            yield from chunk
            end = chunk[-1][0] if len(chunk) == _CHUNK else begin

    def _on(self, begin: int, pace: Pace) -> Iterator[Placed]:
        """Yield the messages from `begin` on, oldest first."""
        first = self._newest + 1
        while begin < first and pace.go_on():
            chunk = self._read("place >= ? AND place < ? ORDER BY place", begin, first, limit=_CHUNK)
            yield from chunk
            begin = chunk[-1][0] + 1 if len(chunk) == _CHUNK else first
        yield from islice(enumerate(self._waiting, first), max(0, begin - first), None)

    def _read(self, condition: str, *values: object, limit: int) -> list[Placed]:
        query = f"SELECT {COLUMNS} FROM messages WHERE {condition} LIMIT ?"  # noqa: S608 - constant
        return [(row[0], to_row(row)) for row in self._connection.execute(query, (*values, limit)).fetchall()]
