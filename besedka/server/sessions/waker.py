"""Wakes the chat when something is due."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

from besedka.chat import Origin
from besedka.chat.language.commands import Tick
from besedka.journal import Journal

__all__ = ["Waker"]

_NAP = 30.0
"""Seconds that the monotonic timer sleeps at the most: a suspended machine does not count them, but its wall clock
goes on."""


class Waker:
    """Appends a `Tick` when the chat's next due time has come.

    The monotonic clock decides when to wake: a wall clock that is set back delays nothing, because the tick then
    brings the due time with it. A wall clock that went ahead is noticed within half a minute.
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
        """The due time for which a tick is in the journal, and has not come back."""
        self._deadline = 0.0
        self._timer: TimerHandle | None = None
        self._stopped = False

    def rearm(self) -> None:
        """Look at the chat's next due time again; to be called after every entry."""
        due = self._next_due()
        if due == self._due and self._awaited is None:
            return  # As nearly always.
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

    def wake_again(self) -> None:
        """Note that the tick that was asked for has come, or will not: from here on, another may be needed."""
        self._awaited = None
        self.rearm()

    def stop(self) -> None:
        """Append no tick any more, whatever is committed from here on."""
        self._stopped = True
        self._due = None
        self._cancel()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _sleep(self) -> None:
        left = max(0.0, self._deadline - self._loop.time())
        self._timer = self._loop.call_later(min(left, _NAP), self._wake)

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
