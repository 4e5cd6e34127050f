"""One TCP connection: tells by its first bytes what it speaks, and becomes that."""

import re
import socket
from asyncio import BaseTransport, BufferedProtocol, TimerHandle, Transport
from contextlib import suppress
from typing import cast

from besedka.chat.events import Refused
from besedka.dialects import PLAIN_LINES, Dialect
from besedka.server.conversation import Conversation
from besedka.server.exchange import Exchange, Joining
from besedka.server.links import LineLink, Link
from besedka.server.network import network_of
from besedka.server.reception import Reception
from besedka.wire.lines import encode_line
from besedka.wire.sniff import Kind, is_http_line, sniff

__all__ = ["Connection"]

_GREETING_DELAY = 0.5
"""Seconds of silence after which somebody sits behind `nc` and waits for us to begin."""

_PATIENCE = 10.0
"""Seconds for a whole HTTP request, or for a first line."""

_LINGER = 1.0
"""Seconds for a peer to hang up first: closing over unread bytes would reset the connection, and lose our last
words."""

_DEADLINE = 5.0
"""Seconds for a peer to read our last words; then the connection is aborted."""

# RFC 854: IAC, a command, and for some of them an option. A telnet that introduces itself has not said anything yet.
_SAYS_NOTHING = re.compile(rb"(?:[\r\n\0]|\xff[\xfb-\xfe].|\xff[\xf0-\xf9])*", re.DOTALL).fullmatch


class Connection(BufferedProtocol):
    """Sniffs, greets the silent, and passes bytes to the exchange (HTTP) or the conversation (chat) that it has
    become."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._loop = reception.loop
        self._first = b""
        self._exchange: Exchange | None = None
        self.conversation: Conversation | None = None
        self._heard_all = False
        self._finishing = False
        self._abort_timer: TimerHandle | None = None
        self._timers: list[TimerHandle] = []

    # What asyncio calls.

    def connection_made(self, transport: BaseTransport) -> None:
        """Somebody is there."""
        self._transport = cast("Transport", transport)
        with suppress(OSError):  # Some systems refuse to tune what is already gone.
            _tune(transport.get_extra_info("socket"), self._reception.config.send_buffer)
        if not self._reception.admit(self):
            self._transport.abort()
            return
        self._timers = [
            self._loop.call_later(_GREETING_DELAY, self._greet_the_silent),
            self._loop.call_later(_PATIENCE, self._lose_patience),
        ]

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - a hint
        """Where to put what comes: one place for all connections, since it is copied before the next one is asked."""
        return self._reception.incoming

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes came."""
        self.receive(bytes(self._reception.incoming[:nbytes]))

    def receive(self, data: bytes) -> None:
        """The peer sent something."""
        if self._finishing:
            return
        if self.conversation is not None:
            self.conversation.receive(data)
        elif self._exchange is not None:
            self._exchange.receive(data)
        else:
            self._first += data
            self._become(sniff(self._first))

    def eof_received(self) -> bool:
        """The peer sends nothing more, and may still be reading: answer what it asked."""
        self._heard_all = True
        if self._finishing:
            self._transport.close()
        elif self.conversation is not None:
            self.conversation.receive_eof()
        elif self._exchange is None and self._first and not is_http_line(self._first):
            self._chat_by_lines()
            self.eof_received()
        else:
            self._transport.close()
        return True

    def pause_writing(self) -> None:
        """The peer does not read as fast as we write."""
        if self.conversation is not None:
            self.conversation.set_writable(False)

    def resume_writing(self) -> None:
        """The peer has caught up."""
        if self.conversation is not None:
            self.conversation.set_writable(True)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why does not matter to anybody
        """Nobody is there any more."""
        self._stop_timers()
        self._finishing = True
        if self._abort_timer is not None:
            self._abort_timer.cancel()
        if self.conversation is not None:
            self._stop_asking()
            self.conversation.lose()
            self._reception.budgets.take_back(_network(self._transport), self.conversation.budget)
        self._reception.release(self)

    # What the others call.

    def hang_up(self) -> None:
        """Everything has been said: close once the peer has read it, and at the latest in a few seconds."""
        if self._finishing:
            return
        if self._abort_timer is None:
            self._abort_timer = self._loop.call_later(_DEADLINE, self._transport.abort)
        if self.conversation is not None and not self.conversation.over:
            return
        self._finishing = True
        self._stop_timers()
        if self._heard_all or self._transport.is_closing():
            self._transport.close()
            return
        self._transport.resume_reading()
        with suppress(OSError):  # The peer may be gone without our having been told so yet.
            self._transport.write_eof()
        self._timers = [self._loop.call_later(_LINGER, self._transport.close)]

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

    def _become(self, kind: Kind) -> None:
        if kind is Kind.HTTP:
            self._exchange = Exchange(self._reception, self._transport, self._converse, self.hang_up)
            self._exchange.receive(self._first)
        elif kind is Kind.LINES:
            self._chat_by_lines()
        elif kind is Kind.TLS:
            self._reception.log.info("refused", why="tls on a plain port")
            self._transport.abort()

    def _greet_the_silent(self) -> None:
        if self._exchange is None and self.conversation is None and _SAYS_NOTHING(self._first):
            self._chat_by_lines()

    def _lose_patience(self) -> None:
        if self._exchange is not None:
            self._exchange.time_out()
        else:
            self._chat_by_lines()

    def _chat_by_lines(self) -> None:
        config = self._reception.config
        if self._reception.is_full:
            notice = Refused("chat-full", {"limit": config.max_clients})
            self._transport.write(
                encode_line(PLAIN_LINES.write(notice, self._reception.hub.now(), config.language))
            )
            self.hang_up()
            return
        link = LineLink(config.max_message_bytes)
        self._converse(link, PLAIN_LINES, Joining(), self._first)

    def _converse(self, link: Link, dialect: Dialect, joining: Joining, first: bytes) -> None:
        reception = self._reception
        network = _network(self._transport)
        self._stop_timers()
        self._first = b""
        self._exchange = None
        self.conversation = Conversation(self._loop, self._transport, reception.hub, link, self.hang_up)
        self.conversation.start(
            reception.new_session_id(),
            dialect,
            joining.language or reception.config.language,
            reception.budgets.give(network),
            network=network,
            name=joining.name,
        )
        self._stop_asking = reception.keepalive.add(self.conversation.check_alive)
        if joining.refused is not None:
            self.conversation.object(joining.refused)
        if first:
            self.conversation.receive(first)

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers = []


def _network(transport: Transport) -> str:
    peer = transport.get_extra_info("peername")
    return network_of(peer[0] if peer else "")


def _tune(peer: socket.socket, send_buffer: int) -> None:
    """Small answers at once, a bounded send buffer, and word of a peer that vanished without one."""
    options = [
        (socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    ]
    for name, seconds in (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):  # not everywhere under these names
            options.append((socket.IPPROTO_TCP, getattr(socket, name), seconds))
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        options.append((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 60_000))
    for level, option, value in options:
        peer.setsockopt(level, option, value)
