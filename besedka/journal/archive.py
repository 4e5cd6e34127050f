"""The contract of a journal's archive: all public messages that it has kept, to be read back."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from besedka.chat.state.messages import HistoryRow, Messages

__all__ = ["Archive"]

T = TypeVar("T")


class Archive(Protocol):
    """All public messages of a durable journal, older ones than the chat has in memory included."""

    def record(self, row: HistoryRow) -> None:
        """Take a message that the chat has just delivered, live or while it is replayed.

        It is stored with a later transaction, at the latest with the next snapshot. Those that are stored already are
        ignored. Called in the loop's thread, in the order of delivery.
        """

    def read(
        self,
        job: Callable[[Messages], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        client: str = "",
    ) -> None:
        """Run `job` with all messages recorded so far, and none that are recorded later, in another thread.

        Then `done` or `failed` is called in the loop's thread, never before this method has returned. Jobs run one
        at a time, one of each `client` in turn and those of one in order, also while nothing can be written. After the
        journal has been closed, neither is called.
        """
