"""One node of the chat: assembly of its parts, listening, startup and shutdown."""

import asyncio
import time
from collections.abc import Callable

from besedka.chat import Rules
from besedka.journal import Commit, Journal, MemoryJournal, NotStored
from besedka.journal.errors import UnusableError
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.connections.connection import Connection
from besedka.server.metrics.listener import MetricsListener
from besedka.server.metrics.loop_lag import LoopLag
from besedka.server.metrics.server_figures import Figures
from besedka.server.net.addresses import is_local
from besedka.server.net.binding import bind
from besedka.server.net.keepalive import Keepalive
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.process.readiness import Readiness
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
        self._bound: asyncio.Server | None = None
        self._listener: asyncio.Server | None = None
        self._is_open = False
        """Whether the journal is open; then there are `_hub`, `_keepalive` and `_registry`."""
        self.readiness = Readiness()
        self._figures = Figures()
        self._metrics: MetricsListener | None = None
        self._loop_lag: LoopLag | None = None

    async def start(self, hurry: asyncio.Event | None = None) -> None:
        """Bind the address, begin the node's life in the journal, and listen.

        A server whose address is taken leaves the journal as it is. If anything fails, or the task is cancelled, all
        that was opened is released first, as by `stop`; the journal gets less time for it once `hurry` is set.

        Raises `OSError` if the server cannot listen at the address, `UnicodeError` for a host that is not a valid name,
        `MetricsAddressError` if the metrics cannot have theirs, and `JournalError` if the journal cannot be opened.
        """
        config = self._config
        try:
            await self._begin(asyncio.get_running_loop())
        except BaseException:
            await self._release(hurry or asyncio.Event())
            raise
        self.readiness.state = "ready"
        self._log.info("started", host=config.host, port=self.port, journal=config.journal or "memory")

    async def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        config = self._config
        if config.metrics is not None:
            self._metrics = MetricsListener(self._figures, self.readiness)
            await self._metrics.bind(*config.metrics)
        self._bound = listener = await bind(
            loop, lambda: Connection(self._registry), config.host, config.port, accepts_a_turn=_ACCEPTS_A_TURN
        )
        self._hub = self._open_hub_answering_meanwhile()
        self._keepalive = Keepalive(loop, config.keepalive)
        self._registry = ConnectionRegistry(loop, config, self._hub, self._keepalive, self._log, self._boot)
        self._registry.readiness = self.readiness
        self._is_open = True
        if self._metrics is not None:
            await self._metrics.start()
        await self._hub.started.wait()
        self._begin_metrics()
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

    def _open_hub_answering_meanwhile(self) -> Hub:
        """Open the journal, which keeps the loop busy; who asks for the state is answered meanwhile."""
        if self._metrics is None or self._config.journal is None:
            return self._open_hub()
        self.readiness.state = "replaying"
        with self._metrics.answer_meanwhile():
            hub = self._open_hub()
        self.readiness.state = "starting"
        return hub

    def _begin_metrics(self) -> None:
        if self._metrics is None:
            return
        self._registry.counts = self._hub.fanout.counts = self._figures.counts
        self._figures.registry = self._registry
        self._loop_lag = LoopLag(self._registry.loop, self._figures.loop_lag.observe)
        self._loop_lag.start()
        if not self._metrics.is_local:
            self._log.warning(
                "metrics-open", host=(self._config.metrics or ("",))[0], why="there is no password"
            )

    def _free_addresses(self) -> None:
        if self._loop_lag is not None:
            self._loop_lag.stop()
        if self._bound is not None:
            self._bound.close()
        if self._metrics is not None:
            self._metrics.close()

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

    def _make_journal(self, commit: Commit, not_stored: NotStored) -> Journal:
        config = self._config
        on_stored = None
        if config.metrics is not None:
            commit, on_stored = self._figures.counts.count_commits(commit), self._figures.appends.observe
        if config.journal is None:
            return MemoryJournal(self._clock, commit)
        # Imported only if asked for: Python can be built without sqlite3, and importing it takes time.
        try:
            from besedka.journal.sqlite.opening import make_sqlite_journal  # noqa: PLC0415
        except ImportError as error:
            raise UnusableError(error) from error
        retention = (config.retention, config.retention_messages)
        return make_sqlite_journal(
            config.journal, self._clock, commit, not_stored, self._log, retention, on_stored
        )

    @property
    def port(self) -> int:
        """The listening port."""
        if self._listener is None:
            raise RuntimeError("the server has not been started")
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    @property
    def metrics_address(self) -> tuple[str, int] | None:
        """Where the metrics are, with the port that was bound; None if there are none."""
        if self._config.metrics is None or self._metrics is None:
            return None
        return self._config.metrics[0], self._metrics.port

    @property
    def durable(self) -> bool:
        """Whether messages outlive the server."""
        return self._hub.durable

    async def stop(self, hurry: asyncio.Event) -> bool:
        """Announce the stop and close every connection cleanly; return whether the journal has settled everything.

        Connections left after three seconds, or once `hurry` is set, are aborted.
        """
        if self._listener is None:
            self.readiness.state = "stopping"
            return True
        aborted, settled = await self._release(hurry)
        self._log.info("stopped", aborted=aborted)
        return settled

    async def _release(self, hurry: asyncio.Event) -> tuple[int, bool]:
        """End what was begun, in order: the sessions, the journal, the addresses.

        Return how many connections had to be aborted, and whether the journal has settled everything.
        """
        self.readiness.state = "stopping"
        aborted, settled = 0, True
        try:
            # `wait_closed` is not called: since Python 3.12 it waits for every connection, frozen peers included.
            if self._bound is not None:
                self._bound.close()
            if self._is_open:
                self._is_open = False
                aborted = await self._end_sessions(hurry)
                settled = await self._close_hub(hurry)
        finally:
            self._free_addresses()
        return aborted, settled

    async def _end_sessions(self, hurry: asyncio.Event) -> int:
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
        return len(left)

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
