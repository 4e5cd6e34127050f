"""Blocking work in a thread of its own, which can be stopped."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

__all__ = ["BackgroundWork"]

T = TypeVar("T")


class BackgroundWork(Generic[T]):
    """A daemon thread that does one piece of work, so that a process can end while the work hangs.

    The work must look at `stop`, and end soon after it is set.
    """

    def __init__(self, name: str, work: Callable[[threading.Event], T]) -> None:
        self.stop = threading.Event()
        self._work = work
        self._done: Future[T] = Future()
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)

    async def result(self, farewell: float) -> T:
        """Start the thread and return what the work returns, or raise what it raises.

        When this is cancelled, the work is told to stop, and is waited for for at most `farewell` seconds.
        """
        self.thread.start()
        done = asyncio.wrap_future(self._done)
        done.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            self.stop.set()
            await asyncio.wait({done}, timeout=farewell)
            raise

    async def ended(self) -> None:
        """Wait until the thread has ended."""
        await asyncio.wait({asyncio.wrap_future(self._done)})

    def _run(self) -> None:
        try:
            self._done.set_result(self._work(self.stop))
        except BaseException as problem:  # noqa: BLE001 - it goes to the one who waits for the result
            self._done.set_exception(problem)
