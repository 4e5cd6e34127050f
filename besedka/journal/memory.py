"""The journal in memory: it orders commands, and keeps none."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from besedka.chat.language.commands import Command
from besedka.chat.language.entry import Entry, Origin
from besedka.journal.journal import Commit, Opening

__all__ = ["MemoryJournal"]


class MemoryJournal:
    """Commits at once, on the caller's own stack, and always.

    A command that is appended while an entry is being committed follows it, and is never committed inside it.
    `clock` gives milliseconds, UTC; when it steps back, the journal's time is held.
    """

    durable = False

    def __init__(self, clock: Callable[[], int], commit: Commit) -> None:
        self._clock = clock
        self._commit = commit
        self._seq = 0
        self._at = 0
        self._waiting: deque[Entry] = deque()
        self._committing = False

    def open(self) -> Opening:
        """An empty `Opening`: nothing was kept."""
        return Opening()

    def now(self) -> int:
        """The time that an entry appended at this moment would get (milliseconds, UTC)."""
        return max(self._at, self._clock())

    def append(self, origin: Origin, command: Command, *, not_before: int = 0) -> None:
        """Commit `command` now, or right after the entry that is being committed."""
        self._seq += 1
        self._at = max(self._at, self._clock(), not_before)
        entry = Entry(self._seq, self._at, origin, command)
        if self._committing or self._waiting:
            self._waiting.append(entry)
        if self._committing:
            return
        self._committing = True
        try:
            if not self._waiting:
                self._commit(entry)
            while self._waiting:
                self._commit(self._waiting.popleft())
        finally:
            self._committing = False

    def keep(self, snapshot: Mapping[str, Any]) -> None:
        """Does nothing: there is no later run to open with it."""

    async def close(self) -> None:
        """Does nothing: everything was committed at once."""
