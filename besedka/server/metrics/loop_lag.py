"""How late the event loop is: a timer that is due every tenth of a second, and how much later it fires."""

import time
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

__all__ = ["LoopLag"]

_INTERVAL = 0.1
"""Seconds between two samples. Chosen: ten timers a second cost nothing, and a stall is seen by the second."""


class LoopLag:
    """Passes the seconds by which each timer was late to `observe`, from `start` to `stop`.

    `clock` is not the loop's own: uvloop's stands still during a turn.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        observe: Callable[[float], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loop = loop
        self._observe = observe
        self._clock = clock
        self._timer: TimerHandle | None = None
        self._due = 0.0

    def start(self) -> None:
        """Begin to sample."""
        self._due = self._clock() + _INTERVAL
        self._timer = self._loop.call_later(_INTERVAL, self._sample)

    def stop(self) -> None:
        """Sample no more. Idempotent."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _sample(self) -> None:
        self._observe(max(0.0, self._clock() - self._due))
        self.start()
