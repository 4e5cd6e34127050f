"""Signals that interrupt: they are counted, and what is under way is told, but nothing is torn from its work."""

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, Final, TypeVar

__all__ = ["Interrupted", "Interruption"]

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
T = TypeVar("T")


class Interrupted(Exception):  # noqa: N818 - named after what happened
    """The work was interrupted by a signal."""


class Interruption:
    """Counts SIGINT, SIGTERM and SIGHUP from `listen` on; `run` is cut short by the first one.

    A handler only counts and asks the loop to cancel, so whatever else is under way, such as the ending of the
    stand, is never left in the middle.
    """

    def __init__(self) -> None:
        self.count = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None

    def listen(self) -> None:
        """Replace the handlers of the signals, except of those that our parent wants ignored (nohup, `&` in sh)."""
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._count)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run the coroutine in a loop of its own. Raises `Interrupted` if a signal came before its end."""
        return asyncio.run(self._run(work))

    async def _run(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        self._loop, self._task = asyncio.get_running_loop(), task
        try:
            if self.count:
                task.cancel()
            return await task
        except asyncio.CancelledError:
            raise Interrupted from None
        finally:
            self._loop = self._task = None

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self._loop is not None and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
