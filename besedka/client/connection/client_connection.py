"""One WebSocket connection as an asyncio protocol: passes bytes to and from `besedka.wire`, unaware of the chat."""

import asyncio
import os
import time
from collections.abc import Callable
from typing import Final, Protocol, cast

from besedka.chat.language.text import clean
from besedka.client.connection.liveness import Decision, LivenessMonitor
from besedka.wire.websocket import (
    ClientHandshake,
    Closed,
    HandshakeFailed,
    NotHttp,
    Opened,
    Role,
    TextMessage,
    WebSocket,
    WebSocketState,
)

__all__ = ["ClientConnection", "ConnectionListener"]

_MAX_REASON: Final = 200
"""Characters kept of a reason. A Close frame has room for 123 bytes (RFC 6455, 5.5.1), an HTTP body for more."""
_MAX_MESSAGE: Final = 1 << 24
"""Bytes of one message: 16 MiB. A server configured for large texts, or an older one, may send large messages.

The default of Node's `ws` is 100 MiB, of Python's `websockets` 1 MiB."""


class ConnectionListener(Protocol):
    """Callbacks for the events of a link. Called from the event loop, in the order of the bytes received."""

    def opened(self, subprotocol: str | None) -> None:
        """The handshake is done."""

    def refused(self, status: int | None, why: str) -> None:
        """The server refused the handshake; `ended` follows."""

    def not_http(self, said: str) -> None:
        """The server does not speak HTTP; `said` is the first line that it sent. `ended` follows."""

    def message_received(self, text: str) -> None:
        """A text message arrived."""

    def ended(self, code: int, reason: str, *, clean: bool) -> None:
        """The link has ended: always the last call. Nothing more arrives or can be sent.

        `code` is a WebSocket close code.
        """


