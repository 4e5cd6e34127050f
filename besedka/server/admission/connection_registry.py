"""All open connections, and what they need from the server: settings, hub, budgets, limits."""

from asyncio import AbstractEventLoop
from collections.abc import Callable
from itertools import count
from typing import Protocol

from besedka.server.admission.admission import Admission
from besedka.server.admission.spare_connections import SpareConnections
from besedka.server.net.addresses import can_be_rebound, is_local, name_in
from besedka.server.net.keepalive import Keepalive
from besedka.server.process.config import Config
from besedka.server.process.counts import Counts
from besedka.server.process.log import Log
from besedka.server.process.readiness import Readiness
from besedka.server.resuming.tokens import WrongTokens, issue
from besedka.server.sessions.budgets import Budgets
from besedka.server.sessions.hub import Hub
from besedka.wire.websocket import is_same_origin

__all__ = ["ConnectionRegistry", "OpenConnection"]

_READ_SIZE = 1 << 16
"""Size in bytes of the shared read buffer. By default, asyncio allocates four times as much for every read,
which costs a busy server an eighth of its time."""


class OpenConnection(Protocol):
    """What the registry needs from a connection: what it speaks, and two ways to end it."""

    kind: str

    def stop(self, code: int) -> None:
        """Close with this close code, after all earlier output."""

    def abort(self) -> None:
        """Close at once; unwritten data is lost."""


class ConnectionRegistry:
    """Keeps the list of connections, and rejects those that there is no room for.

    `boot` distinguishes this run's session identifiers from those of any other run.
    """

    def __init__(
        self, loop: AbstractEventLoop, config: Config, hub: Hub, keepalive: Keepalive, log: Log, boot: str
    ) -> None:
        self.loop = loop
        self.config = config
        self.hub = hub
        self.keepalive = keepalive
        self.log = log
        self.budgets = Budgets(config.flood, loop.time)
        self.browsers = SpareConnections(loop.time)
        self.admission = Admission(loop)
        self.wrong_tokens = WrongTokens(loop.time)
        self.is_local = is_local(config.host)
        """Whether only this machine can reach the server: it listens only at loopback."""
        self.counts = Counts()
        self.readiness = Readiness("ready")
        self.connections: dict[OpenConnection, None] = {}
        self.on_empty: Callable[[], None] | None = None
        """Set by a stopping server: called when the last connection is gone. While set, no connection is admitted."""
        self.incoming = memoryview(bytearray(_READ_SIZE))
        """Read buffer shared by all connections; each copies its bytes before the next read."""
        self._boot = boot
        self._numbers = count(1)

    def admit(self, connection: OpenConnection) -> bool:
        """Add a connection; return False if there is no room even to tell it that the chat is full."""
        config = self.config
        if self.on_empty is not None:
            return False  # The server is stopping.
        if config.max_clients and len(self.connections) >= config.max_clients + config.anteroom:
            self.log.warning("refused", why="too many connections")
            self.counts.refusals["too-many-connections"] += 1
            return False
        self.connections[connection] = None
        return True

    def release(self, connection: OpenConnection) -> None:
        """Remove a connection; idempotent."""
        self.connections.pop(connection, None)
        if not self.connections and self.on_empty is not None:
            self.on_empty()

    def is_ours(self, host: str) -> bool:
        """Return whether a page at this Host can be one of the server's own.

        A page of another site may have had its own name point to this machine (DNS rebinding); its Origin
        then matches its Host, like that of the server's own page. A server that listens only at loopback
        knows its own names and rejects others.
        """
        return not (self.is_local and can_be_rebound(host)) or name_in(host) == name_in(self.config.host)

    def accepts(self, origin: str, host: str) -> bool:
        """Return whether a page with this Origin that requested this Host may join."""
        if self.config.allows_origin(origin):
            return True
        return self.is_ours(host) and is_same_origin(origin, host)

    @property
    def is_full(self) -> bool:
        """Whether the chat accepts no more sessions."""
        return 0 < self.config.max_clients <= self.hub.population

    @property
    def is_crowded(self) -> bool:
        """Whether so many connections are open that unneeded ones should be closed."""
        return 0 < self.config.max_clients <= len(self.connections)

    def new_token(self) -> str | None:
        """Return a token for a session that can be resumed; None if no session can."""
        return issue(self.hub.life) if self.config.grace else None

    def new_session_id(self) -> str:
        """Return an identifier that was never used before."""
        return f"{self._boot}-{next(self._numbers)}"
