"""One TCP connection: tells by its first bytes what it speaks, and becomes that."""

import asyncio
import socket
import typing
from asyncio import BaseTransport, TimerHandle, Transport
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from besedka.chat.language.events import Refused
from besedka.dialects import PLAIN_LINES, Dialect, Request
from besedka.server.admission.admission_queue import AwaitingAdmission
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.connections.detection import ProtocolDetection
from besedka.server.connections.greeting import Greeting
from besedka.server.http.http_connection import HttpConnection, Joining
from besedka.server.net.addresses import network_of
from besedka.server.net.socket_state import peek, round_trip
from besedka.server.sessions.chat_connection import TRY_AGAIN_LATER, ChatConnection
from besedka.server.sessions.framing import LineLink, Link
from besedka.wire.sniff import DetectedProtocol

__all__ = ["Connection"]

_LINGER = 1.0
"""Seconds for a peer to hang up first: closing over unread bytes would reset the connection, and lose our last
words. (nginx calls that a lingering close, and waits 5 seconds for more bytes.)"""

_DEADLINE = 5.0
"""Seconds for a peer to read our last words; then the connection is aborted."""


class Stage(typing.Protocol):
    """What a connection is at a time: `ProtocolDetection`, `HttpConnection`, `Greeting`, `AwaitingAdmission`, or
    `ChatConnection`."""

    def receive(self, data: bytes) -> None:
        """Take the bytes that the peer sent."""

    def receive_eof(self) -> None:
        """Called once when the peer sends nothing more; it may still be reading: answer what it asked."""

    def set_writable(self, writable: bool) -> None:
        """Called when the transport's buffer is full (False), and when it has drained (True)."""

    def lose(self) -> None:
        """Called once when the connection is closed: let go of timers and of places in queues."""


