"""The contract of every journal."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from besedka.chat import Snapshot
from besedka.chat.language.commands import Command, Failed
from besedka.chat.language.entry import Entry, Origin
from besedka.journal.archive import Archive
from besedka.records import record

__all__ = ["Commit", "Journal", "MakeJournal", "NotStored", "Opening"]

Commit = Callable[[Entry], None]
"""Called once per committed entry, in order; never while an earlier call is running, and never before the first
`append`. If it raises `OutOfOrderError`, the journal has violated its contract, and nothing has changed."""

NotStored = Callable[[Origin, Command], None]
"""Called once per appended command that will never be an entry. While the outcome is unknown, such as after a commit
that ended in an I/O error, the journal calls neither callback: it first determines the outcome, or brings it about."""


@record
class Opening:
    """The data kept from earlier runs: a snapshot of the chat, or None, and the entries after it, without gaps.

    `failures` are all failures of these entries that the journal contains, wherever in it they are recorded.
    """

    snapshot: Mapping[str, Any] | None = None
    tail: Iterable[Entry] = ()
    failures: frozenset[Failed] = frozenset()


class Journal(Protocol):
    """An ordered log of commands.

    - Appending is asynchronous. Once the entry is safe, possibly before `append` returns, it is passed to the
      `Commit` callback that the journal was made with. Otherwise its origin is passed to `NotStored`;
      commands appended after it are not affected.
    - Commands of one session are committed in the order in which they were appended. The order among sessions
      and among nodes is determined by the journal.
    - An entry of another node may arrive at any time. So may a second entry with the same origin: a store
      that is asked again after a timeout can have both.
    """

    durable: bool
    """Whether the entries outlive the server."""

    @property
    def archive(self) -> Archive | None:
        """All public messages that it has kept, to be read once it is open; None if it keeps none."""

    def open(self) -> Opening:
        """Read the data of earlier runs. Called once, before anything is appended. If it fails, or reading the entries
        does, `abandon` has to be called."""

    def abandon(self) -> None:
        """Release all resources although `open`, or reading what it returned, has not ended well; instead of `close`.

        Nothing has been appended, and nothing is written.
        """

    def append(self, origin: Origin, command: Command, *, not_before: int = 0) -> None:
        """Append `command` to the journal; the callback gets it together with `origin`.

        Its time is the clock's, but not less than `not_before` or the last entry's time.
        """

    def now(self) -> int:
        """Return the time that an entry appended now would get (milliseconds, UTC)."""

    def keep(self, snapshot: Snapshot) -> None:
        """Store the chat's state after a committed entry, for the next `open`. Nothing waits for it."""

    async def settle(self) -> None:
        """Wait until everything that was appended is committed or refused (`NotStored`)."""

    async def close(self) -> None:
        """Commit or refuse everything that was appended, store what `keep` was given, and release all resources.

        Nothing may be appended afterwards.
        """


MakeJournal = Callable[[Commit, NotStored], Journal]
