"""How long to wait before trying again: exponential backoff with full jitter."""

import asyncio
import random
from collections.abc import Awaitable, Callable

__all__ = ["Backoff"]


class Backoff:
    """Waits that grow from `first` to `cap` seconds, each drawn evenly from zero to its ceiling.

    gRPC begins with 1 second, goes up by 1.6 each time, to 120 at most, with 20 % of jitter; people who look at a
    screen wait less patiently than programs, so that it begins sooner here and ends at 30.

    Full jitter spreads the clients of a restarted server best: they were all cut off in the same moment.
    Randomness and sleep are injected; `uniform(a, b)` is that of `random.Random`.
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
        """The seconds to wait now; the next ceiling is twice as high."""
        delay = self._uniform(0.0, self._ceiling)
        self._ceiling = min(self._ceiling * 2, self._cap)
        return delay

    async def wait(self, delay: float | None = None) -> None:
        """Sleep for `delay`, or for `next_delay()`."""
        await self._sleep(self.next_delay() if delay is None else delay)

    def reset(self) -> None:
        """It worked: the next time begins with a short wait again."""
        self._ceiling = self._first
