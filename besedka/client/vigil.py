"""Whether a server is still there, by when its bytes came and by two clocks."""

from enum import Enum, auto
from typing import Final

__all__ = ["Verdict", "Vigil"]

_SHORT: Final = 5.0
"""Seconds for an answer after a sleep: a connection that outlived it answers in one round trip."""

_LEAP: Final = 3.0
"""Seconds by which the clocks may disagree, or a look may be late, before that is a sleep."""


class Verdict(Enum):
    """What is to be done now."""

    WAIT = auto()
    ASK = auto()
    """The server is to be pinged."""
    GONE = auto()


class Vigil:
    """Looks at a connection every now and then. No I/O and no clock of its own; times are seconds.

    A server that was silent for `silence` is to be asked, and is gone when `patience` later nothing has come: that is
    `silence + patience` after its last byte. After a sleep of the machine it is to be asked at once, and is gone 5
    seconds later. `now` is of a monotonic clock, which may stand still in a sleep, `wall` of the one that does not: a
    sleep is what lets the second run ahead of the first, or a look come much later than it was due.
    """

    def __init__(self, silence: float = 30.0, patience: float = 20.0, tick: float = 2.0) -> None:
        self._silence, self._patience, self._tick = silence, patience, tick
        self._now = self._wall = self._due = 0.0
        self._heard = 0.0
        self._deadline: float | None = None

    @property
    def longest(self) -> float:
        """Seconds of silence after which a server is given up."""
        return self._silence + self._patience

    def begin(self, now: float, wall: float) -> None:
        """The connection is there."""
        self._now, self._wall = now, wall
        self.heard(now)
        self._due = now + self.pause(now)

    def heard(self, now: float) -> None:
        """Bytes came, or it is known why none did."""
        self._heard, self._deadline = now, None

    def look(self, now: float, wall: float) -> Verdict:
        """What is to be done now; look again after `pause`."""
        slept = (wall - self._wall) - (now - self._now) > _LEAP or now - self._due > _LEAP
        self._now, self._wall = now, wall
        verdict = self._asleep(now) if slept else self._awake(now)
        self._due = now + self.pause(now)
        return verdict

    def pause(self, now: float) -> float:
        """Seconds until the next look."""
        next_step = self._heard + self._silence if self._deadline is None else self._deadline
        return min(self._tick, max(next_step - now, 0.0))

    def _asleep(self, now: float) -> Verdict:
        self._deadline = now + min(_SHORT, self._patience)
        return Verdict.ASK

    def _awake(self, now: float) -> Verdict:
        if self._deadline is not None:
            return Verdict.GONE if now >= self._deadline else Verdict.WAIT
        if now - self._heard < self._silence:
            return Verdict.WAIT
        self._deadline = self._heard + self.longest
        return Verdict.ASK
