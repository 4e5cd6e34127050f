"""A lost connection, from the loss until the chat is reached again."""

from collections.abc import Callable
from typing import Final

from besedka.client.terminal.session.view import Notices

__all__ = ["Absence"]

_NOTICE_DELAY: Final = 1.0
"""Seconds; a connection that is back within them was never missed (`connecting_notice.NOTICE_DELAY`)."""
_FLAPPING: Final = 60_000
"""Milliseconds after a return within which another loss is told only when it lasts: one line per loss of a bad network
would push the chat off the screen. Chosen."""
_LASTING: Final = 15.0
"""Seconds after which such a loss is told; the others are told of an absence then (docs/protocol.md, "Gone")."""
_BEAT: Final = 2.0
_STOP: Final = 10_000
"""Milliseconds between two beats after which the process has been stopped; a busy machine delays one by less."""
_FOUND_AFTER_STOP: Final = 60_000
"""Milliseconds after the process was continued within which a loss began with the stop: the patience with a server
that does not answer (`LivenessMonitor`), and a little more."""


class Absence:
    """Knows since when the connection is lost, and tells the user once that has lasted for a second.

    Of losses that follow one another within a minute, only the first is told so soon; the others after 15 seconds.

    A process that is stopped, or whose machine sleeps, is away from that moment on, even if the connection broke later:
    a beat every few seconds notices that it did not run. `later(seconds, call)` schedules a call; `now` returns
    milliseconds since the epoch by a clock that keeps running while the machine sleeps.
    """

    def __init__(
        self, notices: Notices, later: Callable[[float, Callable[[], None]], object], now: Callable[[], int]
    ) -> None:
        self._notices, self._later, self._now = notices, later, now
        self._since: int | None = None
        self._losses = 0
        self._told = False
        self._returned: int | None = None
        """The time of the last return after a loss that was told, or would have been without a return before it."""
        self._ran = self._continued = now()
        self._stopped: int | None = None
        self._beat()

    def begin(self, since: int | None = None, *, told: bool = False) -> None:
        """Note the loss; no effect during an absence.

        `since`: the time of the last sign of life, by default now. `told`: the user is told by the caller.
        """
        if self._since is not None:
            return
        self._notice_stop()
        self._since = self._ran if since is None else since
        if self._stopped is not None and self._ran - self._continued < _FOUND_AFTER_STOP:
            self._since = min(self._since, self._stopped)
        self._told = told
        self._losses += 1
        loss = self._losses
        self._later(
            _LASTING if self._is_flapping() else _NOTICE_DELAY,
            lambda: self.tell() if self._losses == loss else None,
        )

    def tell(self) -> None:
        """Tell the user of the loss, unless that was done or there is none."""
        if self._since is not None and not self._told:
            self._told = True
            self._notices.lost()

    def end(self) -> int:
        """Note the return; return the milliseconds that the absence has lasted, 0 without one."""
        away = 0 if self._since is None else max(self._now() - self._since, 0)
        if self._told or self._is_flapping():
            self._returned = self._now()
        self._since, self._told = None, False
        self._stopped = None
        return away

    def _is_flapping(self) -> bool:
        return self._returned is not None and self._now() - self._returned < _FLAPPING

    def _beat(self) -> None:
        self._notice_stop()
        self._later(_BEAT, self._beat)

    def _notice_stop(self) -> None:
        """Note when the process stopped and was continued, if it did not run for longer than a beat explains."""
        before, self._ran = self._ran, self._now()
        if self._ran - before > _STOP:
            self._stopped, self._continued = before, self._ran
