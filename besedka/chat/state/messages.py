"""Where public messages are read from: a room's history in memory, or all that a journal has kept."""

from collections.abc import Callable
from typing import Protocol

from besedka.chat.state.history import HistoryRow
from besedka.records import record

__all__ = ["Found", "Hides", "Messages"]

Hides = Callable[[HistoryRow], bool]
"""Returns whether a message does not exist for who asks. May be called from any thread."""


@record
class Found:
    """Messages that a search has found, newest first.

    `whole` is False if the search was ended before all messages had been looked at, other than by its limit.
    """

    rows: tuple[HistoryRow, ...]
    whole: bool = True


class Messages(Protocol):
    """Public messages in the order of their delivery."""

    def before(self, number: int | None, count: int, hides: Hides) -> list[HistoryRow]:
        """Return the last `count` messages before that of this number, or of all, oldest first.

        A number that is not a visible message's stands where its entry does.
        """

    def around(self, number: int, count: int, hides: Hides) -> list[HistoryRow] | None:
        """Return `count` messages, that of this number in their middle, oldest first; None if there is none.

        Near an end, more of them are from the other side.
        """

    def search(self, wanted: tuple[str, ...], limit: int, hides: Hides) -> Found:
        """Return the newest `limit` messages that contain all of the terms (`matching.terms`), newest first."""
