"""One node of the chat: assembly of its parts, listening, startup and shutdown."""

import asyncio
import time
from collections.abc import Callable

from besedka.chat import Rules
from besedka.journal import Commit, Journal, MemoryJournal, NotStored
from besedka.journal.errors import UnusableError
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
"""The name of the only node in the journal."""

_BACKLOG = 4096
"""Connections that may wait in the operating system to be accepted (the listen backlog)."""

_ACCEPTS_A_TURN = 16
"""Connections accepted per turn of the loop. asyncio accepts up to its `backlog` before any can be refused,
which would starve existing connections and use up the reserved file descriptors."""

_STOP_TIMEOUT = 3.0
"""Seconds that a stopping server waits for its peers to disconnect."""

_CLOSE_TIMEOUT = 30.0
_LAST_CHANCE = 1.0
"""Seconds that a stopping server waits for its journal, and in a hurry."""

_MS_A_SECOND = 1000
_MS_A_MINUTE = 60 * _MS_A_SECOND


def _wall_clock() -> int:
    return time.time_ns() // 1_000_000


class Server:
    """One node.

    `boot` makes this run's session identifiers unique; `clock` returns wall time in milliseconds, UTC.
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
        """Bind the address, begin the node's life in the journal, and listen.

        A server whose address is taken leaves the journal as it is.

        Raises `OSError` if the server cannot listen at the address, `UnicodeError` for a host that is not a valid name,
        and `JournalError` if the journal cannot be opened.
        """
        loop, config = asyncio.get_running_loop(), self._config
        listener = await self._bind()
        try:
            self._hub = self._open_hub()
            await self._hub.started.wait()
        except BaseException:
            listener.close()
            raise
        self._keepalive = Keepalive(loop, config.keepalive)
        self._registry = ConnectionRegistry(loop, config, self._hub, self._keepalive, self._log, self._boot)
        await listener.start_serving()
        for listening in listener.sockets:
            with listening.dup() as same:
                same.listen(_BACKLOG)
        self._listener = listener
        # Based on the addresses actually bound, not on the configured name.
        self._registry.is_local = all(
            is_local(listening.getsockname()[0]) for listening in self._listener.sockets
        )
        self._keepalive.start()
        self._log.info("started", host=config.host, port=self.port, journal=config.journal or "memory")

    def _open_hub(self) -> Hub:
        config = self._config
        late = config.late * _MS_A_MINUTE if config.journal else None
        return Hub(
            asyncio.get_running_loop(),
            self._make_journal,
            Rules(
                max_text=config.max_message,
                max_late=late,
                grace=config.grace * _MS_A_SECOND,
                max_detached=config.max_away,
                max_detached_network=config.max_away_network,
                max_kept=config.max_waiting,
                history_kept=config.history,
                history_bytes=config.history_mib << 20,
            ),
            self._log,
            node=_NODE,
            life=self._boot,
            outbox_bound=config.outbox,
            total_bound=config.total_outbox,
        )

    async def _bind(self) -> asyncio.Server:
        """Bind the address; nobody can connect yet."""
        listener = await self._bind_to(self._config.port)
        ports = [listening.getsockname()[1] for listening in listener.sockets]
        if len(set(ports)) > 1:
            # Port 0 and a host with several addresses: use the same port for all of them.
            listener.close()
            listener = await self._bind_to(ports[0])
        return listener

    async def _bind_to(self, port: int) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(
            lambda: Connection(self._registry),
            self._config.host,
            port,
            backlog=_ACCEPTS_A_TURN,
            start_serving=False,
        )

    def _make_journal(self, commit: Commit, not_stored: NotStored) -> Journal:
        config = self._config
        if config.journal is None:
            return MemoryJournal(self._clock, commit)
        # Imported only if asked for: Python can be built without sqlite3, and importing it takes time.
        try:
            from besedka.journal.sqlite.opening import make_sqlite_journal  # noqa: PLC0415
        except ImportError as error:
            raise UnusableError(error) from error
        retention = (config.retention, config.retention_messages)
        return make_sqlite_journal(config.journal, self._clock, commit, not_stored, self._log, retention)

    @property
    def port(self) -> int:
        """The listening port."""
        if self._listener is None:
            raise RuntimeError("the server has not been started")
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    @property
    def durable(self) -> bool:
        """Whether messages outlive the server."""
        return self._hub.durable

    async def stop(self, hurry: asyncio.Event) -> bool:
        """Announce the stop and close every connection cleanly; return whether the journal has settled everything.

        Connections left after three seconds, or once `hurry` is set, are aborted.
        """
        if self._listener is None:
            return True
        # `wait_closed` is not called: since Python 3.12 it waits for every connection, frozen peers included.
        self._listener.close()
        self._keepalive.stop()
        self._registry.admission.close()
        self._hub.stop()
        if not self._hub.stopped.is_set():
            await _first_of(self._hub.stopped, hurry, timeout=_STOP_TIMEOUT)
        empty = asyncio.Event()
        self._registry.on_empty = empty.set
        for connection in list(self._registry.connections):
            connection.stop(GOING_AWAY)
        if self._registry.connections:
            await _first_of(empty, hurry, timeout=_STOP_TIMEOUT)
        left = list(self._registry.connections)
        for connection in left:
            connection.abort()
        await asyncio.sleep(0)
        settled = await self._close_hub(hurry)
        self._log.info("stopped", aborted=len(left))
        return settled

    async def _close_hub(self, hurry: asyncio.Event) -> bool:
        """Let the journal settle everything, unless it takes too long or there is a hurry."""
        closing = asyncio.ensure_future(self._hub.close())
        hurrying = asyncio.ensure_future(hurry.wait())
        await asyncio.wait({closing, hurrying}, timeout=_CLOSE_TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({closing}, timeout=_LAST_CHANCE)
        hurrying.cancel()
        if closing.done():
            closing.result()
        else:
            closing.cancel()
            self._log.error("journal-unsettled")
        return closing.done()


async def _first_of(*events: asyncio.Event, timeout: float) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waits, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
