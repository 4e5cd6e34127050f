"""Users who have lost their connections and try to get others, as docs/protocol.md says ("When to try")."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from besedka.client.backoff import Backoff
from besedka.load.checks.tally import Tally
from besedka.load.traffic.simulated_user import SimulatedUser
from besedka.load.traffic.stay import Stay

__all__ = ["SESSION_OVER", "Reconnections"]

SESSION_OVER: Final = ("unknown-session", "new-server")
"""Why a session is over for good: codes of refusals to resume it."""


class Reconnections:
    """Reconnects users, one task for each.

    `connect(index, stay)` makes one attempt; it returns the user on its new connection, or the reason of the failure.
    `came_back` is called with the user. `now` is the run's clock, in microseconds.
    """

    def __init__(
        self,
        connect: Callable[[int, Stay], Awaitable[SimulatedUser | str]],
        came_back: Callable[[SimulatedUser], None],
        tally: Tally,
        now: Callable[[], int],
    ) -> None:
        self._connect = connect
        self._came_back = came_back
        self._tally = tally
        self._now = now
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def __contains__(self, index: int) -> bool:
        """Whether the user tries to get a connection."""
        return index in self._tasks

    def begin(self, user: SimulatedUser, code: int) -> None:
        """Try until the user's session goes on or is over; `code` is the close code of the lost connection."""
        self._tasks[user.index] = asyncio.ensure_future(self._reconnect(user, code))

    async def close(self) -> None:
        """Give everybody up, and wait until their attempts have ended."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _reconnect(self, user: SimulatedUser, code: int) -> None:
        backoff = Backoff()
        try:
            while isinstance(outcome := await self._connect(user.index, user.stay), str):
                if outcome in SESSION_OVER:
                    self._tally.dropped[outcome] += 1
                    user.end_stay()
                    return
                await backoff.wait()
        except asyncio.CancelledError:
            # Nobody will know what it missed.
            self._tally.dropped[str(code)] += 1
            user.end_stay()
            raise
        finally:
            del self._tasks[user.index]
        self._tally.counts["reconnected"] += 1
        self._tally.times["reconnecting"].record(user.stay.outage)
        self._came_back(outcome)
