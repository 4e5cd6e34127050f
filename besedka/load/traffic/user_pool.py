"""The users of one process: they join, some leave and return, and at the end what they heard is checked."""

import asyncio
import itertools
from collections.abc import Callable
from typing import Final

from besedka.load.checks.delivery_check import SentStreams
from besedka.load.checks.posts_in_flight import PostsInFlight
from besedka.load.checks.tally import Tally, slot_width
from besedka.load.scenario.job import Job, microseconds
from besedka.load.traffic.request_texts import request_text
from besedka.load.traffic.workload import absences
from besedka.load.users.connector import Connector
from besedka.load.users.frame_reader import FrameReader
from besedka.load.users.reconnections import SESSION_OVER, Reconnections
from besedka.load.users.simulated_user import SimulatedUser
from besedka.load.users.stay import Stay
from besedka.load.users.worker_context import WorkerContext

__all__ = ["UserPool"]

_SECOND: Final = 1_000_000
_CONFIRM_SECONDS: Final = 20
_POLL_INTERVAL: Final = 0.02
"""Seconds between checks whether everything has arrived."""


class UserPool:
    """The users of one job. `now` counts microseconds since the run's epoch."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.users: dict[int, SimulatedUser] = {}
        self.tally = Tally(slot_width(job.scenario.duration))
        self.said = SentStreams()
        scenario = job.scenario
        reader = FrameReader(job.run, scenario.dialect, scenario.senders)
        plain = scenario.dialect == "plain"
        self.context = WorkerContext(reader, self.tally, self.said, scenario.senders, plain, self.now)
        self.context.on_lost, self.context.on_back = self._lost, self._back
        self.context.reconnects = scenario.reconnect
        self.context.posts = PostsInFlight() if scenario.posters else None
        self.on_anew: Callable[[int], None] = lambda _: None
        """Called with the number of a user whose session is over, before it begins another one."""
        self._connector = Connector(job, self.context)
        self._churn: list[asyncio.Task[None]] = []
        self._reconnections = Reconnections(
            self._connector.connect_again,
            self._register,
            self.tally,
            anew=scenario.reconnect,
            began_anew=self._begin_anew,
        )
        self._confirming: asyncio.Task[None] | None = None
        self._farewell = request_text(scenario.dialect, "exit")

    def now(self) -> int:
        """Return the time of the run's clock."""
        return microseconds() - self.job.epoch

    async def enter(self) -> None:
        """Let all users join, evenly spread over the ramp; return when each has joined or failed."""
        scenario = self.job.scenario
        await asyncio.gather(
            *(
                self._enter_later(user, int(scenario.ramp * _SECOND * user / scenario.users))
                for user in self.job.users
            )
        )

    def begin(self, at: int) -> None:
        """Start counting at this time of the run's clock, and let the churners leave and return."""
        self.tally.begin = at
        churners = [user for user in self.job.users if user >= self.job.scenario.stayers]
        self._confirming = asyncio.ensure_future(self._confirm())
        self._churn = [asyncio.ensure_future(self._churn_user(user, at)) for user in churners]

    async def settle(self) -> None:
        """Stop all leaving and returning; return when all its tasks have ended."""
        for task in self._churn:
            task.cancel()
        await asyncio.gather(*self._churn, return_exceptions=True)

    async def drain(self, said: SentStreams, patience: float) -> None:
        """Wait until everything sent has arrived, or nothing has for `patience` seconds; then check."""
        waiting = list(self.users)
        began = self.now()
        while self.now() < max(began, self.tally.last) + patience * _SECOND:
            waiting = [index for index in waiting if self._lacks(index, said)]
            if not waiting:
                break
            await asyncio.sleep(_POLL_INTERVAL)
        await self._reconnections.close()
        for user in self.users.values():
            self.tally.counts["unanswered"] += user.unanswered
            user.check.close(said if user.present else None)
            self.tally.counts["never-back"] += user.stay.blackout is not None
        self.tally.errors.settle(said)

    def _lacks(self, index: int, said: SentStreams) -> bool:
        user = self.users[index]
        here = user.present and (user.unanswered > 0 or not user.check.is_complete(said))
        return here or index in self._reconnections

    async def leave(self) -> None:
        """Close all connections at once, so that few users are left to be notified; abort those still open."""
        if self._confirming is not None:
            self._confirming.cancel()
        await self._reconnections.close()
        for user in self.users.values():
            user.close(self._farewell)
        await asyncio.sleep(_POLL_INTERVAL)
        for user in self.users.values():
            user.abort()
        await asyncio.sleep(0)  # lets the transports close their sockets

    async def _enter_later(self, user: int, due: int) -> None:
        await self._sleep_until(due)
        await self._connect_user(user, due, whole=True)

    async def _connect_user(self, index: int, due: int, *, whole: bool) -> None:
        outcome = await self._connector.connect(index, self.context.new_stay(index, whole=whole))
        if isinstance(outcome, str):
            self.tally.failed[outcome] += 1
            return
        self._register(outcome)
        self.tally.enter(due, self.now())
        if not whole:
            self.tally.counts["returned"] += 1

    async def _churn_user(self, index: int, begin: int) -> None:
        for absence in absences(self.job.scenario, index):
            await self._sleep_until(begin + absence.leaves)
            if index in self._reconnections:
                continue  # Its connection is lost anyhow.
            user = self.users.pop(index, None)
            stay = None
            if user is not None and user.present:
                self.tally.counts["departures"] += 1
                if absence.politely:
                    user.leave(self._farewell)
                else:
                    stay = user.cut()
            await self._return(index, user, stay, begin + absence.returns)

    async def _return(self, index: int, user: SimulatedUser | None, stay: Stay | None, moment: int) -> None:
        """Come back at this moment: as the same session, if that goes on without a connection."""
        try:
            await self._sleep_until(moment)
            outcome = "" if stay is None else await self._connector.connect(index, stay)
        except asyncio.CancelledError:
            if stay is not None:
                stay.check.close()
            raise
        finally:
            if user is not None:
                user.abort()
        if isinstance(outcome, SimulatedUser):
            self._register(outcome)
            self.tally.enter(moment, self.now())
            self.tally.counts["returned"] += 1
        elif user is None or stay is None or outcome in SESSION_OVER:
            if stay is not None:
                stay.check.close()
            await self._connect_user(index, self.now(), whole=False)
        else:  # There is no connection to be had at present.
            stay.lost_at = self.now()
            self._register(user)

    async def _confirm(self) -> None:
        """Let each user confirm every 20 seconds what it has seen, a part of them in each second."""
        for second in itertools.count():
            await asyncio.sleep(1)
            for index, user in list(self.users.items()):
                if index % _CONFIRM_SECONDS == second % _CONFIRM_SECONDS:
                    user.confirm()

    def _lost(self, user: SimulatedUser, code: int) -> None:
        if self.users.get(user.index) is not user or user.index in self._reconnections:
            return
        if self.job.scenario.reconnect and user.stay.black_out():
            self.tally.count_loss(user.stay.lost_at)
        self._reconnections.begin(user, code)

    def _back(self, user: SimulatedUser) -> None:
        self.users[user.index] = user

    def _begin_anew(self, index: int) -> None:
        self.on_anew(index)

    def _register(self, user: SimulatedUser) -> None:
        self.users[user.index] = user
        self._reconnections.connected(user.index)
        if user.away:  # Its connection was lost again before we got to know of it.
            self._lost(user, 1006)
        elif self.context.posts is not None and user.present:
            self.context.posts.came(user.index)

    async def _sleep_until(self, moment: int) -> None:
        await asyncio.sleep(max(0, moment - self.now()) / _SECOND)
