"""Whether a server is still there, by when its bytes came and by two clocks."""

from enum import Enum, auto
from typing import Final

__all__ = ["Decision", "LivenessMonitor"]

_SHORT: Final = 5.0
"""Seconds for an answer after a sleep: a connection that outlived it answers in one round trip."""

_LEAP: Final = 3.0
"""Seconds by which the clocks may disagree, or a look may be late, before that is a sleep."""


class Decision(Enum):
    """What is to be done now."""

    WAIT = auto()
    PING = auto()
    """The server is to be pinged."""
    GIVE_UP = auto()


class LivenessMonitor:
    """Looks at a connection every now and then. No I/O and no clock of its own; times are seconds.

    The defaults give up after 50 seconds. Python's `websockets` pings every 20 and gives up 20 later; here nobody is
    pinged who speaks.

    A server that was silent for `silence` is to be asked, and is gone when `patience` later nothing has come: that is
    `silence + patience` after its last byte. After a sleep of the machine it is to be asked at once, and is gone 5
    seconds later. `now` is of a monotonic clock, which may stand still in a sleep, `wall` of the one that does not: a
    sleep is what lets the second run ahead of the first, or a look come much later than it was due.
    """

    def __init__(self, silence: float = 30.0, patience: float = 20.0, tick: float = 2.0) -> None:
        self._silence, self._patience, self._tick = silence, patience, tick
        self._now = self._wall = self._due = 0.0
        self._last_received = 0.0
        self._deadline: float | None = None

    @property
    def longest(self) -> float:
        """Seconds of silence after which a server is given up."""
        return self._silence + self._patience

    def begin(self, now: float, wall: float) -> None:
        """Begin to watch a connection that was just made."""
        self._now, self._wall = now, wall
        self.received(now)
        self._due = now + self.until_next_check(now)

    def received(self, now: float) -> None:
        """Note that bytes came, or that it is known why none did."""
        self._last_received, self._deadline = now, None

    def check(self, now: float, wall: float) -> Decision:
        """Return what is to be done now; to be called again after `until_next_check` seconds."""
        slept = (wall - self._wall) - (now - self._now) > _LEAP or now - self._due > _LEAP
        self._now, self._wall = now, wall
        decision = self._asleep(now) if slept else self._awake(now)
        self._due = now + self.until_next_check(now)
        return decision

    def until_next_check(self, now: float) -> float:
        """Seconds until the next look."""
        next_step = self._last_received + self._silence if self._deadline is None else self._deadline
        return min(self._tick, max(next_step - now, 0.0))

    def _asleep(self, now: float) -> Decision:
        self._deadline = now + min(_SHORT, self._patience)
        return Decision.PING

    def _awake(self, now: float) -> Decision:
        if self._deadline is not None:
            return Decision.GIVE_UP if now >= self._deadline else Decision.WAIT
        if now - self._last_received < self._silence:
            return Decision.WAIT
        self._deadline = self._last_received + self.longest
        return Decision.PING
