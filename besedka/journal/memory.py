"""The in-memory journal: it orders commands and stores none."""

from collections import deque
from collections.abc import Callable

from besedka.chat import Snapshot
from besedka.chat.language.commands import Command
from besedka.chat.language.entry import Entry, Origin
from besedka.journal.journal import Commit, Opening

__all__ = ["MemoryJournal"]


class MemoryJournal:
    """Commits every command synchronously, within `append`.

    A command appended while an entry is being committed is committed after it, never in the middle of it.
    `clock` returns milliseconds, UTC; if it steps back, the journal's time stands still.
    """

    durable = False
    archive = None

    def __init__(self, clock: Callable[[], int], commit: Commit) -> None:
        self._clock = clock
        self._commit = commit
        self._seq = 0
        self._at = 0
        self._waiting: deque[Entry] = deque()
        self._committing = False

    def open(self) -> Opening:
        """Return an empty `Opening`: nothing was stored."""
        return Opening()

    def abandon(self) -> None:
        """Do nothing: there is nothing to release."""

    def now(self) -> int:
        """Return the time that an entry appended now would get (milliseconds, UTC)."""
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

    def keep(self, snapshot: Snapshot) -> None:
        """Do nothing: there is no later run to open it."""

    async def settle(self) -> None:
        """Do nothing: everything was committed at once."""

    async def close(self) -> None:
        """Do nothing: everything was committed at once."""
