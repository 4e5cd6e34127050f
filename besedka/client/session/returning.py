"""Reconnection: when a session that has lost its connection tries to get another one."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from besedka.client.backoff import Backoff
from besedka.client.errors import (
    ClientError,
    HandshakeRefused,
    SessionOver,
)
from besedka.client.local_events import LocalEvent, Reconnecting
from besedka.client.pause import Pause, first_of

__all__ = ["NotResumedError", "Returning"]

_STEADY: Final = 10.0
"""A connection that lasted so many seconds makes the next pauses short ones again."""

_BRIEF: Final = 1.0
"""Of two connections in a row that did not last so many seconds, the second is not replaced at once."""

_STALE: Final = 2.0
"""Seconds after which an attempt is given up for a new one when `wake` is called."""

_TRANSIENT: Final = ("internal-error", "not-stored")


class NotResumedError(ClientError):
    """The server refused to resume the session."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the session was not resumed: {code}")
        self.code = code


class Returning:
    """Tries until the session has a connection again or is over.

    The first attempt is made at once, the others after the pauses of `backoff`; at once again after `wake`, and when
    the machine has slept.

    - `attempt` makes one attempt; it raises an error if that failed.
    - `tell` passes a local event on.
    - `limit` returns the seconds after which to give up, measured by `wall`, a clock that runs while the machine
      sleeps. The last attempt is made when they are over; no pause lasts longer.
    - `clock` returns monotonic seconds.
    """

    def __init__(
        self,
        attempt: Callable[[], Coroutine[Any, Any, None]],
        tell: Callable[[LocalEvent], None],
        backoff: Backoff,
        limit: Callable[[], float],
        *,
        wall: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        self._attempt = attempt
        self._tell = tell
        self._backoff = backoff
        self._limit = limit
        self._wall, self._clock = wall, clock
        self._pause = Pause(backoff, wall=wall, clock=clock)
        self._connected_at = clock()
        self._was_brief = False

    def connected(self) -> None:
        """Note that the session has a connection."""
        self._connected_at = self._clock()

    def wake(self) -> None:
        """Try at once: the network, the screen or the process may be back."""
        self._pause.wake()

    async def run(self, why: str) -> SessionOver | None:
        """Return None when the session has a connection again, otherwise why it is over."""
        lost_at, delay, attempt = self._wall(), self._first_delay(), 1
        while True:
            delay = min(delay, self._remaining(lost_at))
            self._tell(Reconnecting(attempt, delay, why))
            if delay > 0:
                await self._pause.wait(delay)
                self._tell(Reconnecting(attempt, 0.0, why))
            late = self._remaining(lost_at) <= 0
            try:
                await self._try()
            except (ClientError, asyncio.TimeoutError) as error:
                over = _is_over(error)
                why = str(error) or "no answer in time"
                if over is None and late:
                    over = SessionOver("unreachable", why)
                if over is not None:
                    return over
            else:
                return None
            delay, attempt = self._backoff.next_delay(), attempt + 1

    def _remaining(self, lost_at: float) -> float:
        return max(self._limit() - (self._wall() - lost_at), 0.0)

    def _first_delay(self) -> float:
        lasted = self._clock() - self._connected_at
        if lasted >= _STEADY:
            self._backoff.reset()
        was_brief, self._was_brief = self._was_brief, lasted < _BRIEF
        return self._backoff.next_delay() if was_brief and self._was_brief else 0.0

    async def _try(self) -> None:
        while True:
            trying, began = asyncio.ensure_future(self._attempt()), self._clock()
            try:
                while not trying.done():
                    await first_of(_ended(trying), self._pause.woken())
                    if self._clock() - began >= _STALE:
                        break
                if trying.done():
                    return trying.result()
            finally:
                await _give_up(trying)


def _is_over(error: BaseException) -> SessionOver | None:
    """Return the end of the session that a failed attempt means; None if another attempt may succeed."""
    if isinstance(error, NotResumedError):
        if error.code in _TRANSIENT:
            return None
        return SessionOver("new-server" if error.code == "new-server" else "unknown-session", str(error))
    if isinstance(error, HandshakeRefused) and not error.passing:
        over = SessionOver("refused", str(error))
        over.__cause__ = error
        return over
    return None


async def _give_up(task: "asyncio.Future[None]") -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # Marked as retrieved, so that asyncio does not log it.


async def _ended(task: "asyncio.Future[None]") -> None:
    await asyncio.wait({task})
