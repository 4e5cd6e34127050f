"""What was said while the connection was away, as far as the history still knows it."""

from typing import Final

from besedka.chat.language.events import Recorded, Stamp
from besedka.dialects.json.client_codec import Received

__all__ = ["CatchUp", "missed_since"]

_MAX_HELD: Final = 1000
"""Events that wait for the history; a server that says more meanwhile is not going to answer."""


class CatchUp:
    """The request for the history that follows a welcome, and the events that wait until its answer is shown.

    Between `begin` and `end` every event but the answer itself is held, so that what was missed stands above what
    came later.
    """

    def __init__(self) -> None:
        self._ref: int | None = None
        self._held: list[tuple[Received, str]] = []

    @property
    def awaited(self) -> bool:
        """Whether the answer is still to come."""
        return self._ref is not None

    @property
    def first(self) -> Stamp | None:
        """The stamp of the first event that waits: the welcome's, as a rule."""
        return self._held[0][0].stamp if self._held else None

    def begin(self, ref: int) -> None:
        """The history is asked for by the request `ref`. To be called before the first event is looked at."""
        self._ref = ref

    def settle(self) -> None:
        """The answer is there, or none will come: the request could not be sent. What waits does so until `end`."""
        self._ref = None

    def is_answer(self, received: Received) -> bool:
        """Whether this is the answer, or a part of it."""
        return received.ref is not None and received.ref == self._ref

    def hold(self, received: Received, text: str) -> bool:
        """Keep an event until the answer is there; False when it need not wait, or too many do."""
        if not self.awaited or len(self._held) >= _MAX_HELD:
            return False
        self._held.append((received, text))
        return True

    def end(self) -> tuple[int | None, list[tuple[Received, str]]]:
        """Nothing waits any more: the `ref` that got no answer (None: it did), and the events that waited, in order."""
        unanswered, held = self._ref, self._held
        self._ref, self._held = None, []
        return unanswered, held


def missed_since(
    last: Stamp, back: Stamp, history: tuple[Recorded, ...], size: int
) -> tuple[tuple[Recorded, ...], bool]:
    """The messages said between `last` (the last event seen) and `back` (one's return).

    And whether others may be missing.

    By time, since a restarted server counts anew, and such a server has forgotten what the old one heard: its
    numbers begin again below `last`'s. Else nothing is missing when the history reaches back to `last`, or
    was not full (`size` messages).
    """
    known = tuple(row for row in history if row.stamp.seq < back.seq)
    rows = tuple(row for row in known if (row.stamp.at, row.stamp.seq) > (last.at, last.seq))
    restarted = back.seq <= last.seq
    return rows, restarted or (len(rows) == len(known) and len(history) >= size)