class ClientConnection(asyncio.Protocol):
    """A client connection, from the opening handshake until the transport is closed.

    A silent server is pinged after 30 seconds and given up 20 seconds later, with code 1006. After the machine has
    slept, it is pinged at once and given up 5 seconds later (`LivenessMonitor`; `wall` is a clock that keeps running
    during sleep). While reading is paused (`pause`), received bytes stay undecoded and the kernel's buffers fill, so
    that TCP flow control stops the server.
    """

    def __init__(
        self,
        handshake: ClientHandshake,
        listener: ConnectionListener,
        *,
        liveness: LivenessMonitor | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._handshake: ClientHandshake | None = handshake
        self._request = handshake.request
        self._socket = WebSocket(Role.CLIENT, max_message_bytes=_MAX_MESSAGE, new_mask=lambda: os.urandom(4))
        self._listener = listener
        self._liveness, self._wall = liveness or LivenessMonitor(), wall
        self.heard_at = 0.0
        """When the last bytes arrived, in seconds by `wall`."""
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle
        self._made = False
        self._paused = False
        self._ended = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._gone: asyncio.Future[None] = self._loop.create_future()

    # -- for the owner ----------------------------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        """Whether a text message can be sent now."""
        return not (self._handshake or self._ended or self._socket.closed or self._socket.close_sent)

    def send(self, text: str) -> None:
        """Send a text message. The link must be `open`."""
        self._write(self._socket.send_text(text))

    async def drain(self) -> None:
        """Wait until the transport's buffer has room. Returns at once if the link has ended."""
        await self._writable.wait()

    def pause(self) -> None:
        """Stop reading."""
        if not self._paused and not self._transport.is_closing():
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Resume reading. Bytes that arrived earlier are delivered from the next loop iteration on."""
        if self._paused:
            self._paused = False
            self._liveness.received(self._loop.time())
            if not self._transport.is_closing():
                self._transport.resume_reading()
            self._loop.call_soon(self._deliver)

    def probe(self) -> None:
        """Ping the server now, and give it up after 5 seconds without a sign of life. Does nothing while paused."""
        if self.open and not self._paused:
            self._liveness.probe(self._loop.time())
            self._write(self._socket.send_ping())

    async def close(self, timeout: float, code: int = 1000) -> None:
        """Perform the closing handshake; abort if it is not done after `timeout` seconds.

        Never raises. Calling it again has no effect.
        """
        if self.open:
            self._write(self._socket.close(code))
            self.resume()
        elif self._handshake is not None:
            self.abort("closed before it was open")
        done, _ = await asyncio.wait({self._gone}, timeout=timeout)
        if not done:
            self.abort("the server did not close")

    def abort(self, why: str) -> None:
        """Abort the connection at once."""
        self._end(1006, why, clean=False)
        if self._made:
            self._transport.abort()

    # -- asyncio ----------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the opening handshake."""
        self._transport = cast("asyncio.Transport", transport)
        self._made = True
        self._write(self._request)
        self.heard_at = self._wall()
        self._liveness.begin(self._loop.time(), self.heard_at)
        self._schedule_check()

    def data_received(self, data: bytes) -> None:
        """Feed received bytes to the decoder and deliver what they complete."""
        self._liveness.received(self._loop.time())
        self.heard_at = self._wall()
        (self._handshake or self._socket).receive(data)
        self._deliver()

    def eof_received(self) -> None:
        """Note the end of the stream; asyncio then closes our side as well."""
        (self._handshake or self._socket).receive_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        """Deliver what arrived earlier, call `ended`, and release the callers of `drain` and `close`."""
        (self._handshake or self._socket).receive_eof()
        self._paused = False
        self._deliver()
        self._end(1006, str(exc) if exc else "the connection was closed", clean=False)
        self._timer.cancel()
        self._writable.set()
        self._gone.set_result(None)

    def pause_writing(self) -> None:
        """The transport's buffer exceeded its high-water mark: `drain` waits from now on."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The transport's buffer fell below its low-water mark: `drain` returns."""
        self._writable.set()

    # -- inside -----------------------------------------------------------------------------------------------------

    def _write(self, data: bytes) -> None:
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def _deliver(self) -> None:
        """Deliver complete events until there are none or the listener pauses the link."""
        if self._handshake is not None and (self._ended or not self._read_handshake(self._handshake)):
            return
        while not self._paused and not self._ended:
            event = self._socket.next_event()
            if event is None:
                break
            if isinstance(event, TextMessage):
                self._listener.message_received(event.text)
            elif isinstance(event, Closed):
                self._end(event.code, event.reason, clean=event.clean)
        self._write(self._socket.take_outgoing())
        if self._socket.closed:
            self._transport.close()

    def _read_handshake(self, handshake: ClientHandshake) -> bool:
        answer = handshake.next_event()
        if isinstance(answer, Opened):
            self._handshake = None
            self._socket.receive(handshake.trailing)
            self._listener.opened(answer.subprotocol)
            return True
        if isinstance(answer, NotHttp):
            said = _presentable(_first_line(answer.said))
            self._listener.not_http(said)
            self.abort(f"this is no HTTP: {said}")
        elif isinstance(answer, HandshakeFailed):
            if handshake.state is not WebSocketState.LOST:  # LOST: the connection ended without an answer
                said = _presentable(_first_line(answer.body))
                self._listener.refused(answer.status, said or _presentable(answer.why))
            self.abort(answer.why)
        return False

    def _end(self, code: int, reason: str, *, clean: bool) -> None:
        if not self._ended:
            self._ended = True
            self._listener.ended(code, _presentable(reason), clean=clean)

    def _schedule_check(self) -> None:
        self._timer = self._loop.call_later(
            self._liveness.until_next_check(self._loop.time()), self._check_liveness
        )

    def _check_liveness(self) -> None:
        """Ping or give up a silent server. Does not count the time while paused or during the handshake."""
        now = self._loop.time()
        if self._paused or self._handshake is not None:
            self._liveness.received(now)
        decision = self._liveness.check(now, self._wall())
        if decision is Decision.GIVE_UP:
            self.abort("the server does not answer")
        elif not self._ended:
            if decision is Decision.PING and self.open and not self._paused:
                self._write(self._socket.send_ping())
            self._schedule_check()


def _first_line(said: bytes) -> str:
    return said.decode("utf-8", "replace").strip().partition("\n")[0]


def _presentable(words: str) -> str:
    """Sanitize a reason sent by the server: one line, no control characters, at most `_MAX_REASON` characters."""
    return clean(words, newline=False)[:_MAX_REASON].strip()
