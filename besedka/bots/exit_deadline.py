"""Ends a program that does not end by itself."""

import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final

from besedka.log_writer import LogWriter
from besedka.structured_log import Log

__all__ = ["ExitDeadline"]

_OUTPUT_TIMEOUT: Final = 0.5
"""Seconds for the last lines of the log: it may be why the program hangs."""


class ExitDeadline:
    """Exits the process when the time that was last `set` is over, whatever it is doing then.

    Python can stop neither a thread nor a coroutine that swallows its cancellation, and waits for both at its exit. A
    bot has such when its handlers hang. Runs in a daemon thread, because the event loop may be blocked, too.
    """

    def __init__(self, log: Log, lines: LogWriter, exit_process: Callable[[int], object] = os._exit) -> None:
        self._log, self._lines = log, lines
        self._exit = exit_process
        self._limits: SimpleQueue[tuple[float, int]] = SimpleQueue()  # its `put` is safe in a signal handler
        self._thread = threading.Thread(target=self._run, name="exit deadline", daemon=True)
        self._thread.start()

    def set(self, seconds: float, code: int = 0) -> None:
        """Exit after so many seconds with this code. A later call replaces an earlier one."""
        self._limits.put((seconds, code))

    def _run(self) -> None:
        seconds, code = self._limits.get()
        while (later := self._wait(seconds)) is not None:
            seconds, code = later
        self._log.warning("cut-short", why="a task or a thread of the bot has not ended", code=code)
        self._lines.close(_OUTPUT_TIMEOUT)
        self._exit(code)

    def _wait(self, seconds: float) -> tuple[float, int] | None:
        """Return a limit that is set within so many seconds, else None."""
        try:
            return self._limits.get(timeout=seconds)
        except Empty:
            return None
