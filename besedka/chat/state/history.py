"""A room's history: its last public messages, within bounds."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import dropwhile, islice, takewhile

from besedka.chat.language.matching import matches, searchable
from besedka.chat.language.rules import Rules
from besedka.chat.state.messages import Found, Hides, HistoryRow, OnMessage, surround

__all__ = ["History", "HistoryCopy", "HistoryRow"]

_LONG = 250
"""Characters; a longer text is prepared for searching as it comes, so that no search has much to prepare. Chosen."""

_SMALL_ROWS = 1000
_SMALL_BYTES = 1 << 18
"""A history within both bounds is searched within about 10 ms, and within 1 ms if it was searched before. Measured."""

_ROWS_A_PAUSE = 64
"""Rows that are read between two pauses: at most about 1 ms. Measured."""


class _Rows(ABC):
    """Reads rows as `Messages` requires."""

    def before(self, number: int | None, count: int, hides: Hides) -> list[HistoryRow]:
        """See `Messages.before`."""
        rows: Iterator[HistoryRow] = (row for row in self._newest_first() if not hides(row))
        if number is not None and self._find(number, hides) is not None:
            rows = dropwhile(lambda row: row.message.number != number, rows)
            next(rows)
        elif number is not None:
            rows = dropwhile(lambda row: row.seq > number, rows)
        return list(islice(rows, count))[::-1]

    def around(self, number: int, count: int, hides: Hides) -> list[HistoryRow] | None:
        """See `Messages.around`."""
        found = self._find(number, hides)
        if found is None:
            return None
        rows = (row for row in self._newest_first() if not hides(row))
        # The found row is the one at which `takewhile` ends, and drops.
        newer = deque(takewhile(lambda row: row is not found, rows), maxlen=count)
        later, earlier = [found, *reversed(newer)], list(islice(rows, count))[::-1]
        return surround(earlier, later, count)

    def search(self, wanted: tuple[str, ...], limit: int, hides: Hides) -> Found:
        """See `Messages.search`."""
        found = (
            row for row in self._newest_first() if matches(self._prepare(row), wanted) and not hides(row)
        )
        return Found(tuple(islice(found, limit)))

    def _find(self, number: int, hides: Hides) -> HistoryRow | None:
        """Return the visible message of this number, which is never above its `seq`."""
        later = takewhile(lambda row: row.seq >= number, self._newest_first())
        return next((row for row in later if row.message.number == number and not hides(row)), None)

    @abstractmethod
    def _newest_first(self) -> Iterator[HistoryRow]:
        """Iterate over all rows."""

    @abstractmethod
    def _prepare(self, row: HistoryRow) -> str:
        """Return the searchable form of the row's text."""


class History(_Rows):
    """The last public messages, oldest first: at most `Rules.history_kept`, with `Rules.history_bytes` of text.

    The oldest messages are dropped first. `on_append`, if set, is called with each message that is appended later.
    """

    def __init__(self, rules: Rules) -> None:
        self._rows: deque[HistoryRow] = deque()
        self._searchable: dict[tuple[int, int], str] = {}
        """Long texts, and those that were searched before, as they are searched, by the row's `seq` and number."""
        self._bytes = 0
        self._rows_limit, self._bytes_limit = _limits(rules)
        self.on_append: OnMessage | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[HistoryRow]:
        return iter(self._rows)

    def __reversed__(self) -> Iterator[HistoryRow]:
        return reversed(self._rows)

    @property
    def small(self) -> bool:
        """Whether reading all of it takes so little time that nobody notices."""
        return len(self._rows) <= _SMALL_ROWS and self._bytes <= _SMALL_BYTES

    def copy(self, up_to: int, pause: Callable[[], None]) -> "HistoryCopy":
        """Return the messages of entries up to `up_to`, to be read in another thread.

        `pause` is called there about every millisecond.
        """
        later = sum(1 for _ in takewhile(lambda row: row.seq > up_to, reversed(self._rows)))
        rows = tuple(self._rows)
        return HistoryCopy(rows[: len(rows) - later], self._searchable, pause)

    def change_rules(self, rules: Rules) -> None:
        """Keep within the bounds of these rules from here on."""
        self._rows_limit, self._bytes_limit = _limits(rules)
        self._drop_oldest()

    def append(self, row: HistoryRow) -> None:
        """Add the newest message."""
        self._rows.append(row)
        self._bytes += _size(row)
        if len(row.message.text) > _LONG:
            self._prepare(row)
        self._drop_oldest()
        if self.on_append is not None:
            self.on_append(row)

    def extend(self, rows: Iterable[HistoryRow]) -> None:
        """Add messages, oldest first."""
        for row in rows:
            self.append(row)

    def authors(self) -> set[str]:
        """Return the sessions whose messages are in the history."""
        return {row.session for row in self._rows}

    def _newest_first(self) -> Iterator[HistoryRow]:
        return reversed(self._rows)

    def _prepare(self, row: HistoryRow) -> str:
        key = (row.seq, row.message.number)
        text = self._searchable.get(key)
        if text is None:
            text = self._searchable[key] = searchable(row.message.text)
        return text

    def _drop_oldest(self) -> None:
        limit, rows = self._bytes_limit, self._rows
        while rows and (len(rows) > self._rows_limit or (limit is not None and self._bytes > limit)):
            row = rows.popleft()
            if self._searchable:
                self._searchable.pop((row.seq, row.message.number), None)
            self._bytes -= _size(row)


class HistoryCopy(_Rows):
    """The messages of a history at one time; may be read in any thread.

    `prepared` may change meanwhile: a text that is missing in it is prepared again.
    """

    def __init__(
        self,
        rows: tuple[HistoryRow, ...],
        prepared: Mapping[tuple[int, int], str],
        pause: Callable[[], None],
    ) -> None:
        self._rows = rows
        self._prepared = prepared
        self._pause = pause

    def _newest_first(self) -> Iterator[HistoryRow]:
        for count, row in enumerate(reversed(self._rows)):
            if count % _ROWS_A_PAUSE == 0:
                self._pause()
            yield row

    def _prepare(self, row: HistoryRow) -> str:
        text = self._prepared.get((row.seq, row.message.number))
        return searchable(row.message.text) if text is None else text


def _limits(rules: Rules) -> tuple[int, int | None]:
    kept = rules.history_size if rules.history_kept is None else rules.history_kept
    return kept, rules.history_bytes


def _size(row: HistoryRow) -> int:
    text = row.message.text
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
