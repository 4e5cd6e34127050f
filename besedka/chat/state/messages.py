"""Where public messages are read from: a room's history in memory, or all that a journal has kept."""

from collections.abc import Callable
from typing import Protocol

from besedka.chat.language.events import Message
from besedka.records import record

__all__ = ["Found", "Hides", "HistoryRow", "Messages", "OnMessage", "surround"]


@record
class HistoryRow:
    """A public message in the history.

    `seq` and `at` are those of the entry that delivered it. `session` is its author's, with the name's fold
    and the network it had then.
    """

    seq: int
    at: int
    message: Message
    session: str
    fold: str
    network: str


Hides = Callable[[HistoryRow], bool]
"""Returns whether a message does not exist for who asks. May be called from any thread."""

OnMessage = Callable[[HistoryRow], None]
"""Called with each public message when it is delivered, in that order. Must not raise."""


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


def surround(earlier: list[HistoryRow], later: list[HistoryRow], count: int) -> list[HistoryRow]:
    """Return `count` rows, the first of `later` in their middle; near an end, more are from the other side.

    Both are oldest first, and have `count` rows unless there are no more.
    """
    end = min(len(later), max((count + 1) // 2, count - len(earlier)))
    return [*earlier[max(0, len(earlier) + end - count) :], *later[:end]]
