"""Users who have lost their connections and try to get others, by the client library's policy."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Final

from besedka.client.backoff import Backoff
from besedka.client.errors import ClientError, HandshakeRefused, ServerUnreachable
from besedka.client.session.returning import NotResumedError, Returning
from besedka.load.checks.tally import Tally
from besedka.load.users.simulated_user import SimulatedUser
from besedka.load.users.stay import Stay

__all__ = ["SESSION_OVER", "Reconnections"]

SESSION_OVER: Final = ("unknown-session", "new-server")
"""Why a session is over for good: codes of refusals to resume it."""

_NOT_YET: Final = ("internal-error", "not-stored")
"""Codes of refusals after which the session is still there."""


class Reconnections:
    """Reconnects users, one task for each, until the run ends.

    `connect(index, stay)` makes one attempt; it returns the user on its new connection, or the reason of the failure.
    `came_back` is called with the user. With `anew`, who cannot go on with a session begins a new one, and
    `began_anew` is called with the user's number.
    """

    def __init__(
        self,
        connect: Callable[[int, Stay], Awaitable[SimulatedUser | str]],
        came_back: Callable[[SimulatedUser], None],
        tally: Tally,
        *,
        anew: bool = False,
        began_anew: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._connect = connect
        self._came_back = came_back
        self._tally = tally
        self._anew, self._began_anew = anew, began_anew
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._attempts: dict[int, _Attempts] = {}

    def __contains__(self, index: int) -> bool:
        """Whether the user tries to get a connection."""
        return index in self._tasks

    def connected(self, index: int) -> None:
        """Note that the user has a connection: how long it lasts decides when the next attempt is made."""
        if index not in self._attempts:
            self._attempts[index] = _Attempts(index, self._connect)
        self._attempts[index].returning.connected()

    def begin(self, user: SimulatedUser, code: int) -> None:
        """Try until the user is in again, or is not to come back; `code` is that of the lost connection's end."""
        self._tasks[user.index] = asyncio.ensure_future(self._reconnect(user, code))

    async def close(self) -> None:
        """Give everybody up, and wait until their attempts have ended."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _reconnect(self, user: SimulatedUser, code: int) -> None:
        stay = user.stay
        anew = False
        try:
            while True:
                if not stay.token:
                    anew = True
                    stay.begin_anew()
                    self._began_anew(user.index)
                outcome = await self._attempts[user.index].make(stay)
                if outcome not in SESSION_OVER or not self._anew:
                    break
                stay.token = ""
            if isinstance(outcome, str):
                self._tally.dropped[outcome] += 1
                user.end_stay()
                return
        except asyncio.CancelledError:
            # Nobody will know what it missed.
            self._tally.dropped[str(code)] += 1
            user.end_stay()
            raise
        finally:
            del self._tasks[user.index]
        if anew:
            self._tally.counts["rejoined"] += 1
        else:
            self._tally.counts["reconnected"] += 1
            self._tally.times["reconnecting"].record(stay.outage)
        self._came_back(outcome)


class _Attempts:
    """The attempts of one user. The times of all its connections decide how soon the next is made."""

    def __init__(self, index: int, connect: Callable[[int, Stay], Awaitable[SimulatedUser | str]]) -> None:
        self._index = index
        self._connect = connect
        self._stay: Stay
        self._user: SimulatedUser
        clock = time.monotonic
        self.returning = Returning(
            self._attempt, lambda _: None, Backoff(), lambda: math.inf, wall=time.time, clock=clock
        )

    async def make(self, stay: Stay) -> SimulatedUser | str:
        """Return the user on its new connection, or why it is not to come back."""
        self._stay = stay
        over = await self.returning.run("")
        return self._user if over is None else over.reason

    async def _attempt(self) -> None:
        outcome = await self._connect(self._index, self._stay)
        if isinstance(outcome, str):
            raise _error(outcome)
        self._user = outcome


def _error(why: str) -> ClientError:
    """Return what the client library would raise."""
    if why in (*SESSION_OVER, *_NOT_YET):
        return NotResumedError(why)
    if why.startswith("HTTP "):
        return HandshakeRefused("", int(why[5:]), why)
    return ServerUnreachable("", why)
