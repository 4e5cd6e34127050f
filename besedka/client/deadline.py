"""Waiting with an end to it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["within"]

T = TypeVar("T")


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`.

    `asyncio.TimeoutError` when it takes longer, and then it has been cancelled and has ended.

    In place of `asyncio.wait_for`, that until Python 3.12 may swallow a cancellation which comes in the
    moment when the work is done: whoever cancelled would wait for ever.
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
            task.exception()  # looked at: asyncio has nothing to complain about
