"""One relayed connection: the client's TCP connection, the target's, and a lane for each direction."""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Final, cast

from besedka.stage.services.relaying.conduct import Conduct
from besedka.stage.services.relaying.lane import Lane

__all__ = ["End", "Link"]

_MAX_UNSENT: Final = 1 << 16
"""Bytes that wait for a peer that does not read; above that, nothing is read for it."""

_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER of no seconds: closing sends RST (socket(7))."""


class End(asyncio.BufferedProtocol):
    """One of the two TCP connections; `buffer` is shared by all of them."""

    def __init__(self, link: "Link", buffer: memoryview, outgoing: Lane, incoming: Lane) -> None:
        self._link = link
        self._buffer = buffer
        self._outgoing, self._incoming = outgoing, incoming
        self.transport: asyncio.Transport | None = None

    # -- asyncio ----------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the two lanes at this end."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=_MAX_UNSENT)
        self._outgoing.source = self._incoming.sink = self
        self._link.opened(self)

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Return the shared buffer; asyncio is done with it before another connection is read."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Pass on what came."""
        self._outgoing.take(bytes(self._buffer[:nbytes]))

    def eof_received(self) -> bool:
        """Pass the end of the stream on; the other direction goes on."""
        self._outgoing.take(b"")
        self._link.check()
        return True

    def pause_writing(self) -> None:
        """Let nothing more be read for this end."""
        self._incoming.hold()

    def resume_writing(self) -> None:
        """Let more be read for this end."""
        self._incoming.release()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the link."""
        self.transport = None
        self._link.lost(exc)

    # -- besedka.stage.services.relaying.lane.LaneEnd ------------------------------------------------------------------

    def pause(self) -> None:
        """Do not read any more."""
        if self.transport is not None:
            self.transport.pause_reading()

    def resume(self) -> None:
        """Read again."""
        if self.transport is not None:
            self.transport.resume_reading()

    def write(self, data: bytes | memoryview) -> None:
        """Write, now or when there is room."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)

    def write_eof(self) -> None:
        """Shut down the writing side behind everything that was written."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write_eof()
        self._link.check()

    # -- the link ---------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close behind everything that was written."""
        if self.transport is not None:
            self.transport.close()

    def reset(self) -> None:
        """Close with RST; what waits is lost."""
        if self.transport is not None:
            peer: socket.socket = self.transport.get_extra_info("socket")
            if peer.fileno() >= 0:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.transport.abort()


class Link:
    """A connection of a client, relayed to the target as the conduct says. Calls `ended` once both ends are closed.

    With `half-open` there is no connection to the target, and the client is not told.
    """

    def __init__(
        self,
        target: tuple[str, int],
        conduct: Conduct,
        buffer: memoryview,
        begun: Callable[["Link"], bool],
        ended: Callable[["Link"], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._target, self._conduct = target, conduct
        self._begun, self._ended = begun, ended
        self._up, self._down = Lane(self._loop, conduct), Lane(self._loop, conduct)
        self.client = End(self, buffer, self._up, self._down)
        self._server = End(self, buffer, self._down, self._up)
        self._connecting: asyncio.Task[None] | None = None
        self._over = False

    @property
    def spoiled(self) -> bool:
        """Whether something was thrown away, so that it cannot go on."""
        return self._up.spoiled or self._down.spoiled

    def follow(self, conduct: Conduct) -> None:
        """Treat the connection in this way from now on."""
        self._conduct = conduct
        self._up.follow(conduct)
        self._down.follow(conduct)

    def reset(self) -> None:
        """End both connections with RST."""
        self._over = True
        self._up.close()
        self._down.close()
        if self._connecting is not None:
            self._connecting.cancel()
        self.client.reset()
        self._server.reset()

    # -- its ends ---------------------------------------------------------------------------------------------------

    def opened(self, end: End) -> None:
        """Connect to the target when the client has come, and relay when the target is there."""
        if end is self._server:
            self._up.release()
        elif not self._begun(self):
            self.reset()
        elif self._conduct.mode == "half-open":
            self._up.spoiled = True
        else:
            self._up.hold()
            self._connecting = self._loop.create_task(self._connect())

    def check(self) -> None:
        """Close both connections when both directions have come to their ends."""
        if self._up.done and self._down.done:
            self._over = True
            self.client.close()
            self._server.close()

    def lost(self, exc: Exception | None) -> None:
        """One end is closed: reset the other one, unless that was in order, or it must not be told."""
        if not self._over and self._conduct.mode == "half-open":
            self._up.spoiled = True
        elif not self._over or exc is not None:
            self.reset()
        if self.client.transport is None and self._server.transport is None:
            self.reset()
            self._ended(self)

    async def _connect(self) -> None:
        try:
            await self._loop.create_connection(lambda: self._server, *self._target)
        except OSError:
            self.reset()
