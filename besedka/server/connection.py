"""One TCP connection: tells by its first bytes what it speaks, and becomes that."""

import asyncio
import socket
import typing
from asyncio import BaseTransport, TimerHandle, Transport
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from besedka.chat.events import Refused
from besedka.dialects import PLAIN_LINES, Dialect, Request
from besedka.server.conversation import TRY_AGAIN_LATER, Conversation
from besedka.server.exchange import Exchange, Joining
from besedka.server.first_words import FirstWords
from besedka.server.greeting import Greeting
from besedka.server.links import LineLink, Link
from besedka.server.network import network_of
from besedka.server.peek import peek, round_trip
from besedka.server.reception import Reception
from besedka.server.waiting import Waiting
from besedka.wire.sniff import Kind

__all__ = ["Connection"]

_LINGER = 1.0
"""Seconds for a peer to hang up first: closing over unread bytes would reset the connection, and lose our last
words."""

_DEADLINE = 5.0
"""Seconds for a peer to read our last words; then the connection is aborted."""


class Stage(typing.Protocol):
    """What a connection is at a time: listening to first words, an exchange (HTTP), greeted, waiting at the door, or a
    conversation (chat)."""

    def receive(self, data: bytes) -> None:
        """The peer sent something."""

    def receive_eof(self) -> None:
        """The peer sends nothing more, and may still be reading: answer what it asked."""

    def set_writable(self, writable: bool) -> None:
        """The peer reads as fast as we write, or does not."""

    def lose(self) -> None:
        """The connection is gone."""


class Connection(asyncio.BufferedProtocol):
    """Passes bytes to what the connection has become, and ends it properly."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._loop = reception.loop
        self._stage: Stage | None = None
        self.conversation: Conversation | None = None
        self._heard_all = False
        self._finishing = False
        self._timers: list[TimerHandle] = []
        self._stop_asking: Callable[[], object] = _nothing

    # What asyncio calls.

    def connection_made(self, transport: BaseTransport) -> None:
        """Somebody is there."""
        self._transport = cast("Transport", transport)
        with suppress(OSError):  # Some systems refuse to tune what is already gone.
            _tune(transport.get_extra_info("socket"), self._reception.config.send_buffer)
        if not self._reception.admit(self):
            self._transport.abort()
            return
        peer = transport.get_extra_info("peername")
        self._network = network_of(peer[0] if peer else "")
        self._stage = FirstWords(
            self._loop,
            is_spare=lambda: self._reception.browsers.are_at(self._network),
            round_trip=lambda: round_trip(transport),
            has_more=lambda: peek(transport) is not None,
            settle=self._become,
            hang_up=self.hang_up,
        )

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - a hint
        """Where to put what comes: one place for all connections, since it is copied before the next one is asked."""
        return self._reception.incoming

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes came."""
        self.receive(bytes(self._reception.incoming[:nbytes]))

    def receive(self, data: bytes) -> None:
        """The peer sent something."""
        if self._stage is not None and not self._finishing:
            self._stage.receive(data)

    def eof_received(self) -> bool:
        """No more bytes will come."""
        self._heard_all = True
        if self._stage is None or self._finishing:
            self._transport.close()
        else:
            self._stage.receive_eof()
        return True

    def pause_writing(self) -> None:
        """The peer does not read as fast as we write."""
        if self._stage is not None:
            self._stage.set_writable(False)

    def resume_writing(self) -> None:
        """The peer has caught up."""
        if self._stage is not None:
            self._stage.set_writable(True)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why does not matter to anybody
        """Nobody is there any more."""
        for timer in self._timers:
            timer.cancel()
        self._finishing = True
        if self._stage is not None:
            self._stage.lose()
        if self.conversation is not None:
            self._stop_asking()
            self._reception.budgets.take_back(self._network, self.conversation.budget)
        self._reception.release(self)
        # These know us, and we them: let go, so that all of it is freed at once and needs no garbage collector.
        self._stage = self.conversation = None
        self._stop_asking = _nothing

    # What the others call.

    def hang_up(self) -> None:
        """Everything has been said: close once the peer has read it, and at the latest in a few seconds."""
        if self._finishing:
            return
        if not self._timers:
            self._timers.append(self._loop.call_later(_DEADLINE, self._transport.abort))
        if self.conversation is not None and not self.conversation.over:
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
        """The server stops."""
        if self.conversation is not None:
            self.conversation.close(code)
        else:
            self._transport.close()

    def abort(self) -> None:
        """There is no time for politeness."""
        self._transport.abort()

    # Becoming something.

    def _become(self, kind: Kind, first: bytes) -> None:
        if kind is Kind.HTTP:
            self._stage = Exchange(self._reception, self._transport, self._network, self._join, self.hang_up)
            self._stage.receive(first)
        elif kind is Kind.LINES:
            link = LineLink(self._reception.config.wire_limit)
            self._stage = Greeting(
                self._reception,
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

    def _turn_away(self, kind: Kind) -> None:
        """This is no chat, and will not become one."""
        if kind is Kind.TLS:
            self._reception.log.info("refused", why="tls on a plain port")
            self._transport.abort()
            return
        self._reception.log.info("refused", why="bytes that are no text")
        self._say_last(LineLink(0), PLAIN_LINES, Refused("bad-encoding"))

    def _join(
        self, link: Link, dialect: Dialect, joining: Joining, rest: bytes, request: Request | None = None
    ) -> None:
        """Come into the chat, when the door allows it, with what was asked for and the `rest` behind it."""

        def enter(data: bytes) -> None:
            if self._reception.is_full:
                self._be_too_late(link, dialect)
            else:
                self._converse(link, dialect, joining, request, data)

        waiting = Waiting(
            self._reception.door,
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
        """The chat is full."""
        limit = self._reception.config.max_clients
        self._reception.log.info("refused", why="the chat is full", option="--max-clients")
        self._say_last(link, dialect, Refused("chat-full", {"limit": limit}))

    def _say_last(self, link: Link, dialect: Dialect, refused: Refused) -> None:
        """Say why there is no chat: in words to who came by lines, by its code to a WebSocket; and hang up."""
        self._stage = None
        if dialect is PLAIN_LINES:
            now, language = self._reception.hub.now(), self._reception.config.language
            self._transport.write(link.frame(dialect.write(refused, now, language)))
        else:
            self._transport.write(link.goodbye(TRY_AGAIN_LATER))
        self.hang_up()

    def _converse(
        self, link: Link, dialect: Dialect, joining: Joining, request: Request | None, data: bytes
    ) -> None:
        reception = self._reception
        self._stage = self.conversation = Conversation(
            self._loop,
            self._transport,
            reception.hub,
            link,
            self.hang_up,
            bytes_a_message=reception.config.bytes_a_message,
        )
        self.conversation.start(
            reception.new_session_id(),
            dialect,
            joining.language or reception.config.language,
            reception.budgets.give(self._network),
            network=self._network,
            name=joining.name,
            numbered=joining.numbered,
        )
        self._stop_asking = reception.keepalive.add(self.conversation.check_alive)
        if joining.refused is not None:
            self.conversation.ask(Request(joining.refused))
        if request is not None:
            self.conversation.ask(request)
        self.conversation.receive(data)
        if self._heard_all:
            self.conversation.receive_eof()


def _nothing() -> None:
    """There is nobody to ask."""


def _tune(peer: socket.socket, send_buffer: int) -> None:
    """Small answers at once, a bounded send buffer, and word of a peer that vanished without one."""
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
