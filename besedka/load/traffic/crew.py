"""The users of one process: they come in, some leave and return, and at the end it is judged what they heard."""

import asyncio
import contextlib
import errno
import os
import ssl
import sys
from typing import Final

from besedka.client.deadline import within
from besedka.dialects.dialect import SUBPROTOCOLS
from besedka.load.checks.checks import Said
from besedka.load.checks.tally import Tally, slot_width
from besedka.load.traffic.job import Job, microseconds
from besedka.load.traffic.phrases import phrase
from besedka.load.traffic.reading import Reader
from besedka.load.traffic.traffic import absences
from besedka.load.traffic.user import LATE, Shared, User
from besedka.wire.websocket import ClientHandshake

__all__ = ["Crew", "raise_file_limit"]

_SECOND: Final = 1_000_000
_AT_ONCE: Final = 200
"""Connections that are being made at a time: more would only wait in the server's queue."""

_ENTER_TIMEOUT: Final = 20.0
_PAUSES: Final = (0.1, 0.2, 0.4, 0.8)
_LOOK: Final = 0.02


class Crew:
    """The users of one job. `now` counts microseconds since the run's epoch."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.users: dict[int, User] = {}
        self.tally = Tally(slot_width(job.scenario.duration))
        self.said = Said()
        scenario = job.scenario
        reader = Reader(job.run, scenario.dialect, scenario.senders)
        plain = scenario.dialect == "plain"
        self.shared = Shared(reader, self.tally, self.said, scenario.senders, plain, self.now)
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._churn: list[asyncio.Task[None]] = []
        self._tls = ssl.create_default_context() if job.target.address.secure else None

    def now(self) -> int:
        """The run's clock."""
        return microseconds() - self.job.epoch

    async def enter(self) -> None:
        """Let all users come in, evenly over the ramp; returns when each is in or has failed."""
        scenario = self.job.scenario
        await asyncio.gather(
            *(
                self._enter_later(user, int(scenario.ramp * _SECOND * user / scenario.users))
                for user in self.job.users
            )
        )

    def begin(self, at: int) -> None:
        """The traffic begins; the churners begin to leave and return."""
        self.tally.begin = at
        churners = [user for user in self.job.users if user >= self.job.scenario.stayers]
        self._churn = [asyncio.ensure_future(self._come_and_go(user, at)) for user in churners]

    async def settle(self) -> None:
        """Nobody leaves or returns any more."""
        for task in self._churn:
            task.cancel()
        await asyncio.gather(*self._churn, return_exceptions=True)

    async def drain(self, said: Said, patience: float) -> None:
        """Wait until all that was said has arrived, or nothing has for `patience` seconds; then judge."""
        waiting = list(self.users.values())
        began = self.now()
        while self.now() < max(began, self.tally.last) + patience * _SECOND:
            waiting = [
                user for user in waiting if user.present and (user.unanswered or not user.ear.has_heard(said))
            ]
            if not waiting:
                break
            await asyncio.sleep(_LOOK)
        for user in self.users.values():
            self.tally.counts["unanswered"] += user.unanswered
            user.ear.close(said if user.present else None)
        self.tally.findings.settle(said)

    async def leave(self) -> None:
        """All users go, at once, so that few are left to be told of it."""
        for user in self.users.values():
            user.close()
        await asyncio.sleep(_LOOK)
        for user in self.users.values():
            user.abort()
        await asyncio.sleep(0)  # the transports say goodbye to their sockets

    async def _enter_later(self, user: int, due: int) -> None:
        await self._sleep_until(due)
        await self._come_in(user, due, whole=True)

    async def _come_in(self, index: int, due: int, *, whole: bool) -> None:
        user: User | None = None
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
            self.tally.counts["returned"] += not whole
        else:
            self.tally.failed[why or "handshake"] += 1

    async def _connect(self, index: int, *, whole: bool) -> User:
        """A user whose coming in has ended in one way or the other; a handshake that was late is tried again."""
        for pause in (*_PAUSES, None):
            user = User(index, self.shared, self._handshake(index), whole=whole)
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

    async def _open(self, user: User) -> str | None:
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
            subprotocols=() if self.shared.plain else SUBPROTOCOLS,
        )

    async def _come_and_go(self, index: int, begin: int) -> None:
        farewell = phrase(self.job.scenario.dialect, "exit")
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
            await self._come_in(index, self.now(), whole=False)

    async def _sleep_until(self, moment: int) -> None:
        await asyncio.sleep(max(0, moment - self.now()) / _SECOND)


def raise_file_limit() -> None:
    """Let this process have as many connections as it may."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Unix only

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wish = 1 << 16 if hard == resource.RLIM_INFINITY else hard
        with contextlib.suppress(
            OSError, ValueError
        ):  # Some systems have a lower limit that they do not tell.
            resource.setrlimit(resource.RLIMIT_NOFILE, (wish, hard))
