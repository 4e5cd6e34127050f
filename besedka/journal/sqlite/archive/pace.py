"""How long one look at the messages may take, and how it lets other threads run."""

import time
from collections.abc import Callable

__all__ = ["Pace"]

_SECONDS = 2.0
"""What one look may take. Chosen."""

_LEAST = 0.1
"""Seconds that a shared look may take however many wait. Chosen: with the index, most searches of millions of messages
take less."""

_YIELD = 1e-6
"""Seconds. Sleeping for none at all would often get the interpreter's lock back before a thread that waits for it."""


class Pace:
    """`clock` returns seconds, and never goes back; `check` may raise to end the look.

    `others` returns how many others this look has to share its time with.
    """

    def __init__(
        self, clock: Callable[[], float], check: Callable[[], object], others: Callable[[], int]
    ) -> None:
        self._clock = clock
        self._check = check
        self._others = others
        self._begin = clock()
        self._shared = False
        self.over = False
        """Whether the time was up before everything had been looked at."""

    def share(self) -> None:
        """Divide the time among this look and those of others, so that a crowd keeps nobody waiting for long."""
        self._shared = True

    def go_on(self) -> bool:
        """Let other threads run; return whether there is time left. Call it every few dozen rows."""
        self._check()
        time.sleep(_YIELD)
        seconds = max(_LEAST, _SECONDS / (1 + self._others())) if self._shared else _SECONDS
        self.over = self._clock() - self._begin >= seconds
        return not self.over
