"""A lost connection, from the loss until the chat is reached again."""

from collections.abc import Callable
from typing import Final

from besedka.client.terminal.session.view import Notices

__all__ = ["Absence"]

_NOTICE_DELAY: Final = 1.0
"""Seconds; a connection that is back within them was never missed (`connecting_notice.NOTICE_DELAY`)."""


class Absence:
    """Knows since when the connection is lost, and tells the user once it has lasted for a second.

    `later(seconds, call)` schedules a call; `now` returns milliseconds since the epoch by a clock that keeps running
    while the machine sleeps.
    """

    def __init__(
        self, notices: Notices, later: Callable[[float, Callable[[], None]], object], now: Callable[[], int]
    ) -> None:
        self._notices, self._later, self._now = notices, later, now
        self._since: int | None = None
        self._losses = 0
        self._told = False

    def begin(self, since: int | None = None) -> None:
        """Note the loss; `since`: the time of the last sign of life, by default now. No effect during an absence."""
        if self._since is not None:
            return
        self._since = self._now() if since is None else since
        self._losses += 1
        loss = self._losses
        self._later(_NOTICE_DELAY, lambda: self.tell() if self._losses == loss else None)

    def tell(self) -> None:
        """Tell the user of the loss, unless that was done or there is none."""
        if self._since is not None and not self._told:
            self._told = True
            self._notices.lost()

    def end(self) -> int:
        """Note the return; return the milliseconds that the absence has lasted, 0 without one."""
        away = 0 if self._since is None else max(self._now() - self._since, 0)
        self._since, self._told = None, False
        return away
