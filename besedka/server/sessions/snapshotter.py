"""Decides when the chat's state is written down, so that a start has little to read."""

from asyncio import AbstractEventLoop, TimerHandle

from besedka.chat import Chat
from besedka.journal import Journal

__all__ = ["Snapshotter"]

_CHECK_INTERVAL = 5.0
"""Seconds between two looks at how much is new."""

_ENTRIES = 20_000
"""Entries after which a snapshot is taken: a start reads as many in well under a second. Chosen."""

_INTERVAL = 600.0
"""Seconds after which a snapshot is taken if there is any new entry. Chosen."""


class Snapshotter:
    """Gives a durable journal a snapshot after enough entries, after enough time, and at the end.

    Taking one blocks the loop only while the state is collected as unchangeable records; the journal writes them
    elsewhere.
    """

    def __init__(self, loop: AbstractEventLoop, journal: Journal, chat: Chat) -> None:
        self._loop = loop
        self._journal = journal
        self._chat = chat
        self._seq = 0
        """The last entry of the last snapshot of this run."""
        self._taken_at = loop.time()
        self._timer: TimerHandle | None = None
        if journal.durable:
            self._arm()

    def finish(self) -> None:
        """Take a last snapshot, if anything is new, and no further one."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            if self._chat.last.seq > self._seq:
                self._take()

    def _arm(self) -> None:
        self._timer = self._loop.call_later(_CHECK_INTERVAL, self._check)

    def _check(self) -> None:
        self._arm()  # First: a snapshot that cannot be made is tried again.
        new = self._chat.last.seq - self._seq
        if new >= _ENTRIES or (new and self._loop.time() - self._taken_at >= _INTERVAL):
            self._take()

    def _take(self) -> None:
        self._journal.keep(self._chat.take_snapshot())
        self._seq, self._taken_at = self._chat.last.seq, self._loop.time()
