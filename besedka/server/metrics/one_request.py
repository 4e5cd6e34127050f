"""A connection at the address of the metrics: one request, one answer, and ten seconds for both."""

import asyncio
import socket
from asyncio import AbstractEventLoop, BaseTransport, TimerHandle, Transport
from contextlib import suppress
from email.utils import formatdate
from typing import cast

from besedka.records import record
from besedka.server.http.responses import HttpAnswer, in_words
from besedka.server.metrics.pages import Pages
from besedka.wire.http import BadRequest, RequestParser, encode_response

__all__ = ["MOST", "OneRequest", "Unanswered"]

MOST = 16
"""Connections at a time. Prometheus has one."""
_TIMEOUT = 10.0
"""Seconds from the beginning of a connection until it is aborted. (Prometheus gives a scrape 10 by default.)"""
_LINGER_TIMEOUT = 1.0
_MAX_UNREAD = 1 << 16
"""Seconds, and bytes, for which a peer that was answered may go on: closing with bytes that nobody has read would reset
the connection, and the answer could be lost."""


@record
class Unanswered:
    """A connection that another event loop goes on with: `parser` has what was received, `seconds` are left."""

    socket: socket.socket
    parser: RequestParser
    seconds: float


class OneRequest(asyncio.Protocol):
    """Reads one request, answers it, and is over. What follows the request is dropped.

    `connections` are those of one event loop; one more than `MOST` is aborted. `earlier` is what another event loop has
    begun.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        pages: Pages,
        connections: "dict[OneRequest, None]",
        earlier: Unanswered | None = None,
    ) -> None:
        self._loop = loop
        self._pages = pages
        self._connections = connections
        self._parser = RequestParser() if earlier is None else earlier.parser
        self._seconds = _TIMEOUT if earlier is None else earlier.seconds
        self._deadline: TimerHandle | None = None
        self._linger: TimerHandle | None = None
        self._unread = _MAX_UNREAD

    def connection_made(self, transport: BaseTransport) -> None:
        """Called by asyncio when the connection is open."""
        self._transport = cast("Transport", transport)
        if len(self._connections) >= MOST:
            self._transport.abort()
            return
        self._connections[self] = None
        self._deadline = self._loop.call_later(self._seconds, self.abort)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio with bytes of the peer."""
        if self._linger is not None:
            self._unread -= len(data)
            if self._unread < 0:
                self._transport.close()
        elif not self._transport.is_closing():
            self._parser.receive(data)
            self._read()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the reason is not used
        """Called by asyncio once when the connection is closed."""
        self._connections.pop(self, None)
        for timer in (self._deadline, self._linger):
            if timer is not None:
                timer.cancel()

    def abort(self) -> None:
        """Close at once; what is not written yet is lost."""
        self._transport.abort()

    def give_away(self) -> Unanswered | None:
        """Let go of the connection, and return it for another event loop; None if it is over, or has its answer."""
        given = None
        if self._deadline is not None and self._linger is None and not self._transport.is_closing():
            with suppress(OSError):  # No file descriptor is left.
                same = self._transport.get_extra_info("socket").dup()
                given = Unanswered(same, self._parser, self._deadline.when() - self._loop.time())
        self._transport.abort()
        return given

    def _read(self) -> None:
        event = self._parser.next_event()
        if isinstance(event, BadRequest):
            self._write(in_words(event.status, event.reason))
        elif event is not None:
            self._write(self._pages.answer(event), head=event.method == "HEAD")

    def _write(self, said: HttpAnswer, *, head: bool = False) -> None:
        headers = [("Date", formatdate(usegmt=True)), *said.headers]
        if not any(name == "Connection" for name, _ in headers):
            headers.append(("Connection", "close"))
        self._transport.write(encode_response(said.status, said.body, headers, head=head))
        self._linger = self._loop.call_later(_LINGER_TIMEOUT, self._transport.close)
        self._loop.call_soon(self._end_output)  # A turn later: uvloop has written it then.

    def _end_output(self) -> None:
        # Where something is left, its length tells the peer where it ends.
        if not (self._transport.is_closing() or self._transport.get_write_buffer_size()):
            with suppress(OSError):  # The peer may be gone without asyncio having noticed yet.
                self._transport.write_eof()
