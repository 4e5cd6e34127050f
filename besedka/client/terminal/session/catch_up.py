"""Recovers from the history what was said while the connection was lost."""

from typing import Final

from besedka.chat.language.events import Recorded, Stamp
from besedka.dialects.json.client_codec import Received

__all__ = ["CatchUp", "missed_since"]

_MAX_HELD: Final = 1000
"""Events held back for the history; a server that sends more meanwhile will not answer."""


class CatchUp:
    """The request for the history after a welcome, and the events held back until its answer is shown.

    Between `begin` and `end` every event except the answer is held, so that missed messages are shown above later
    events.
    """

    def __init__(self) -> None:
        self._ref: int | None = None
        self._held: list[tuple[Received, str]] = []

    @property
    def awaited(self) -> bool:
        """Whether the answer is still pending."""
        return self._ref is not None

    @property
    def first(self) -> Stamp | None:
        """The stamp of the first event held, usually the welcome's."""
        return self._held[0][0].stamp if self._held else None

    def begin(self, ref: int) -> None:
        """Note that request `ref` asks for the history. Call before the first event is processed."""
        self._ref = ref

    def settle(self) -> None:
        """Note that the answer arrived, or that the request could not be sent. Events stay held until `end`."""
        self._ref = None

    def is_answer(self, received: Received) -> bool:
        """Return whether the event is the answer or a part of it."""
        return received.ref is not None and received.ref == self._ref

    def hold(self, received: Received, text: str) -> bool:
        """Hold an event until the answer; return False if it need not wait, or too many do."""
        if not self.awaited or len(self._held) >= _MAX_HELD:
            return False
        self._held.append((received, text))
        return True

    def end(self) -> tuple[int | None, list[tuple[Received, str]]]:
        """Stop holding. Return the `ref` still unanswered (None if answered) and the held events in order."""
        unanswered, held = self._ref, self._held
        self._ref, self._held = None, []
        return unanswered, held


def missed_since(
    last: Stamp, back: Stamp, history: tuple[Recorded, ...], size: int
) -> tuple[tuple[Recorded, ...], bool]:
    """Return the messages between `last` (last event seen) and `back` (the return), and whether some may be missing.

    Compares times, because a restarted server numbers anew. Such a server has forgotten what the old one had heard, so
    messages may be missing; it is recognized by numbers below `last`'s. Otherwise nothing is missing if the history
    reaches back to `last`, or was not full (`size` messages).
    """
    known = tuple(row for row in history if row.stamp.seq < back.seq)
    rows = tuple(row for row in known if (row.stamp.at, row.stamp.seq) > (last.at, last.seq))
    restarted = back.seq <= last.seq
    return rows, restarted or (len(rows) == len(known) and len(history) >= size)
