"""Commands that wait for the next transaction, within bounds."""

import time
from collections import deque
from collections.abc import Callable

from besedka.chat.language.commands import Command, Send
from besedka.chat.language.entry import Origin

__all__ = ["Backlog", "Waiting"]

Waiting = tuple[Origin, Command, int]
"""An origin, its command, and the time before which its entry must not be."""

_MAX_BYTES = 1 << 26
"""Approximate memory of all waiting commands."""
_OVERHEAD = 512
_BYTES_A_CHARACTER = 4

_MAX_BATCH = 4000
_MAX_BATCH_BYTES = 1 << 22
"""Commands, and their approximate memory, that one transaction takes."""


class Backlog:
    """The waiting commands, in order. Commands of the server itself are always accepted: there are few."""

    def __init__(
        self,
        max_bytes: int = _MAX_BYTES,
        on_stored: Callable[[float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`on_stored` is called with the seconds that the oldest command of a stored transaction has waited for it."""
        self._max_bytes = max_bytes
        self._on_stored = on_stored
        self._clock = clock
        self._since = self._taken_since = 0.0
        self._waiting: deque[Waiting] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Whether no further commands of sessions should be put."""
        return self._bytes >= self._max_bytes

    def put(self, waiting: Waiting) -> None:
        """Append a command."""
        if self._on_stored is not None and not self._waiting:
            self._since = self._clock()
        self._waiting.append(waiting)
        self._bytes += _size(waiting)

    def take(self) -> list[Waiting]:
        """Remove and return the commands for one transaction, at least one if any waits."""
        taken: list[Waiting] = []
        total = 0
        while self._waiting and len(taken) < _MAX_BATCH and total < _MAX_BATCH_BYTES:
            taken.append(self._waiting.popleft())
            total += _size(taken[-1])
        self._bytes -= total
        if self._on_stored is not None:
            # What is left came later; from now on is less than it has waited, and needs no time for each command.
            self._taken_since, self._since = self._since, self._clock()
        return taken

    def note_stored(self) -> None:
        """Note that what `take` returned last is stored."""
        if self._on_stored is not None:
            self._on_stored(self._clock() - self._taken_since)

    def take_requests(self) -> list[Waiting]:
        """Remove and return all commands but the server's own."""
        everything = list(self._waiting)
        self._waiting = deque(waiting for waiting in everything if waiting[0].request is None)
        self._bytes = sum(map(_size, self._waiting))
        return [waiting for waiting in everything if waiting[0].request is not None]


def _size(waiting: Waiting) -> int:
    command = waiting[1]
    return _OVERHEAD + (_BYTES_A_CHARACTER * len(command.text) if type(command) is Send else 0)
