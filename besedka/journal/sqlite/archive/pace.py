"""How long one look at the messages may take, and how it lets other threads run."""

import time
from collections.abc import Callable

__all__ = ["Pace"]

_SECONDS = 2.0
"""What one look may take. Chosen."""

_YIELD = 1e-6
"""Seconds. Sleeping for none at all would often get the interpreter's lock back before a thread that waits for it."""


class Pace:
    """`clock` returns seconds, and never goes back; `check` may raise to end the look."""

    def __init__(self, clock: Callable[[], float], check: Callable[[], object]) -> None:
        self._clock = clock
        self._check = check
        self._end = clock() + _SECONDS
        self.over = False
        """Whether the time was up before everything had been looked at."""

    def go_on(self) -> bool:
        """Let other threads run; return whether there is time left. Call it every few dozen rows."""
        self._check()
        time.sleep(_YIELD)
        self.over = self._clock() >= self._end
        return not self.over
