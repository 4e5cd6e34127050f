"""A timeout that does not swallow cancellation."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["within"]

T = TypeVar("T")


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return the result of `work`.

    Raises `asyncio.TimeoutError` when it takes longer than `seconds`; `work` has then been cancelled and has ended.

    Used instead of `asyncio.wait_for`, which until Python 3.12 may swallow a cancellation that arrives just as the
    work completes, leaving the canceller waiting forever.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            raise asyncio.TimeoutError
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # mark as retrieved, so that asyncio does not log it
