"""What is done between transactions: snapshots are written and stored, and what is too old is deleted."""

from collections import deque
from collections.abc import Callable, Sequence

from besedka.chat import Snapshot
from besedka.chat.state.messages import HistoryRow
from besedka.journal.snapshot_text import SnapshotText
from besedka.journal.sqlite.retention import Retention
from besedka.journal.sqlite.store import Store

__all__ = ["Keeping"]

Upkeep = deque[Callable[[], object]]


class Keeping:
    """Appends its jobs to `upkeep`; they run in the journal's thread, one at a time."""

    def __init__(self, store: Store, retention: Retention, clock: Callable[[], int], upkeep: Upkeep) -> None:
        self._store = store
        self._retention = retention
        self._clock = clock
        self._upkeep = upkeep
        self._snapshot: tuple[SnapshotText, Sequence[HistoryRow]] | None = None
        """The last snapshot, until it is stored, and the messages that have to be stored with it."""

    def keep(self, snapshot: Snapshot, messages: Sequence[HistoryRow]) -> None:
        """Have the snapshot written and stored, then delete what need not be kept any longer.

        It replaces an earlier snapshot that is not stored yet. `messages` are all up to it that may not be stored.
        """
        self._snapshot = SnapshotText(snapshot), messages
        if self._write_snapshot not in self._upkeep:
            self._upkeep.append(self._write_snapshot)

    def _write_snapshot(self) -> None:
        """Write some of the snapshot; if there is more, be called again, else store it."""
        kept = self._snapshot
        if kept is None:
            return
        text, messages = kept
        if not text.write_on():
            self._upkeep.append(self._write_snapshot)
            return
        self._store.keep(text.snapshot.last, text.whole(), messages)
        self._snapshot = None if self._snapshot is kept else self._snapshot
        if self._retention and self._trim not in self._upkeep:
            self._upkeep.append(self._trim)

    def _trim(self) -> None:
        """Delete some entries; if there are more, be called again."""
        if self._store.trim(self._retention, self._clock()):
            self._upkeep.append(self._trim)
