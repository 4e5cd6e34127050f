"""The users of one process: they join, some leave and return, and at the end what they heard is checked."""

import asyncio
import errno
import os
import ssl
from typing import Final

from besedka.client.connecting import LATE_HANDSHAKE_PAUSES
from besedka.client.deadline import within
from besedka.dialects.dialect import SUBPROTOCOLS
from besedka.load.checks.delivery_check import SentStreams
from besedka.load.checks.tally import Tally, slot_width
from besedka.load.traffic.frame_reader import FrameReader
from besedka.load.traffic.job import Job, microseconds
from besedka.load.traffic.request_texts import request_text
from besedka.load.traffic.simulated_user import LATE, SimulatedUser, WorkerContext
from besedka.load.traffic.workload import absences
from besedka.wire.websocket import ClientHandshake

__all__ = ["UserPool"]

_SECOND: Final = 1_000_000
_MAX_CONNECTING: Final = 200
"""Connections being made concurrently; more would only wait in the server's backlog."""

_ENTER_TIMEOUT: Final = 20.0
"""Seconds from starting a connection to the welcome; TCP's fifth attempt to connect comes after 15 (RFC 6298)."""
_RETRY_PAUSES: Final = LATE_HANDSHAKE_PAUSES
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
        self._gate = asyncio.Semaphore(_MAX_CONNECTING)
        self._churn: list[asyncio.Task[None]] = []
        self._tls = ssl.create_default_context() if job.target.address.secure else None

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
        self._churn = [asyncio.ensure_future(self._churn_user(user, at)) for user in churners]

    async def settle(self) -> None:
        """Stop all leaving and returning; return when all its tasks have ended."""
        for task in self._churn:
            task.cancel()
        await asyncio.gather(*self._churn, return_exceptions=True)

    async def drain(self, said: SentStreams, patience: float) -> None:
        """Wait until everything sent has arrived, or nothing has for `patience` seconds; then check."""
        waiting = list(self.users.values())
        began = self.now()
        while self.now() < max(began, self.tally.last) + patience * _SECOND:
            waiting = [
                user
                for user in waiting
                if user.present and (user.unanswered or not user.check.is_complete(said))
            ]
            if not waiting:
                break
            await asyncio.sleep(_POLL_INTERVAL)
        for user in self.users.values():
            self.tally.counts["unanswered"] += user.unanswered
            user.check.close(said if user.present else None)
        self.tally.errors.settle(said)

    async def leave(self) -> None:
        """Close all connections at once, so that few users are left to be notified; abort those still open."""
        for user in self.users.values():
            user.close()
        await asyncio.sleep(_POLL_INTERVAL)
        for user in self.users.values():
            user.abort()
        await asyncio.sleep(0)  # lets the transports close their sockets

    async def _enter_later(self, user: int, due: int) -> None:
        await self._sleep_until(due)
        await self._connect_user(user, due, whole=True)

    async def _connect_user(self, index: int, due: int, *, whole: bool) -> None:
        user: SimulatedUser | None = None
        async with self._gate:
            try:
                user = await within(_ENTER_TIMEOUT, self._connect(index, whole=whole))
                why = await user.entered
            except asyncio.TimeoutError:
                why = "timeout"
            except OSError as error:
                why = errno.errorcode.get(error.errno or 0, type(error).__name__)
        if user is not None and why is None:
            self.users[index] = user
            self.tally.enter(due, self.now())
            if not whole:
                self.tally.counts["returned"] += 1
        else:
            self.tally.failed[why or "handshake"] += 1

    async def _connect(self, index: int, *, whole: bool) -> SimulatedUser:
        """Connect a user; return it when joining has succeeded or failed. A late handshake is retried."""
        for pause in (*_RETRY_PAUSES, None):
            user = SimulatedUser(index, self.context, self._handshake(index), whole=whole)
            try:
                why = await self._open(user)
            except BaseException:
                user.leave(None)
                user.abort()
                raise
            if why != LATE or pause is None:
                break
            await asyncio.sleep(pause)
        return user

    async def _open(self, user: SimulatedUser) -> str | None:
        target = self.job.target
        await asyncio.get_running_loop().create_connection(
            lambda: user,
            target.ip,
            target.address.port,
            ssl=self._tls,
            server_hostname=target.address.host if self._tls else None,
        )
        return await user.entered

    def _handshake(self, index: int) -> ClientHandshake:
        address = self.job.target.address
        return ClientHandshake(
            host=address.authority,
            target=address.target(name=self.job.name(index), lang="en"),
            key=os.urandom(16),
            subprotocols=() if self.context.plain else SUBPROTOCOLS,
        )

    async def _churn_user(self, index: int, begin: int) -> None:
        farewell = request_text(self.job.scenario.dialect, "exit")
        for absence in absences(self.job.scenario, index):
            await self._sleep_until(begin + absence.leaves)
            user = self.users.pop(index, None)
            if user is not None and user.present:
                user.leave(farewell if absence.politely else None)
                self.tally.counts["departures"] += 1
            try:
                await self._sleep_until(begin + absence.returns)
            finally:
                if user is not None:
                    user.abort()
            await self._connect_user(index, self.now(), whole=False)

    async def _sleep_until(self, moment: int) -> None:
        await asyncio.sleep(max(0, moment - self.now()) / _SECOND)
