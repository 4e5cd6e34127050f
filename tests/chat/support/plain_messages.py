"""Public messages in a list, read in the simplest way: what every other source of them must agree with."""

from collections.abc import Sequence

from besedka.chat.language.matching import matches, searchable
from besedka.chat.state.messages import Found, Hides, HistoryRow

__all__ = ["PlainMessages"]


class PlainMessages:
    """All `rows`, oldest first. A search looks at the last `looked_at` of them and no further."""

    def __init__(self, rows: Sequence[HistoryRow], looked_at: int | None = None) -> None:
        self._rows = list(rows)
        self._looked_at = len(self._rows) if looked_at is None else looked_at

    def before(self, number: int | None, count: int, hides: Hides) -> list[HistoryRow]:
        seen = [row for row in self._rows if not hides(row)]
        numbers = [row.message.number for row in seen]
        if number is None:
            end = len(seen)
        elif number in numbers:
            end = numbers.index(number)
        else:
            end = len([row for row in seen if row.seq <= number])
        return seen[max(0, end - count) : end]

    def around(self, number: int, count: int, hides: Hides) -> list[HistoryRow] | None:
        seen = [row for row in self._rows if not hides(row)]
        numbers = [row.message.number for row in seen]
        if number not in numbers:
            return None
        start = max(0, min(numbers.index(number) - count // 2, len(seen) - count))
        return seen[start : start + count]

    def search(self, wanted: tuple[str, ...], limit: int, hides: Hides) -> Found:
        rows = self._rows[len(self._rows) - self._looked_at :]
        found = [row for row in rows if not hides(row) and matches(searchable(row.message.text), wanted)]
        return Found(tuple(found[::-1][:limit]), whole=self._looked_at == len(self._rows))
