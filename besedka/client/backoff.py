"""Delays between reconnection attempts: exponential backoff with half jitter."""

import asyncio
import random
from collections.abc import Awaitable, Callable

__all__ = ["Backoff"]


class Backoff:
    """Delays drawn uniformly from the upper half of a ceiling that doubles from `first` up to `cap` seconds.

    gRPC starts at 1 second and grows by 1.6 each time, to 120 at most, with 20 % jitter. People at a screen are less
    patient than programs, so this starts sooner and stops growing at 30.

    The first attempt after a loss is made at once, without a `Backoff`. Full jitter would spread the clients of a
    restarted server better: all of them were disconnected at the same moment. But pauses near zero, one after the
    other, are attempts at a server that is still starting.
    Randomness and sleep are injected; `uniform(a, b)` behaves like `random.Random.uniform`.
    """

    def __init__(
        self,
        first: float = 0.5,
        cap: float = 30.0,
        *,
        uniform: Callable[[float, float], float] = random.uniform,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._first = first
        self._cap = cap
        self._ceiling = first
        self._uniform = uniform
        self._sleep = sleep

    def next_delay(self) -> float:
        """Return the seconds to wait now, and double the next ceiling (up to `cap`)."""
        delay = self._uniform(self._ceiling / 2, self._ceiling)
        self._ceiling = min(self._ceiling * 2, self._cap)
        return delay

    async def wait(self, delay: float | None = None) -> None:
        """Sleep for `delay`, or for `next_delay()`."""
        await self._sleep(self.next_delay() if delay is None else delay)

    def reset(self) -> None:
        """Restart from the shortest ceiling. Call after a success."""
        self._ceiling = self._first
