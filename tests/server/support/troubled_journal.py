"""A journal that does what a test tells it to: late, in vain, twice, out of step, with another node's entries."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from besedka.chat import Entry, Origin, Snapshot, write_snapshot
from besedka.chat.language.commands import Command, Failed
from besedka.journal import Archive, Commit, NotStored, Opening

DAWN = 1_700_000_000_000


class TroubledJournal:
    """Commits when it is told to. `opening` is what it has kept of an earlier life."""

    durable = True
    archive: Archive | None = None

    def __init__(self, commit: Commit, not_stored: NotStored, opening: Opening | None = None) -> None:
        self._commit = commit
        self._not_stored = not_stored
        self._opening = opening or Opening()
        self._seq = 0
        self.waiting: deque[tuple[Origin, Command]] = deque()
        self.entries: list[Entry] = []
        self.snapshot: Mapping[str, Any] | None = None
        self.closed = False
        self.passed = 0
        """Milliseconds that have passed besides one for every entry."""
        self.refusing = False
        """Whether what is appended is refused at once."""

    def abandon(self) -> None:
        self.closed = True

    def open(self) -> Opening:
        tail = list(self._opening.tail)
        self.entries += tail
        kept = 0 if self._opening.snapshot is None else self._opening.snapshot["last"]["seq"]
        self._seq = tail[-1].seq if tail else kept
        self.passed = max(0, tail[-1].at - self._seq - DAWN) if tail else 0
        return Opening(self._opening.snapshot, tail, self._opening.failures)

    def now(self) -> int:
        return DAWN + self._seq + self.passed

    def append(self, origin: Origin, command: Command, *, not_before: int = 0) -> None:
        if self.refusing and origin.request is not None:
            self._not_stored(origin, command)
            return
        self.waiting.append((origin, command))

    def keep(self, snapshot: Snapshot) -> None:
        self.snapshot = write_snapshot(snapshot)

    async def settle(self) -> None:
        self.commit()

    async def close(self) -> None:
        self.commit()
        self.closed = True

    def reopened(self) -> Opening:
        """What the next life finds."""
        failed = (entry.command for entry in self.entries if isinstance(entry.command, Failed))
        return Opening(None, list(self.entries), frozenset(failed))

    # What happens to what was appended.

    def commit(self, count: int = 1_000_000) -> None:
        for _ in range(min(count, len(self.waiting))):
            self.store(*self.waiting.popleft())

    def refuse(self, count: int = 1) -> None:
        """It could not be stored."""
        for _ in range(min(count, len(self.waiting))):
            self._not_stored(*self.waiting.popleft())

    def repeat(self) -> None:
        """The first that waits is stored twice."""
        origin, command = self.waiting.popleft()
        self.store(origin, command)
        self.store(origin, command)

    def commit_last(self) -> None:
        """The last that waits overtakes the others."""
        self.store(*self.waiting.pop())

    def store(self, origin: Origin, command: Command) -> None:
        """Also for what another node has appended."""
        self._seq += 1
        self.entries.append(Entry(self._seq, self.now(), origin, command))
        self._commit(self.entries[-1])
