"""Pauses between attempts to connect, which end early when an attempt may succeed."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from besedka.client.backoff import Backoff
from besedka.client.connection.liveness import until_slept

__all__ = ["Pause", "first_of"]


class Pause:
    """Waits with the sleep of a `Backoff`; ends early after `wake`, and when the machine has slept.

    `wall` is a clock that runs while the machine sleeps, `clock` a monotonic one, which may stop; both in seconds.
    """

    def __init__(
        self,
        backoff: Backoff,
        *,
        wall: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._backoff = backoff
        self._wall, self._clock = wall, clock
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """End the pause; the next ones are short ones again."""
        self._backoff.reset()
        self._woken.set()

    async def wait(self, delay: float) -> None:
        """Wait for `delay` seconds at most."""
        self._woken.clear()
        await first_of(self._backoff.wait(delay), self.woken(), until_slept(self._wall, self._clock))

    async def woken(self) -> None:
        """Wait for the next `wake`."""
        self._woken.clear()
        await self._woken.wait()


async def first_of(*waits: Awaitable[object]) -> None:
    """Wait for the first of them, and cancel the others."""
    tasks = [asyncio.ensure_future(each) for each in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
