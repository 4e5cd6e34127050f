"""One simulated user: a connection that sends on request and checks everything it receives.

Based on the wire codec instead of `besedka.client.Client`, which decodes every event into an object. That costs thirty
times as much per delivery (figures in docs/load-testing.md), and would measure the generator instead of the server.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from besedka.load.checks.delivery_check import DeliveryCheck, SentStreams
from besedka.load.checks.tally import Tally
from besedka.load.scenario.marks import private_parties, public_stream
from besedka.load.traffic.frame_reader import (
    Answered,
    Chunk,
    Closing,
    FrameReader,
    Malformed,
    PersonalEvent,
    Pinged,
    PlainNotice,
    PrivateMessage,
)
from besedka.load.traffic.pending_requests import PendingRequest, PendingRequests
from besedka.wire.websocket import ClientHandshake, HandshakeFailed, NotHttp
from besedka.wire.websocket.frames import Opcode, encode_frame

__all__ = ["LATE", "SimulatedUser", "WorkerContext"]

_READ_BUFFER_BYTES: Final = 1 << 18
_MAX_UNSENT: Final = 1 << 20
"""Bytes that may be queued for a server that does not read; requests due beyond that count as not sent."""


LATE: Final = "no handshake"
"""The server had given up on the handshake, or taken us for a person; a retry may succeed."""

_REQUEST_TIMEOUT: Final = 408


@dataclass
class WorkerContext:
    """State shared by all users of a process. `now` is the run's clock, in microseconds."""

    reader: FrameReader
    tally: Tally
    said: SentStreams
    senders: int
    plain: bool
    now: Callable[[], int]
    on_answer: Callable[[int], None] = lambda _: None
    """Called with the number of a user who got an answer."""

    def __post_init__(self) -> None:
        # One buffer for all users: asyncio delivers what it has read before it reads anything else.
        self.buffer = memoryview(bytearray(_READ_BUFFER_BYTES))


class SimulatedUser(asyncio.BufferedProtocol):
    """One stay of a user. `entered` is the outcome of joining: None on success, or the reason of the failure."""

    def __init__(
        self, index: int, context: WorkerContext, handshake: ClientHandshake, *, whole: bool
    ) -> None:
        self.index = index
        self.entered: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.check = DeliveryCheck(index, context.tally.errors, senders=context.senders, whole=whole)
        self._context = context
        self._handshake: ClientHandshake | None = handshake
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._requests = PendingRequests(context.tally, context.said, lambda: context.on_answer(index))
        self._over = False

    # -- for the pool -----------------------------------------------------------------------------------------------

    @property
    def present(self) -> bool:
        """Whether the user is in the chat."""
        return self.entered.done() and not self._over

    def ask(self, text: str, request: PendingRequest) -> bool:
        """Send a request and keep `request` until its answer; return False if the server leaves too much unread."""
        transport = cast("asyncio.Transport", self._transport)
        if transport.get_write_buffer_size() > _MAX_UNSENT:
            return False
        self._requests.add(request)
        self._write(Opcode.TEXT, text.encode())
        return True

    def leave(self, farewell: str | None) -> None:
        """Leave with a last request, or (None) by an abort. Whatever arrives afterwards is not checked."""
        if self.present:
            if farewell is not None:
                self._write(Opcode.TEXT, farewell.encode())
            elif self._transport is not None:
                self._transport.abort()
            self._finish()

    def close(self) -> None:
        """End the check and close the connection with a Close frame (1000). Idempotent."""
        self._finish()
        if self._transport is not None and not self._transport.is_closing():
            self._write(Opcode.CLOSE, (1000).to_bytes(2, "big"))
            self._transport.close()

    def abort(self) -> None:
        """Abort the connection, whatever its state."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def unanswered(self) -> int:
        """The number of unanswered requests."""
        return len(self._requests)

    # -- asyncio ----------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the opening handshake."""
        self._transport = cast("asyncio.Transport", transport)
        if self._handshake is not None:
            self._transport.write(self._handshake.request)

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Return the shared buffer; asyncio is done with it before another user's connection reads."""
        return self._context.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Decode and check the bytes in the buffer."""
        now = self._context.now()
        data = bytes(self._context.buffer[:nbytes])
        if self._handshake is not None:
            data = self._read_handshake(self._handshake, data)
        elif self._over:
            return
        if self._rest:
            data = self._rest + data
        chunk = self._context.reader.read(data)
        self._rest = data[chunk.used :] if chunk.used < len(data) else b""
        if chunk.frames and not self.entered.done():
            self.entered.set_result(None)  # the first text is the welcome, in either dialect
        self._judge(chunk, now)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Count the connection as dropped (1006), unless this user left."""
        if not self.entered.done():
            self._fail("connection lost" if self._handshake is None else LATE)
        self._drop(1006)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _read_handshake(self, handshake: ClientHandshake, data: bytes) -> bytes:
        handshake.receive(data)
        answer = handshake.next_event()
        if answer is None:
            return b""
        if isinstance(answer, NotHttp):
            self._fail(LATE)
            self.abort()
            return b""
        if isinstance(answer, HandshakeFailed):
            self._fail(_why(answer))
            self.abort()
            return b""
        self._handshake = None
        return handshake.trailing

    def _fail(self, why: str) -> None:
        if not self.entered.done():
            self.entered.set_result(why)
        self._over = True

    def _judge(self, chunk: Chunk, now: int) -> None:
        tally = self._context.tally
        if chunk.marks:
            self.check.count(chunk.marks)
            tally.count_delivered(chunk.moments, now)
            if chunk.delayed:
                tally.count_delayed(chunk.delayed, now)
            if self._context.plain and self._requests:
                own = public_stream(self.index)
                for stream, number in chunk.marks:
                    if stream == own:
                        self._requests.answer_by_message(stream, number, now)
        for event in chunk.specials:
            if not self._over:
                self._handle(event, now)

    def _handle(self, event: PersonalEvent, now: int) -> None:
        match event:
            case Answered(code):
                self._requests.answer(code, now)
            case PlainNotice(words):
                self._requests.answer_by_notice(words, now)
            case PrivateMessage(stream, number, due):
                if self.check.count_private(stream, number):
                    self._context.tally.count_delivered((due,), now)
                    self._context.tally.times["private"].record(now - due)
                if self._context.plain and private_parties(stream)[0] == self.index:
                    self._requests.answer_by_message(stream, number, now)
            case Pinged(payload):
                self._write(Opcode.PONG, payload)
            case Closing(code):
                self._write(Opcode.CLOSE, code.to_bytes(2, "big") if code != 1005 else b"")
                self._end_of_connection(code)
            case Malformed():
                self._end_of_connection(1002)

    def _end_of_connection(self, code: int) -> None:
        self._drop(code)
        if self._transport is not None:
            self._transport.close()

    def _drop(self, code: int) -> None:
        """Count a connection ended by the server; its outstanding answers will never come."""
        if not self._over:
            self._context.tally.dropped[str(code)] += 1
            self._requests.give_up()
            self._finish()

    def _finish(self) -> None:
        if not self._over:
            self._over = True
            self.check.close()

    def _write(self, opcode: Opcode, payload: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(encode_frame(opcode, payload, mask=os.urandom(4)))


def _why(answer: HandshakeFailed) -> str:
    if answer.status == _REQUEST_TIMEOUT:
        return LATE
    return f"HTTP {answer.status}" if answer.status else "handshake"
