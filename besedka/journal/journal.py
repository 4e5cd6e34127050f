"""What every journal promises."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from besedka.chat.language.commands import Command, Failed
from besedka.chat.language.entry import Entry, Origin
from besedka.records import record

__all__ = ["Commit", "Journal", "MakeJournal", "NotStored", "Opening"]

Commit = Callable[[Entry], None]
"""Called once for each committed entry, in order, never while an earlier call runs, nor before the first `append`. When
it raises `OutOfOrderError`, the journal has broken its promise, and nothing has changed."""

NotStored = Callable[[Origin, Command], None]
"""Called once for each command that was appended and will never be an entry. As long as the journal does not know, as
after a commit that ended in an I/O error, it calls neither: it first finds out which of the two it is, or makes it."""


@record
class Opening:
    """What was kept of earlier runs: a snapshot of the chat, or None, and the entries behind it, without gaps.

    `failures` are those that the journal holds of these entries, wherever in it they are recorded.
    """

    snapshot: Mapping[str, Any] | None = None
    tail: Iterable[Entry] = ()
    failures: frozenset[Failed] = frozenset()


class Journal(Protocol):
    """An ordered log of commands.

    Appending is asynchronous: the entry comes back through the `Commit` callback that the journal was made with, once
    it is safe, maybe before `append` returns; or its origin comes back through `NotStored`, and whatever was appended
    behind it is unharmed. Commands of one session are committed in the order of their appending; of those of several
    sessions, and of several nodes, the order is the journal's. An entry of another node may come at any time, and so
    may a second entry of one origin: a store that is asked again after a silence has both.
    """

    durable: bool
    """Whether the entries outlive the server."""

    def open(self) -> Opening:
        """Read what was kept. Called once, before anything is appended."""

    def append(self, origin: Origin, command: Command, *, not_before: int = 0) -> None:
        """Put `command` at the journal's end; `origin` comes back with it.

        Its time is the clock's, but at least `not_before` and the last entry's.
        """

    def now(self) -> int:
        """The time that an entry appended at this moment would get (milliseconds, UTC)."""

    def keep(self, snapshot: Mapping[str, Any]) -> None:
        """Keep the chat's state after the last committed entry, to open with."""

    async def close(self) -> None:
        """Commit or refuse (`NotStored`) everything that was appended, and release what the journal holds.

        Nothing is appended after it.
        """


MakeJournal = Callable[[Commit, NotStored], Journal]
