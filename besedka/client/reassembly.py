"""Answers that came in several events, put together again."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from besedka.dialects.commands.long_answers import ROWS
from besedka.dialects.commands.requests import ClientRef
from besedka.dialects.json.client_codec import Received

__all__ = ["MOST", "Reassembler"]

MOST: Final = 1 << 24
"""Characters, over all parts of all answers that are under way."""


@dataclass
class _Partial:
    """The parts of one answer that have come."""

    received: list[Received] = field(default_factory=list)
    size: int = 0


class Reassembler:
    """Joins the parts of long answers: events of one type and `ref`, of which all but the last say `more`.

    What is no part comes out at once, and in the order of the events. Bounded: an answer that would take more than
    `MOST` comes out as far as it goes, and still says `more`; what follows is then an answer of its own.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._begun: dict[tuple[type, ClientRef | None], _Partial] = {}
        self._size = 0

    def add(self, received: Received, size: int) -> Received | None:
        """The whole answer when this was its last part, or was no part; None while more is to come."""
        event: Any = received.event
        if type(event) not in ROWS:
            return received
        key = (type(event), received.ref)
        if not event.more and key not in self._begun:
            return received
        begun = self._begun.setdefault(key, _Partial())
        begun.received.append(received)
        begun.size += size
        self._size += size
        if event.more and self._size <= self._most:
            return None
        self._size -= self._begun.pop(key).size
        return _joined(begun.received)

    def forget(self, ref: object) -> None:
        """Nobody waits for the answer with this `ref` any more."""
        for key in [key for key in self._begun if key[1] == ref]:
            self._size -= self._begun.pop(key).size


def _joined(parts: list[Received]) -> Received:
    """The last part, with the rows of all."""
    last = parts[-1]
    listed: Any = last.event
    rows = ROWS[type(listed)]
    whole = replace(listed, **{rows: tuple(row for part in parts for row in getattr(part.event, rows))})
    fields = {**last.fields, rows: [row for part in parts for row in part.fields[rows]]}
    return replace(last, event=whole, fields=fields)
