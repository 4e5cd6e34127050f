"""Periodic checks whether silent connections are still alive."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

__all__ = ["Keepalive"]

_SPOKES = 20
"""Ticks per interval. With the default interval of 20 seconds, a twentieth of all connections is checked per second."""


class Keepalive:
    """A timer wheel with one timer: the connections of each spoke are checked once per interval.

    `interval` is in seconds. Checks are spread over it, so ten thousand connections are never checked at once.
    """

    def __init__(self, loop: AbstractEventLoop, interval: float) -> None:
        self._loop = loop
        self._step = interval / _SPOKES
        self._spokes: list[dict[Callable[[], None], None]] = [{} for _ in range(_SPOKES)]
        self._at = 0
        self._next = 0
        self._timer: TimerHandle | None = None

    def start(self) -> None:
        """Start the timer."""
        self._timer = self._loop.call_later(self._step, self._turn)

    def stop(self) -> None:
        """Stop the timer: no further `check` is called."""
        if self._timer is not None:
            self._timer.cancel()

    def add(self, check: Callable[[], None]) -> Callable[[], None]:
        """Call `check` once per interval from now on; return a callable that cancels it."""
        spoke = self._spokes[self._next]
        self._next = (self._next + 1) % _SPOKES
        spoke[check] = None
        return lambda: spoke.pop(check, None)

    def _turn(self) -> None:
        self._timer = self._loop.call_later(self._step, self._turn)
        for check in list(self._spokes[self._at]):
            check()
        self._at = (self._at + 1) % _SPOKES
