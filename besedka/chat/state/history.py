"""A room's history: its last public messages, within bounds."""

from collections import deque
from collections.abc import Iterable, Iterator

from besedka.chat.language.events import Message
from besedka.chat.language.matching import matches, searchable
from besedka.chat.language.rules import Rules
from besedka.records import record

__all__ = ["History", "HistoryRow"]


_LONG = 250
"""Characters; a longer text is prepared for searching as it comes, so that no search has much to prepare. Chosen."""


@record
class HistoryRow:
    """A public message in the history.

    `seq` and `at` are those of the entry that delivered it. `session` is its author's, with the name's fold
    and the network it had then.
    """

    seq: int
    at: int
    message: Message
    session: str
    fold: str
    network: str


class History:
    """The last public messages, oldest first: at most `Rules.history_kept`, with `Rules.history_bytes` of text.

    The oldest messages are dropped first.
    """

    def __init__(self, rules: Rules) -> None:
        self._rows: deque[HistoryRow] = deque()
        self._searchable: dict[tuple[int, int], str] = {}
        """Long texts, and those that were searched before, as they are searched, by the row's `seq` and number."""
        self._bytes = 0
        self._rows_limit, self._bytes_limit = _limits(rules)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[HistoryRow]:
        return iter(self._rows)

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

    def extend(self, rows: Iterable[HistoryRow]) -> None:
        """Add messages, oldest first."""
        for row in rows:
            self.append(row)

    def authors(self) -> set[str]:
        """Return the sessions whose messages are in the history."""
        return {row.session for row in self._rows}

    def search(self, wanted: tuple[str, ...]) -> Iterator[HistoryRow]:
        """Iterate over the messages that contain all of the terms (`matching.terms`), newest first.

        Consume it before the history changes.
        """
        return (row for row in reversed(self._rows) if matches(self._prepare(row), wanted))

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


def _limits(rules: Rules) -> tuple[int, int | None]:
    kept = rules.history_size if rules.history_kept is None else rules.history_kept
    return kept, rules.history_bytes


def _size(row: HistoryRow) -> int:
    text = row.message.text
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
