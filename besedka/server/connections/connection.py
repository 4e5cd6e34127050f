"""One TCP connection: detects its protocol from the first bytes and switches to the matching stage."""

import asyncio
from asyncio import BaseTransport, TimerHandle, Transport
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, cast

from besedka.chat.language.events import Refused
from besedka.dialects import PLAIN_LINES, Dialect, Request
from besedka.server.admission.admission_queue import AwaitingAdmission
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.connections.detection import ProtocolDetection
from besedka.server.connections.greeting import Greeting
from besedka.server.connections.introduction import Introduction
from besedka.server.http.http_connection import HttpConnection, Joining
from besedka.server.net.addresses import network_of
from besedka.server.net.socket_options import tune
from besedka.server.net.socket_state import peek, round_trip
from besedka.server.sessions.chat_connection import TRY_AGAIN_LATER, ChatConnection
from besedka.server.sessions.framing import LineLink, Link
from besedka.server.sessions.session import Session
from besedka.wire.sniff import DetectedProtocol

__all__ = ["Connection"]

_LINGER_TIMEOUT = 1.0
"""Seconds to wait for the peer to disconnect first: closing with unread bytes would reset the connection and
lose the final output. (nginx calls this a lingering close, and waits 5 seconds for more bytes.)"""

_CLOSE_TIMEOUT = 5.0
"""Seconds for the peer to read the final output; then the connection is aborted."""


class Stage(Protocol):
    """The current stage of a connection: `ChatConnection`, or one of those before it (`_become`, `_enter`, `_join`)."""

    def receive(self, data: bytes) -> None:
        """Process bytes received from the peer."""

    def receive_eof(self) -> None:
        """Called once at the peer's EOF. The peer may still be reading, so pending requests are answered."""

    def set_writable(self, writable: bool) -> None:
        """Called when the transport's buffer is full (False) and when it has drained (True)."""

    def lose(self) -> None:
        """Called once when the connection is closed. Cancels timers and leaves queues."""


