"""Reassembly of answers that the server split into several events."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from besedka.dialects.commands.long_answers import ROWS
from besedka.dialects.commands.requests import ClientRef
from besedka.dialects.json.client_codec import Received

__all__ = ["MOST", "Reassembler"]

MOST: Final = 1 << 24
"""Limit in characters, summed over all parts of all pending answers."""


@dataclass
class _Partial:
    """The parts of one answer received so far."""

    received: list[Received] = field(default_factory=list)
    size: int = 0


class Reassembler:
    """Joins the parts of long answers: events of one type and `ref`, all but the last of which set `more`.

    An event that is not a part is returned at once; the order of events is kept. Memory is bounded: an answer that
    would exceed `MOST` is returned incomplete, with `more` still set, and the parts after it form an answer of their
    own.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._begun: dict[tuple[type, ClientRef | None], _Partial] = {}
        self._size = 0

    def add(self, received: Received, size: int) -> Received | None:
        """Return the whole answer if this was its last part, or not a part at all; None while parts are missing."""
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
        """Drop the parts of the answer with this `ref`: no caller is waiting for it."""
        for key in [key for key in self._begun if key[1] == ref]:
            self._size -= self._begun.pop(key).size


def _joined(parts: list[Received]) -> Received:
    """Return the last part with the rows of all parts."""
    last = parts[-1]
    listed: Any = last.event
    rows = ROWS[type(listed)]
    whole = replace(listed, **{rows: tuple(row for part in parts for row in getattr(part.event, rows))})
    fields = {**last.fields, rows: [row for part in parts for row in part.fields[rows]]}
    return replace(last, event=whole, fields=fields)
