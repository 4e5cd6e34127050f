"""All open connections, and what each of them needs of the server: settings, hub, budgets, limits."""

from asyncio import AbstractEventLoop
from collections.abc import Callable
from itertools import count
from typing import Protocol

from besedka.server.admission.admission import Admission
from besedka.server.admission.spare_connections import SpareConnections
from besedka.server.net.addresses import can_be_rebound, is_local, name_in
from besedka.server.net.keepalive import Keepalive
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.sessions.budgets import Budgets
from besedka.server.sessions.hub import Hub
from besedka.wire.websocket import is_same_origin

__all__ = ["ConnectionRegistry", "OpenConnection"]

_READ_AT_ONCE = 1 << 16
"""Bytes. asyncio's own way makes room for four times as many anew for each read, which costs a busy server an eighth
of its time."""


class OpenConnection(Protocol):
    """What the registry needs of a connection: two ways to end it."""

    def stop(self, code: int) -> None:
        """Close with this close code, behind everything that was said before."""

    def abort(self) -> None:
        """Close at once; what was not written yet is lost."""


class ConnectionRegistry:
    """Keeps the list of connections, and refuses those that there is no room for.

    `boot` tells this run's session identifiers from any other's.
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
        self.is_local = is_local(config.host)
        """Whether only this machine can reach it: it listens at loopback alone."""
        self.connections: dict[OpenConnection, None] = {}
        self.on_empty: Callable[[], None] | None = None
        """Set by a server that stops: called when the last connection is gone; nobody is admitted any more."""
        self.incoming = memoryview(bytearray(_READ_AT_ONCE))
        """What one read of any connection brings, until the connection has taken it."""
        self._boot = boot
        self._numbers = count(1)

    def admit(self, connection: OpenConnection) -> bool:
        """Add a connection; returns False when there is no room even to tell it that the chat is full."""
        config = self.config
        if self.on_empty is not None:
            return False  # The server stops, and has said its goodbyes.
        if config.max_clients and len(self.connections) >= config.max_clients + config.anteroom:
            self.log.warning("refused", why="too many connections")
            return False
        self.connections[connection] = None
        return True

    def release(self, connection: OpenConnection) -> None:
        """Remove a connection; idempotent."""
        self.connections.pop(connection, None)
        if not self.connections and self.on_empty is not None:
            self.on_empty()

    def is_ours(self, host: str) -> bool:
        """Whether a page under this Host can be one of ours.

        A page of some other site may have had its own name point to this machine (DNS rebinding); then its Origin
        matches its Host, and so does ours. Who listens at loopback alone knows its names, and that this is none.
        """
        return not (self.is_local and can_be_rebound(host)) or name_in(host) == name_in(self.config.host)

    def accepts(self, origin: str, host: str) -> bool:
        """Whether a page of this Origin, that asked for this Host, may join."""
        if self.config.allows_origin(origin):
            return True
        return self.is_ours(host) and is_same_origin(origin, host)

    @property
    def is_full(self) -> bool:
        """Whether the chat takes nobody more."""
        return 0 < self.config.max_clients <= self.hub.population

    @property
    def is_crowded(self) -> bool:
        """Whether so many connections are open that none should stay that is not needed."""
        return 0 < self.config.max_clients <= len(self.connections)

    def new_session_id(self) -> str:
        """Return an identifier that was never given before."""
        return f"{self._boot}-{next(self._numbers)}"