class Connection(asyncio.BufferedProtocol):
    """Passes bytes to what the connection has become, and ends it properly."""

    def __init__(self, registry: ConnectionRegistry) -> None:
        self._registry = registry
        self._loop = registry.loop
        self._stage: Stage | None = None
        self.chat_connection: ChatConnection | None = None
        self._heard_all = False
        self._finishing = False
        self._timers: list[TimerHandle] = []
        self._stop_asking: Callable[[], object] = _nothing

    # What asyncio calls.

    def connection_made(self, transport: BaseTransport) -> None:
        """Called by asyncio when the connection is open; one that there is no room for is aborted."""
        self._transport = cast("Transport", transport)
        with suppress(OSError):  # Some systems refuse to tune what is already gone.
            _tune(transport.get_extra_info("socket"), self._registry.config.send_buffer)
        if not self._registry.admit(self):
            self._transport.abort()
            return
        peer = transport.get_extra_info("peername")
        self._network = network_of(peer[0] if peer else "")
        self._stage = ProtocolDetection(
            self._loop,
            is_spare=lambda: self._registry.browsers.are_at(self._network),
            round_trip=lambda: round_trip(transport),
            has_more=lambda: peek(transport) is not None,
            settle=self._become,
            hang_up=self.hang_up,
        )

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - a hint
        """Return where asyncio is to read to: one place for all, since it is copied before the next read."""
        return self._registry.incoming

    def buffer_updated(self, nbytes: int) -> None:
        """Called by asyncio when so many bytes have been read into the buffer."""
        self.receive(bytes(self._registry.incoming[:nbytes]))

    def receive(self, data: bytes) -> None:
        """Pass the peer's bytes to the stage; after `hang_up` they are dropped."""
        if self._stage is not None and not self._finishing:
            self._stage.receive(data)

    def eof_received(self) -> bool:
        """Called by asyncio when the peer sends nothing more; the transport stays open for answers."""
        self._heard_all = True
        if self._stage is None or self._finishing:
            self._transport.close()
        else:
            self._stage.receive_eof()
        return True

    def pause_writing(self) -> None:
        """Called by asyncio when the transport's buffer is over its high-water mark."""
        if self._stage is not None:
            self._stage.set_writable(False)

    def resume_writing(self) -> None:
        """Called by asyncio when the transport's buffer is under its low-water mark again."""
        if self._stage is not None:
            self._stage.set_writable(True)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why does not matter to anybody
        """Called by asyncio once when the connection is closed: gives back all that it held."""
        for timer in self._timers:
            timer.cancel()
        self._finishing = True
        if self._stage is not None:
            self._stage.lose()
        if self.chat_connection is not None:
            self._stop_asking()
            self._registry.budgets.take_back(self._network, self.chat_connection.budget)
        self._registry.release(self)
        # These know us, and we them: let go, so that all of it is freed at once and needs no garbage collector.
        self._stage = self.chat_connection = None
        self._stop_asking = _nothing

    # What the others call.

    def hang_up(self) -> None:
        """Close once the peer has read what was written, and at the latest in a few seconds (`_DEADLINE`)."""
        if self._finishing:
            return
        if not self._timers:
            self._timers.append(self._loop.call_later(_DEADLINE, self._transport.abort))
        if self.chat_connection is not None and not self.chat_connection.over:
            return
        self._finishing = True
        if self._heard_all or self._transport.is_closing():
            self._transport.close()
            return
        self._transport.resume_reading()
        with suppress(OSError):  # The peer may be gone without our having been told so yet.
            self._transport.write_eof()
        self._timers.append(self._loop.call_later(_LINGER, self._transport.close))

    def stop(self, code: int) -> None:
        """Close because the server stops: a chat with this close code, anything else at once."""
        if self.chat_connection is not None:
            self.chat_connection.close(code)
        else:
            self._transport.close()

    def abort(self) -> None:
        """Close at once; what was not written yet is lost."""
        self._transport.abort()

    # Becoming something.

    def _become(self, kind: DetectedProtocol, first: bytes) -> None:
        if kind is DetectedProtocol.HTTP:
            self._stage = HttpConnection(
                self._registry, self._transport, self._network, self._join, self.hang_up
            )
            self._stage.receive(first)
        elif kind is DetectedProtocol.LINES:
            link = LineLink(self._registry.config.wire_limit)
            self._stage = Greeting(
                self._registry,
                self._transport,
                link,
                lambda request, rest: self._join(link, PLAIN_LINES, Joining(), rest, request),
                self.hang_up,
            )
            self._stage.receive(first)
            if self._heard_all and self._stage is not None:
                self._stage.receive_eof()
        else:
            self._turn_away(kind)

    def _turn_away(self, kind: DetectedProtocol) -> None:
        """End a connection that speaks nothing that we do: TLS, or bytes that are no text."""
        if kind is DetectedProtocol.TLS:
            self._registry.log.info("refused", why="tls on a plain port")
            self._transport.abort()
            return
        self._registry.log.info("refused", why="bytes that are no text")
        self._say_last(LineLink(0), PLAIN_LINES, Refused("bad-encoding"))

    def _join(
        self, link: Link, dialect: Dialect, joining: Joining, rest: bytes, request: Request | None = None
    ) -> None:
        """Come into the chat, when the admission allows it, with what was asked for and the `rest` behind it."""

        def enter(data: bytes) -> None:
            if self._registry.is_full:
                self._be_too_late(link, dialect)
            else:
                self._converse(link, dialect, joining, request, data)

        waiting = AwaitingAdmission(
            self._registry.admission,
            self._network,
            self._transport,
            enter,
            self.hang_up,
            first=rest,
            asked=request is not None or link.has_more,
        )
        self._stage = waiting
        waiting.begin()

    def _be_too_late(self, link: Link, dialect: Dialect) -> None:
        """End a connection that was admitted when the chat had become full."""
        limit = self._registry.config.max_clients
        self._registry.log.info("refused", why="the chat is full", option="--max-clients")
        self._say_last(link, dialect, Refused("chat-full", {"limit": limit}))

    def _say_last(self, link: Link, dialect: Dialect, refused: Refused) -> None:
        """Say why there is no chat: in words to who came by lines, by its code to a WebSocket; and hang up."""
        self._stage = None
        if dialect is PLAIN_LINES:
            now, language = self._registry.hub.now(), self._registry.config.language
            self._transport.write(link.frame(dialect.write(refused, now, language)))
        else:
            self._transport.write(link.goodbye(TRY_AGAIN_LATER))
        self.hang_up()

    def _converse(
        self, link: Link, dialect: Dialect, joining: Joining, request: Request | None, data: bytes
    ) -> None:
        registry = self._registry
        self._stage = self.chat_connection = ChatConnection(
            self._loop,
            self._transport,
            registry.hub,
            link,
            self.hang_up,
            bytes_a_message=registry.config.bytes_a_message,
        )
        self.chat_connection.start(
            registry.new_session_id(),
            dialect,
            joining.language or registry.config.language,
            registry.budgets.give(self._network),
            network=self._network,
            name=joining.name,
            numbered=joining.numbered,
        )
        self._stop_asking = registry.keepalive.add(self.chat_connection.check_alive)
        if joining.refused is not None:
            self.chat_connection.ask(Request(joining.refused))
        if request is not None:
            self.chat_connection.ask(request)
        self.chat_connection.receive(data)
        if self._heard_all:
            self.chat_connection.receive_eof()


def _nothing() -> None:
    """Stand for `_stop_asking` while no keepalive is running."""


def _tune(peer: socket.socket, send_buffer: int) -> None:
    """Set the socket's options: no delay of small writes, a bounded send buffer, TCP keepalive."""
    options = [
        (socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        # RFC 854: a telnet sends its Data Mark as urgent; out of line, the IAC before it would swallow a letter.
        (socket.SOL_SOCKET, socket.SO_OOBINLINE, 1),
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    ]
    for name, seconds in (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):  # not everywhere under these names
            options.append((socket.IPPROTO_TCP, getattr(socket, name), seconds))
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        options.append((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000))
    for level, option, value in options:
        peer.setsockopt(level, option, value)
