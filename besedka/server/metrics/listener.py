"""The listener for metrics, health and readiness: its own address, which no proxy of the chat's address publishes.

It asks for no password. So that nobody who reaches it can delay the chat: it takes few connections, each for one
request and ten seconds, and makes the text of the figures at most ten times a second.

While the journal is read, which keeps the event loop busy, a thread with its own loop answers (`answer_meanwhile`).
"""

import asyncio
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from besedka.server.metrics.helper_thread import HelperThread
from besedka.server.metrics.one_request import OneRequest, Unanswered
from besedka.server.metrics.pages import Pages
from besedka.server.metrics.server_figures import Figures
from besedka.server.net.addresses import is_local
from besedka.server.net.binding import bind
from besedka.server.process.readiness import Readiness

__all__ = ["MetricsAddressError", "MetricsListener"]

_ACCEPTS_A_TURN = 4
_BACKLOG = 64
"""Connections that may wait in the operating system to be accepted: who finds no room there tries again a second
later."""


class MetricsAddressError(Exception):
    """The listener cannot have its address; `reason` is an `OSError` or a `UnicodeError`."""

    def __init__(self, reason: OSError | UnicodeError) -> None:
        super().__init__(str(reason))
        self.reason = reason


class MetricsListener:
    """Listens at an address of its own, from `bind` to `close`."""

    def __init__(
        self, figures: Figures, readiness: Readiness, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pages = Pages(figures, readiness, clock)
        self._connections: dict[OneRequest, None] = {}
        self._unanswered: list[Unanswered] = []
        self._server: asyncio.Server | None = None

    async def bind(self, host: str, port: int) -> None:
        """Bind the address; nobody can connect yet. Raises `MetricsAddressError`."""
        loop = asyncio.get_running_loop()
        try:
            self._server = await bind(
                loop, lambda: self._connect(loop), host, port, accepts_a_turn=_ACCEPTS_A_TURN
            )
        except (OSError, UnicodeError) as error:
            raise MetricsAddressError(error) from error

    def _connect(self, loop: AbstractEventLoop, earlier: Unanswered | None = None) -> OneRequest:
        return OneRequest(loop, self._pages, self._connections, earlier)

    @property
    def port(self) -> int:
        """The listening port. The address must be bound."""
        return int(self._bound.sockets[0].getsockname()[1])

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return all(is_local(listening.getsockname()[0]) for listening in self._bound.sockets)

    @property
    def _bound(self) -> asyncio.Server:
        if self._server is None:
            raise RuntimeError("the metrics have no address")
        return self._server

    async def start(self) -> None:
        """Accept connections on the running loop. Raises `MetricsAddressError`."""
        loop = asyncio.get_running_loop()
        while self._unanswered:
            await self._go_on(loop, self._unanswered.pop())
        try:
            await self._bound.start_serving()
            for listening in self._bound.sockets:
                with listening.dup() as same:
                    same.listen(_BACKLOG)
        except OSError as error:  # Two may bind an address that nobody listens at yet.
            raise MetricsAddressError(error) from error

    async def _go_on(self, loop: AbstractEventLoop, earlier: Unanswered) -> None:
        with suppress(OSError):  # The peer is gone.
            await loop.connect_accepted_socket(lambda: self._connect(loop, earlier), earlier.socket)

    @contextmanager
    def answer_meanwhile(self) -> Iterator[None]:
        """Answer in a thread while the caller keeps the event loop busy; `start` goes on with who has no answer then.

        Raises `MetricsAddressError`.
        """
        try:
            helper = HelperThread(self._bound, self._pages, accepts_a_turn=_ACCEPTS_A_TURN, backlog=_BACKLOG)
        except OSError as error:
            raise MetricsAddressError(error) from error
        try:
            yield
        finally:
            self._unanswered = helper.end()

    def close(self) -> None:
        """Free the address, and cut all connections. Idempotent."""
        for earlier in self._unanswered:
            earlier.socket.close()
        self._unanswered.clear()
        if self._server is not None:
            self._server.close()
            for connection in list(self._connections):
                connection.abort()
            self._server = None
