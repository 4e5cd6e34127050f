"""What every journal promises."""

from collections.abc import Callable
from typing import Protocol

from besedka.chat.commands import Command
from besedka.chat.entry import Entry

__all__ = ["Commit", "Journal"]

Commit = Callable[[Entry], None]
"""Called once for each committed entry, in order, never while an earlier call runs, nor before the first `append`."""


class Journal(Protocol):
    """An ordered log of commands.

    Appending is asynchronous: the entry comes back through the `Commit` callback that the journal was made with, once
    it is safe, maybe before `append` returns. Commands of one session are committed in the order of their appending.
    """

    durable: bool
    """Whether the entries outlive the server."""

    def append(self, session: str | None, command: Command, *, not_before: int = 0) -> None:
        """Put `command` at the journal's end.

        Its time is the clock's, but at least `not_before` and the last entry's.
        """

    def now(self) -> int:
        """The time that an entry appended at this moment would get (milliseconds, UTC)."""
