"""A clock that ticks at whole seconds, so that what different programs note can be laid side by side."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable

__all__ = ["whole_seconds"]


async def whole_seconds(
    stopped: asyncio.Event, clock: Callable[[], float] = time.time
) -> AsyncIterator[float]:
    """Yield each whole second since the epoch when it comes, until `stopped` is set.

    Seconds that passed before the caller was ready for them are left out. When the clock is set, it goes on from there.
    """
    waiting = asyncio.ensure_future(stopped.wait())
    try:
        while not stopped.is_set():
            moment = math.floor(clock()) + 1
            # The loop's clock is another one, and may wake us a little early.
            while 0 < (rest := moment - clock()) <= 1 and not stopped.is_set():
                await asyncio.wait({waiting}, timeout=rest)
            if not stopped.is_set():
                yield float(math.floor(clock()))
    finally:
        waiting.cancel()
