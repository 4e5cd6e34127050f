"""How a simulated user gets a connection: the handshake, the limits to how many try at a time, and why it failed."""

import asyncio
import errno
import os
import ssl
from collections.abc import Coroutine
from typing import Any, Final

from besedka.client.connecting import LATE_HANDSHAKE_PAUSES
from besedka.deadline import within
from besedka.dialects.dialect import SUBPROTOCOLS
from besedka.load.scenario.job import Job
from besedka.load.users.entrance import LATE
from besedka.load.users.simulated_user import SimulatedUser
from besedka.load.users.stay import Stay
from besedka.load.users.worker_context import WorkerContext
from besedka.wire.websocket import ClientHandshake

__all__ = ["Connector"]

_MAX_CONNECTING: Final = 200
"""Connections being made concurrently; more would only wait in the server's backlog."""

_ENTER_TIMEOUT: Final = 20.0
"""Seconds from starting a connection to the welcome; TCP's fifth attempt to connect comes after 15 (RFC 6298)."""

_RETRY_PAUSES: Final = LATE_HANDSHAKE_PAUSES


class Connector:
    """Connects the users of one job. Each attempt returns the user, or the reason of the failure."""

    def __init__(self, job: Job, context: WorkerContext) -> None:
        self._job = job
        self._context = context
        self._gate = asyncio.Semaphore(_MAX_CONNECTING)
        self._tls = ssl.create_default_context() if job.target.address.secure else None

    async def connect(self, index: int, stay: Stay) -> SimulatedUser | str:
        """Connect a user, at most 200 at a time. A late handshake is retried."""
        async with self._gate:
            return await _outcome(self._connect(index, stay))

    async def connect_again(self, index: int, stay: Stay) -> SimulatedUser | str:
        """Make one attempt, as a real client that has lost its connection: it waits for no other one."""
        return await _outcome(self._attempt(index, stay))

    async def _connect(self, index: int, stay: Stay) -> SimulatedUser:
        for pause in _RETRY_PAUSES:
            user = await self._attempt(index, stay)
            if user.entered.result() != LATE:
                return user
            await asyncio.sleep(pause)
        return await self._attempt(index, stay)

    async def _attempt(self, index: int, stay: Stay) -> SimulatedUser:
        user = SimulatedUser(index, self._context, self._handshake(index), stay)
        try:
            await self._open(user)
        except BaseException:
            user.give_up()
            raise
        return user

    async def _open(self, user: SimulatedUser) -> None:
        target = self._job.target
        await asyncio.get_running_loop().create_connection(
            lambda: user,
            target.ip,
            target.address.port,
            ssl=self._tls,
            server_hostname=target.address.host if self._tls else None,
        )
        await user.entered

    def _handshake(self, index: int) -> ClientHandshake:
        address = self._job.target.address
        plain = self._context.plain
        return ClientHandshake(
            host=address.authority,
            target=address.target(name=self._job.name(index), lang="en", resume=None if plain else "1"),
            key=os.urandom(16),
            subprotocols=() if plain else SUBPROTOCOLS,
        )


async def _outcome(attempt: Coroutine[Any, Any, SimulatedUser]) -> SimulatedUser | str:
    try:
        user = await within(_ENTER_TIMEOUT, attempt)
    except asyncio.TimeoutError:
        return "timeout"
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    return user.entered.result() or user
