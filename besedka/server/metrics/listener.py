"""The listener for metrics, health and readiness: its own address, which no proxy of the chat's address publishes.

It asks for no password. So that nobody who reaches it can delay the chat: it takes few connections, each for one
request and ten seconds, and makes the text of the figures at most ten times a second.

While the journal is read, which keeps the event loop busy, a thread with its own loop answers (`answer_meanwhile`).
"""

import asyncio
import json
import threading
import time
from asyncio import AbstractEventLoop, BaseTransport, TimerHandle, Transport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from typing import cast

from besedka import __version__
from besedka.server.http.responses import HttpAnswer, in_words, not_found, of_readiness
from besedka.server.metrics.exposition import CONTENT_TYPE
from besedka.server.metrics.server_figures import Figures
from besedka.server.net.addresses import is_local
from besedka.server.net.binding import bind
from besedka.server.process.readiness import Readiness
from besedka.wire.http import BadRequest, HttpRequest, RequestParser, encode_response

__all__ = ["MetricsAddressError", "MetricsListener"]

_MOST = 16
"""Connections at a time. Prometheus has one."""
_TIMEOUT = 10.0
"""Seconds from the beginning of a connection until it is aborted. (Prometheus gives a scrape 10 by default.)"""
_MAX_AGE = 0.1
"""Seconds for which the same text is given again."""
_ACCEPTS_A_TURN = 4


class MetricsAddressError(Exception):
    """The listener cannot have its address; `reason` is an `OSError` or a `UnicodeError`."""

    def __init__(self, reason: OSError | UnicodeError) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Pages:
    """Answers requests from the figures and the readiness; any one thread at a time may call it."""

    def __init__(self, figures: Figures, readiness: Readiness, clock: Callable[[], float]) -> None:
        self._figures = figures
        self._readiness = readiness
        self._clock = clock
        self._text = b""
        self._made = float("-inf")

    def answer(self, request: HttpRequest) -> HttpAnswer:
        if request.method not in ("GET", "HEAD"):
            return not_found(is_known=request.path in ("/metrics", "/healthz", "/readyz"))
        if request.path == "/metrics":
            return HttpAnswer(200, self._metrics(), (("Content-Type", CONTENT_TYPE),))
        if request.path == "/healthz":
            health = json.dumps({"status": "ok", "version": __version__}).encode() + b"\n"
            return HttpAnswer(200, health, (("Content-Type", "application/json"),))
        if request.path == "/readyz":
            return of_readiness(self._readiness.state)
        return not_found(is_known=False)

    def _metrics(self) -> bytes:
        now = self._clock()
        if now - self._made >= _MAX_AGE:
            self._text, self._made = self._figures.exposition(), now
        return self._text


class _Connection(asyncio.Protocol):
    """Reads one request, answers it, and is over."""

    def __init__(
        self, loop: AbstractEventLoop, pages: _Pages, connections: "dict[_Connection, None]"
    ) -> None:
        self._loop = loop
        self._pages = pages
        self._connections = connections
        self._parser = RequestParser()
        self._timer: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        self._transport = cast("Transport", transport)
        if len(self._connections) >= _MOST:
            self._transport.abort()
            return
        self._connections[self] = None
        self._timer = self._loop.call_later(_TIMEOUT, self.abort)

    def data_received(self, data: bytes) -> None:
        if self._transport.is_closing():
            return
        self._parser.receive(data)
        event = self._parser.next_event()
        if isinstance(event, BadRequest):
            self._write(in_words(event.status, event.reason))
        elif event is not None:
            self._write(self._pages.answer(event), head=event.method == "HEAD")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the reason is not used
        self._connections.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()

    def abort(self) -> None:
        self._transport.abort()

    def _write(self, said: HttpAnswer, *, head: bool = False) -> None:
        headers = [("Date", formatdate(usegmt=True)), *said.headers]
        if not any(name == "Connection" for name, _ in headers):
            headers.append(("Connection", "close"))
        self._transport.write(encode_response(said.status, said.body, headers, head=head))
        self._transport.close()


class MetricsListener:
    """Listens at an address of its own, from `bind` to `close`."""

    def __init__(
        self, figures: Figures, readiness: Readiness, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pages = _Pages(figures, readiness, clock)
        self._connections: dict[_Connection, None] = {}
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

    def _connect(self, loop: AbstractEventLoop) -> _Connection:
        return _Connection(loop, self._pages, self._connections)

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
        try:
            await self._bound.start_serving()
        except OSError as error:  # Two may bind an address that nobody listens at yet.
            raise MetricsAddressError(error) from error

    @contextmanager
    def answer_meanwhile(self) -> Iterator[None]:
        """Answer in a thread while the caller keeps the event loop busy. Connections that are open at the end are cut.

        Raises `MetricsAddressError`.
        """
        helper = _Helper(self._bound, self._pages)
        try:
            yield
        finally:
            helper.end()

    def close(self) -> None:
        """Free the address, and cut all connections. Idempotent."""
        if self._server is not None:
            self._server.close()
            for connection in list(self._connections):
                connection.abort()
            self._server = None


class _Helper:
    """A thread with an event loop of its own, which serves copies of a server's sockets until `end`."""

    def __init__(self, server: asyncio.Server, pages: _Pages) -> None:
        self._pages = pages
        self._sockets = [listening.dup() for listening in server.sockets]
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._begun = threading.Event()
        self._errors: list[OSError] = []
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()
        self._begun.wait()
        if self._errors:
            self._thread.join()
            raise MetricsAddressError(self._errors[0])

    def end(self) -> None:
        """End the thread, and wait for it: it waits for nobody."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._begun.set()
            self._loop.close()

    async def _serve(self) -> None:
        connections: dict[_Connection, None] = {}
        servers: list[asyncio.Server] = []

        def connect() -> _Connection:
            return _Connection(self._loop, self._pages, connections)

        try:
            for listening in self._sockets:
                server = await self._loop.create_server(connect, sock=listening, backlog=_ACCEPTS_A_TURN)
                servers.append(server)
        except OSError as error:
            self._errors.append(error)
            self._over.set()
        self._begun.set()
        await self._over.wait()
        for server in servers:
            server.close()
        for connection in list(connections):
            connection.abort()
        await asyncio.sleep(0)
