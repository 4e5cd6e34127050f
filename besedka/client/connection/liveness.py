"""Decides whether a server is still alive, from the arrival times of its bytes and two clocks."""

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

__all__ = ["Decision", "LivenessMonitor", "until_slept"]

_PATIENCE_AFTER_SLEEP: Final = 5.0
"""Seconds to wait for an answer after a sleep: a connection that survived it answers in one round trip."""

_MAX_DRIFT: Final = 3.0
"""Seconds by which the clocks may diverge, or a check may be late, before it counts as a sleep of the machine."""


class Decision(Enum):
    """What the caller must do now."""

    WAIT = auto()
    PING = auto()
    """Ping the server."""
    GIVE_UP = auto()


class LivenessMonitor:
    """Periodic liveness checks of one connection. Does no I/O and reads no clock; times are in seconds.

    - A server silent for `silence` is to be pinged, and given up `patience` later if nothing has arrived: that is
      `silence + patience` after its last byte.
    - After the machine has slept, the server is to be pinged at once, and given up 5 seconds later. A sleep is
      detected when `wall` runs ahead of `now`, or when a check comes much later than it was due. `now` is read from a
      monotonic clock, which may stop during sleep; `wall` from a clock that does not.

    The defaults give up after 50 seconds. Python's `websockets` pings every 20 seconds and gives up 20 later; here
    only a silent server is pinged.
    """

    def __init__(self, silence: float = 30.0, patience: float = 20.0, tick: float = 2.0) -> None:
        self._silence, self._patience, self._tick = silence, patience, tick
        self._now = self._wall = self._due = 0.0
        self._last_received = 0.0
        self._deadline: float | None = None

    @property
    def longest(self) -> float:
        """Seconds of silence after which the server is given up."""
        return self._silence + self._patience

    def begin(self, now: float, wall: float) -> None:
        """Start watching a new connection."""
        self._now, self._wall = now, wall
        self.received(now)
        self._due = now + self.until_next_check(now)

    def received(self, now: float) -> None:
        """Note that bytes arrived, or that their absence is explained."""
        self._last_received, self._deadline = now, None

    def probe(self, now: float) -> None:
        """Expect a sign of life soon: the caller has just pinged because the connection may be dead."""
        self._deadline = now + min(_PATIENCE_AFTER_SLEEP, self._patience)

    def check(self, now: float, wall: float) -> Decision:
        """Return what to do now. Call again after `until_next_check` seconds."""
        slept = (wall - self._wall) - (now - self._now) > _MAX_DRIFT or now - self._due > _MAX_DRIFT
        self._now, self._wall = now, wall
        decision = self._asleep(now) if slept else self._awake(now)
        self._due = now + self.until_next_check(now)
        return decision

    def until_next_check(self, now: float) -> float:
        """Return the seconds until the next check."""
        next_step = self._last_received + self._silence if self._deadline is None else self._deadline
        return min(self._tick, max(next_step - now, 0.0))

    def _asleep(self, now: float) -> Decision:
        self.probe(now)
        return Decision.PING

    def _awake(self, now: float) -> Decision:
        if self._deadline is not None:
            return Decision.GIVE_UP if now >= self._deadline else Decision.WAIT
        if now - self._last_received < self._silence:
            return Decision.WAIT
        self._deadline = self._last_received + self.longest
        return Decision.PING


async def until_slept(wall: Callable[[], float], clock: Callable[[], float], tick: float = 2.0) -> None:
    """Return when the machine has slept: `wall` has run ahead of the monotonic `clock`, which may stop meanwhile."""
    ahead = wall() - clock()
    while wall() - clock() - ahead <= _MAX_DRIFT:
        ahead = wall() - clock()
        await asyncio.sleep(tick)
