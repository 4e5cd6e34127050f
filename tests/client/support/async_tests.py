"""Tests that are coroutines, and how they wait."""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")


def asynchronous(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a test in a loop of its own; one that hangs fails."""

    @functools.wraps(test)
    def run(*arguments: P.args, **more: P.kwargs) -> None:
        asyncio.run(asyncio.wait_for(test(*arguments, **more), 60))

    return run


async def until(condition: Callable[[], Any]) -> None:
    """Let the loop turn until something is so."""
    while not condition():  # noqa: ASYNC110 - conditions of all kinds, and nobody to set an event
        await asyncio.sleep(0)
