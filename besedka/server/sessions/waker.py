"""Wakes the chat when something is due."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

from besedka.chat import Origin
from besedka.chat.language.commands import Tick
from besedka.journal import Journal

__all__ = ["Waker"]

_MAX_SLEEP = 30.0
"""Seconds of the longest sleep: while a machine is suspended the monotonic clock stops, and the wall clock does not."""


class Waker:
    """Appends a `Tick` when the chat's next due time has come. Three states:

    - *idle*: nothing is due (`_due` and `_awaited` are None).
    - *armed*: a timer runs towards `_due`.
    - *tick pending*: a tick for `_awaited` has been appended, and is not committed yet; nothing earlier needs another.

    It sleeps on the monotonic clock, so a wall clock that is set back delays nothing (the tick carries the due time as
    `not_before`). A wall clock that jumps ahead is noticed within 30 seconds.
    """

    def __init__(
        self, loop: AbstractEventLoop, journal: Journal, origin: Origin, next_due: Callable[[], int | None]
    ) -> None:
        self._loop = loop
        self._origin = origin
        self._journal = journal
        self._next_due = next_due
        self._due: int | None = None
        self._awaited: int | None = None
        """The due time of a tick that has been appended and is not committed yet."""
        self._deadline = 0.0
        self._timer: TimerHandle | None = None
        self._stopped = False

    def rearm(self) -> None:
        """Read the chat's next due time again. Call it after every entry."""
        due = self._next_due()
        if due == self._due and self._awaited is None:
            return  # The common case.
        if self._stopped:
            due = None
        if self._awaited is not None:
            if due is not None and due <= self._awaited:
                return
            self._awaited = None
        if due == self._due:
            return
        self._cancel()
        self._due = due
        if due is not None:
            self._deadline = self._loop.time() + max(0, due - self._journal.now()) / 1000
            self._sleep()

    def finish_tick(self) -> None:
        """The tick was committed, or could not be stored: another one may be appended."""
        self._awaited = None
        self.rearm()

    def stop(self) -> None:
        """Append no more ticks."""
        self._stopped = True
        self._due = None
        self._cancel()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _sleep(self) -> None:
        left = max(0.0, self._deadline - self._loop.time())
        self._timer = self._loop.call_later(min(left, _MAX_SLEEP), self._wake)

    def _wake(self) -> None:
        due = self._due
        if due is None:
            return
        if self._loop.time() < self._deadline and self._journal.now() < due:
            self._sleep()
            return
        self._due = self._timer = None
        self._awaited = due
        self._journal.append(self._origin, Tick(), not_before=due)
