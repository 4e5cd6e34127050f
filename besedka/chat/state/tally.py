"""Counts the public messages, so that somebody who was away learns how many it has missed."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Tally"]

_MAX_REMEMBERED = 10_000
"""Messages whose entries are remembered. Chosen: more than are said between two confirmations of a client."""


@dataclass(slots=True)
class Tally:
    """The number of public messages while any session could be resumed, and the entries of the last ones."""

    said: int = 0
    seqs: deque[int] = field(default_factory=lambda: deque(maxlen=_MAX_REMEMBERED))
    """The entries that delivered the last 10,000, in order; an entry may have delivered several."""

    def note(self, seq: int) -> None:
        """Count a message that entry `seq` delivers."""
        self.said += 1
        self.seqs.append(seq)

    def fill(self, said: int, seqs: Iterable[int]) -> None:
        """Count as another tally did that had these fields."""
        self.said = said
        self.seqs.extend(seqs)

    def up_to(self, seq: int) -> int | None:
        """Return how many had been said when entry `seq` was over; None if that is not remembered."""
        later = len(self.seqs) - bisect_right(self.seqs, seq)
        known = later < len(self.seqs) or self.said == len(self.seqs)
        return self.said - later if known else None
