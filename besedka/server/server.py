"""One node of the chat: its parts put together, its port opened, started and stopped."""

import asyncio
import time
from collections.abc import Callable

from besedka.chat import Rules
from besedka.journal import Commit, Journal, MemoryJournal, NotStored
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.connections.connection import Connection
from besedka.server.net.addresses import is_local
from besedka.server.net.keepalive import Keepalive
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.sessions.chat_connection import GOING_AWAY
from besedka.server.sessions.hub import Hub

__all__ = ["Server"]

_NODE = "node"
"""What the one node is called in the journal."""

_BACKLOG = 4096
"""Connections that may wait in the operating system until they are accepted."""

_AT_ONCE = 16
"""Connections accepted in one turn of the loop. asyncio takes as many as its `backlog` before anybody can be refused,
which would starve the others and use up the files that are kept in reserve."""

_POLITE = 3.0
"""Seconds that a stopping server waits for its peers to hang up."""


def _wall_clock() -> int:
    return time.time_ns() // 1_000_000


class Server:
    """One node.

    `boot` makes this run's session identifiers unique; `clock` is wall time in milliseconds, UTC.
    """

    def __init__(
        self, config: Config, log: Log, boot: str, *, clock: Callable[[], int] = _wall_clock
    ) -> None:
        self._config = config
        self._log = log
        self._boot = boot
        self._clock = clock
        self._listener: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin the node's life in the journal, and listen.

        Raises `OSError` when the address cannot be had, and `UnicodeError` for a host that cannot be a name.
        """
        loop, config = asyncio.get_running_loop(), self._config
        self._hub = Hub(
            loop,
            self._make_journal,
            Rules(max_text=config.max_message),
            self._log,
            node=_NODE,
            life=self._boot,
            outbox_bound=config.outbox,
            total_bound=config.total_outbox,
        )
        await self._hub.started.wait()
        self._keepalive = Keepalive(loop, config.keepalive)
        self._registry = ConnectionRegistry(loop, config, self._hub, self._keepalive, self._log, self._boot)
        self._listener = await self._listen(config.port)
        if len({listening.getsockname()[1] for listening in self._listener.sockets}) > 1:
            # A host of several addresses and a free port: the same one for all of them.
            port = self.port
            self._listener.close()
            self._listener = await self._listen(port)
        # What is checked goes by what is listened at, and not by the name that it was asked for by.
        self._registry.is_local = all(
            is_local(listening.getsockname()[0]) for listening in self._listener.sockets
        )
        self._keepalive.start()
        self._log.info("started", host=config.host, port=self.port, journal="memory")

    async def _listen(self, port: int) -> asyncio.Server:
        listener = await asyncio.get_running_loop().create_server(
            lambda: Connection(self._registry), self._config.host, port, backlog=_AT_ONCE
        )
        for listening in listener.sockets:
            with listening.dup() as same:
                same.listen(_BACKLOG)
        return listener

    def _make_journal(self, commit: Commit, _not_stored: NotStored) -> Journal:
        return MemoryJournal(self._clock, commit)

    @property
    def port(self) -> int:
        """The port that is listened at."""
        if self._listener is None:
            raise RuntimeError("the server has not been started")
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    @property
    def durable(self) -> bool:
        """Whether what is said here outlives the server."""
        return self._hub.durable

    async def stop(self, hurry: asyncio.Event) -> None:
        """Tell everybody, close every connection properly, and abort those that are left after three seconds, or in a
        `hurry`."""
        if self._listener is None:
            return
        # `wait_closed` is not called: since Python 3.12 it waits for every connection, frozen peers included.
        self._listener.close()
        self._keepalive.stop()
        self._registry.admission.close()
        self._hub.stop()
        empty = asyncio.Event()
        self._registry.on_empty = empty.set
        for connection in list(self._registry.connections):
            connection.stop(GOING_AWAY)
        if self._registry.connections:
            await _first_of(empty, hurry, timeout=_POLITE)
        left = list(self._registry.connections)
        for connection in left:
            connection.abort()
        await asyncio.sleep(0)
        await self._hub.close()
        self._log.info("stopped", aborted=len(left))


async def _first_of(*events: asyncio.Event, timeout: float) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waits, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