class Connection(asyncio.BufferedProtocol):
    """Passes bytes to the current stage, and closes the connection cleanly."""

    def __init__(self, registry: ConnectionRegistry) -> None:
        self._registry = registry
        self._loop = registry.loop
        self.kind = "undetected"
        self._stage: Stage | None = None
        self.chat_connection: ChatConnection | None = None
        self._heard_all = self._finishing = False
        self._timers: list[TimerHandle] = []
        self._stop_asking: Callable[[], object] = _nothing

    # Called by asyncio.

    def connection_made(self, transport: BaseTransport) -> None:
        """Called by asyncio when the connection is open; aborts it if there is no room."""
        self._transport = cast("Transport", transport)
        with suppress(OSError):  # Some systems refuse options on a closed socket.
            tune(transport.get_extra_info("socket"), self._registry.config.send_buffer)
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
        """Return the buffer for asyncio to read into: shared by all, since it is copied before the next read."""
        return self._registry.incoming

    def buffer_updated(self, nbytes: int) -> None:
        """Called by asyncio when `nbytes` bytes were read into the buffer."""
        self._registry.counts.received_bytes += nbytes
        self.receive(bytes(self._registry.incoming[:nbytes]))

    def receive(self, data: bytes) -> None:
        """Pass the peer's bytes to the current stage; after `hang_up` they are dropped."""
        if self._stage is not None and not self._finishing:
            self._stage.receive(data)

    def eof_received(self) -> bool:
        """Called by asyncio at the peer's EOF; the transport stays open for responses."""
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

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio once when the connection is closed; releases everything it held."""
        for timer in self._timers:
            timer.cancel()
        self._finishing = True
        if self.chat_connection is not None:
            self._stop_asking()  # The system waits for acknowledgements as we do for pongs: TCP_USER_TIMEOUT.
            self.chat_connection.lose("timeout" if isinstance(exc, TimeoutError) else "lost")
        elif self._stage is not None:
            self._stage.lose()
        self._registry.release(self)
        # Break reference cycles, so that everything is freed at once, without the garbage collector.
        self._stage = self.chat_connection = None
        self._stop_asking = _nothing

    # Called by other parts of the server.

    def hang_up(self) -> None:
        """Close once the peer has read what was written, at the latest after `_CLOSE_TIMEOUT`."""
        if self._finishing:
            return
        if not self._timers:
            self._timers.append(self._loop.call_later(_CLOSE_TIMEOUT, self._transport.abort))
        if self.chat_connection is not None and not self.chat_connection.over:
            return
        self._finishing = True
        if self._heard_all or self._transport.is_closing():
            self._transport.close()
            return
        self._transport.resume_reading()
        with suppress(OSError):  # The peer may be gone without asyncio having noticed yet.
            self._transport.write_eof()
        self._timers.append(self._loop.call_later(_LINGER_TIMEOUT, self._transport.close))

    def stop(self, code: int) -> None:
        """Close because the server stops: a chat connection with this close code, anything else at once."""
        if self.chat_connection is not None:
            self.chat_connection.close(code)
        else:
            self._transport.close()

    def abort(self) -> None:
        """Close at once; unwritten data is lost."""
        self._transport.abort()

    # Changing the stage.

    def _become(self, kind: DetectedProtocol, first: bytes) -> None:
        self.kind = "http" if kind is DetectedProtocol.HTTP else "lines"
        if kind is DetectedProtocol.HTTP:
            self._stage = HttpConnection(
                self._registry, self._transport, self._network, self._enter, self.hang_up
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
        """End a connection with an unsupported protocol: TLS, or binary data."""
        if kind is DetectedProtocol.TLS:
            self._registry.log.info("refused", why="tls on a plain port")
            self._transport.abort()
            return
        self._registry.log.info("refused", why="bytes that are no text")
        self._say_last(LineLink(0), PLAIN_LINES, Refused("bad-encoding"))

    def _enter(self, link: Link, dialect: Dialect, joining: Joining, rest: bytes) -> None:
        """Enter the chat, or wait for the first message of a connection whose session outlives it."""
        self.kind = f"websocket_{dialect.name}"
        if not joining.resumable:
            self._join(link, dialect, joining, rest)
            return

        def resumed(chat: ChatConnection, session: Session, data: bytes) -> None:
            self._stage = self.chat_connection = chat
            chat.go_on(session)
            self._converse(chat, joining, None, data)

        self._stage = introduction = Introduction(
            self._registry,
            self._transport,
            link,
            self._network,
            joining.language or self._registry.config.language,
            join=lambda data: self._join(link, dialect, joining, data),
            make_chat=lambda: self._make_chat_connection(link),
            resumed=resumed,
            hang_up=self.hang_up,
        )
        introduction.receive(rest)

    def _join(
        self, link: Link, dialect: Dialect, joining: Joining, rest: bytes, request: Request | None = None
    ) -> None:
        """Enter the chat once admission allows it, with the `request` (if any) and the `rest` of the input."""

        def enter(data: bytes) -> None:
            if self._registry.is_full:
                self._be_too_late(link, dialect)
            else:
                self._begin(link, dialect, joining, request, data)

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
        """End a connection that was admitted after the chat had become full."""
        self._registry.log.info("refused", why="the chat is full", option="--max-clients")
        self._say_last(link, dialect, Refused("chat-full", {"limit": self._registry.config.max_clients}))

    def _say_last(self, link: Link, dialect: Dialect, refused: Refused) -> None:
        """Report the refusal, as text on a line connection or as a close code on a WebSocket, and disconnect."""
        self._stage = None
        self._registry.counts.refusals[refused.code] += 1
        if dialect is PLAIN_LINES:
            now, language = self._registry.hub.now(), self._registry.config.language
            self._transport.write(link.frame(dialect.write(refused, now, language)))
        else:
            self._transport.write(link.goodbye(TRY_AGAIN_LATER))
        self.hang_up()

    def _begin(
        self, link: Link, dialect: Dialect, joining: Joining, request: Request | None, data: bytes
    ) -> None:
        registry = self._registry
        self._stage = self.chat_connection = chat = self._make_chat_connection(link)
        chat.start(
            registry.new_session_id(),
            dialect,
            joining.language or registry.config.language,
            name=joining.name,
            numbered=joining.numbered,
            bot=joining.bot,
            token=registry.new_token() if joining.resumable else None,
        )
        self._converse(chat, joining, request, data)

    def _make_chat_connection(self, link: Link) -> ChatConnection:
        return ChatConnection(
            self._loop,
            self._transport,
            self._registry.hub,
            self._registry.budgets,
            self._network,
            link,
            self.hang_up,
            bytes_a_message=self._registry.config.bytes_a_message,
        )

    def _converse(self, chat: ChatConnection, joining: Joining, request: Request | None, data: bytes) -> None:
        self._stop_asking = self._registry.keepalive.add(chat.check_alive)
        if joining.refused is not None:
            chat.ask(Request(joining.refused))
        if request is not None:
            chat.ask(request)
        chat.receive(data)
        if self._heard_all:
            chat.receive_eof()


def _nothing() -> None:
    """Placeholder for `_stop_asking` while no keepalive is running."""
