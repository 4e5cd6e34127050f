"""Jobs that block, as the disk does: each runs in another thread, and its end is told in the event loop's."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import Any

__all__ = ["Finish", "Jobs"]

_SLOW = 5.0
"""Seconds after which a job is slow. Chosen."""

Finish = Callable[["Future[Any]"], None]
"""Called in the loop's thread with what a job has returned or raised."""


class Jobs:
    """Runs jobs in `executor`, one at a time. Its methods are called in the loop's thread.

    `on_slow` is called, there as well, while a job takes longer than five seconds, once; `on_return` whenever one has
    ended, just before its own `finish`.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        executor: Executor,
        on_slow: Callable[[], None],
        on_return: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._executor = executor
        self._on_slow = on_slow
        self._on_return = on_return
        self.running = False
        """Whether a job is in the executor."""

    def run(self, job: Callable[[], Any], finish: Finish) -> None:
        """Run `job`, then call `finish`. No other job may be running."""
        self.running = True
        slow = self._loop.call_later(_SLOW, self._on_slow)

        def tell(done: "Future[Any]") -> None:
            with suppress(RuntimeError):  # The loop is closed: the program does not wait for the disk.
                self._loop.call_soon_threadsafe(self._return, done, slow, finish)

        self._executor.submit(job).add_done_callback(tell)

    async def close(self, last: Callable[[], object]) -> None:
        """Run a last job, wait for it, and shut the executor down. Raises what the job does."""
        await self._loop.run_in_executor(self._executor, last)
        self.end()

    def end(self) -> None:
        """Shut the executor down; it has no job any more."""
        self._executor.shutdown(wait=False)

    def _return(self, done: "Future[Any]", slow: TimerHandle, finish: Finish) -> None:
        self.running = False
        slow.cancel()
        self._on_return()
        finish(done)
