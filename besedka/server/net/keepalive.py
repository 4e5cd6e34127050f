"""Asks silent connections whether they are still there."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

__all__ = ["Keepalive"]

_SPOKES = 20
"""Visits an interval: with the usual one of 20 seconds, a twentieth of all connections each second."""


class Keepalive:
    """A wheel with one timer for all: each connection stands at one spoke, and each spoke is visited once an
    interval.

    `interval` is seconds. Visits are spread over it, so that ten thousand connections are never asked at the same
    moment.
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
        """Stop the timer: no `check` is called any more."""
        if self._timer is not None:
            self._timer.cancel()

    def add(self, check: Callable[[], None]) -> Callable[[], None]:
        """Call `check` once an interval from now on; returns what ends that."""
        spoke = self._spokes[self._next]
        self._next = (self._next + 1) % _SPOKES
        spoke[check] = None
        return lambda: spoke.pop(check, None)

    def _turn(self) -> None:
        self._timer = self._loop.call_later(self._step, self._turn)
        for check in list(self._spokes[self._at]):
            check()
        self._at = (self._at + 1) % _SPOKES
