"""Runs one piece of work with others beside it, which end with it, and the failure of any ends all."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["together"]

T = TypeVar("T")


async def together(work: Coroutine[Any, Any, T], *beside: Coroutine[Any, Any, None]) -> T:
    """Return what `work` returns; the others are cancelled then, and may end earlier.

    The first exception of any cancels all, and is raised when all have ended.
    """
    first = asyncio.ensure_future(work)
    tasks: list[asyncio.Future[Any]] = [first, *map(asyncio.ensure_future, beside)]
    pending = set(tasks)
    try:
        while not first.done():
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return first.result()
