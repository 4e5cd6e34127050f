"""One simulated user: a connection that sends on request and checks everything it receives.

Based on the wire codec instead of `besedka.client.Client`, which decodes every event into an object. That costs thirty
times as much per delivery (figures in docs/load-testing.md), and would measure the generator instead of the server.
"""

import asyncio
import os
from typing import Final, cast

from besedka.load.scenario.marks import StreamId, private_parties, public_stream
from besedka.load.users.entrance import LATE, Entrance
from besedka.load.users.frame_reader import (
    Answered,
    Chunk,
    Closing,
    Granted,
    Malformed,
    PersonalEvent,
    Pinged,
    PlainNotice,
    PrivateMessage,
    Unresumable,
)
from besedka.load.users.pending_requests import PendingRequest
from besedka.load.users.stay import Stay
from besedka.load.users.worker_context import WorkerContext
from besedka.wire.websocket import ClientHandshake
from besedka.wire.websocket.frames import Opcode, encode_frame

__all__ = ["SimulatedUser"]

_MAX_UNSENT: Final = 1 << 20
"""Bytes that may be queued for a server that does not read; requests due beyond that count as not sent."""

_FINAL: Final = (1002, 4001)
"""Close codes after which a session does not come back: it broke the protocol, or has a newer connection."""


class SimulatedUser(asyncio.BufferedProtocol):
    """One connection of a user, for a `stay` that begins with it or goes on over it.

    `entered` is its outcome: None once the user is in the chat, or the reason of the failure.
    """

    def __init__(self, index: int, context: WorkerContext, handshake: ClientHandshake, stay: Stay) -> None:
        self.index = index
        self._entrance = Entrance(handshake, stay)
        self.entered = self._entrance.entered
        self.stay, self.check = stay, stay.check
        self._context = context
        self._transport: asyncio.Transport | None = None
        self._rest, self._over = b"", False
        self._requests = stay.requests

    # -- for the pool -----------------------------------------------------------------------------------------------

    @property
    def present(self) -> bool:
        """Whether the user is in the chat."""
        return self.entered.done() and not self._over

    @property
    def away(self) -> bool:
        """Whether the user has lost this connection, and may get another one for the same session."""
        return self._over and self.stay.lost_at > 0

    def ask(self, text: str, request: PendingRequest) -> bool:
        """Send a request, or keep it for the next connection; keep `request` until its answer.

        Return False if the server leaves too much unread, or too much waits for a connection.
        """
        if self.away:
            return self.stay.wait(text, request)
        transport = cast("asyncio.Transport", self._transport)
        if not self.present or transport.get_write_buffer_size() > _MAX_UNSENT:
            return False
        text = self.stay.number(text)
        self._requests.add(request, text)
        self._write(Opcode.TEXT, text.encode())
        return True

    def confirm(self) -> None:
        """Tell the server what was seen, if anything came since the last time."""
        seen = self.stay.confirmation() if self.present else None
        if seen is not None:
            self._write(Opcode.TEXT, seen.encode())

    def cut(self) -> Stay | None:
        """Abort the connection; return the session if it goes on without one, otherwise None."""
        if not self.stay.token:
            self.leave(None)
            return None
        self._over = True
        self.abort()
        return self.stay

    def leave(self, farewell: str | None) -> None:
        """Leave with a last request, or (None) by an abort. Whatever arrives afterwards is not checked."""
        if self.present:
            if farewell is None:
                self.abort()
            else:
                self.confirm()
                self._write(Opcode.TEXT, self.stay.number(farewell).encode())
            self._finish()

    def close(self, farewell: str) -> None:
        """End the check, leave, and close the connection with a Close frame (1000). Idempotent."""
        if self.stay.token:  # Otherwise the session ends with its connection.
            self.leave(farewell)
        self._finish()
        if self._transport is not None and not self._transport.is_closing():
            self._write(Opcode.CLOSE, (1000).to_bytes(2, "big"))
            self._transport.close()

    def give_up(self) -> None:
        """Give up an attempt to come in."""
        self._over = True
        self._entrance.abandon()
        self.abort()

    def end_stay(self) -> None:
        """Give up a session that has lost its connection."""
        self.stay.lost_at = 0
        self._requests.give_up()
        self.check.close()

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
        self._transport.write(self._entrance.request)

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Return the shared buffer; asyncio is done with it before another user's connection reads."""
        return self._context.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Decode and check the bytes in the buffer."""
        now = self._context.now()
        data = bytes(self._context.buffer[:nbytes])
        if self._over:
            return
        if self._entrance.shaking:
            data = self._read_handshake(data)
        if self._rest:
            data = self._rest + data
        chunk = self._context.reader.read(data)
        self._rest = data[chunk.used :] if chunk.used < len(data) else b""
        if chunk.frames and not self.entered.done():
            self._enter(chunk, now)
        if not self._over:
            self._judge(self.stay.sift(chunk), now)
        if self.stay.blackout is not None and not self._over:
            self._context.hear_in_blackout(self.stay, chunk, now)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Count the connection as dropped (1006), unless this user left."""
        if self._entrance.shaking:
            self._fail(LATE)
        self._drop(1006)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _read_handshake(self, data: bytes) -> bytes:
        rest = self._entrance.read(data)
        if self.entered.done():
            self._over = True
            self.abort()
        elif not self._entrance.shaking and (opening := self._entrance.opening()) is not None:
            self._write(Opcode.TEXT, opening.encode())
        return rest

    def _enter(self, chunk: Chunk, now: int) -> None:
        resumed = self._entrance.admit(chunk)
        if self.entered.result() is not None:
            self.give_up()
            return
        if self.stay.lost_at:
            self._context.on_back(self)
        self.stay.came_in(resumed, now)
        self._context.tally.counts["gap"] += 0 if resumed is None else resumed.gap
        for text in self._requests.texts:
            self._write(Opcode.TEXT, text.encode())

    def _fail(self, why: str) -> None:
        self._entrance.fail(why)
        self._over = True

    def _judge(self, chunk: Chunk, now: int) -> None:
        tally = self._context.tally
        if chunk.marks:
            self.check.count(chunk.marks)
            if self._context.posts is not None:
                self._context.posts.heard(self.index, chunk.marks, now)
            tally.count_delivered(chunk.moments, now)
            if chunk.delayed:
                tally.count_delayed(chunk.delayed, now)
            missed = len(chunk.marks) - len(chunk.moments) - len(chunk.delayed)
            if missed > 0:
                tally.count_missed(missed, now)
            if self._context.plain and self._requests:
                self._answer_by_own(chunk, now)
        for event in chunk.specials:
            if not self._over:
                self._handle(event, now)
        if any(isinstance(event, PrivateMessage) for event in chunk.specials):
            self.confirm()

    def _answer_by_own(self, chunk: Chunk, now: int) -> None:
        own = public_stream(self.index)
        for stream, number in chunk.marks:
            if stream == own:
                self._requests.answer_by_message(stream, number, now)

    def _handle(self, event: PersonalEvent, now: int) -> None:
        match event:
            case Answered(code):
                self._requests.answer(code, now)
            case PlainNotice(words):
                self._requests.answer_by_notice(words, now)
            case Granted(token):
                self.stay.token = token
            case Unresumable():
                self.stay.numbered = False
            case PrivateMessage(stream, number, due):
                self._hear_private(stream, number, due, now)
                if self._context.plain and private_parties(stream)[0] == self.index:
                    self._requests.answer_by_message(stream, number, now)
            case Pinged(payload):
                self._write(Opcode.PONG, payload)
            case Closing(code):
                self._write(Opcode.CLOSE, code.to_bytes(2, "big") if code != 1005 else b"")
                self._end_of_connection(code)
            case Malformed():
                self._end_of_connection(1002)

    def _hear_private(self, stream: StreamId, number: int, due: int, now: int) -> None:
        tally = self._context.tally
        if not self.check.count_private(stream, number):
            return
        if due < self.stay.back_at:
            tally.count_missed(1, now)
        else:
            tally.count_delivered((due,), now)
            tally.times["private"].record(now - due)

    def _end_of_connection(self, code: int) -> None:
        self._drop(code)
        if self._transport is not None:
            self._transport.close()

    def _drop(self, code: int) -> None:
        """Count a connection ended by the server; its outstanding answers will never come, unless it comes back."""
        if self._over:
            return
        if not self.entered.done():
            self._over = True
            self._entrance.lose(code)
            return
        if self._context.posts is not None:
            self._context.posts.gone(self.index)
        if self.stay.lose(self._context.now(), final=code in _FINAL) or self._returns(code):
            self._over = True
            self._context.on_lost(self, code)
        else:
            self._context.tally.dropped[str(code)] += 1
            self._requests.give_up()
            self._finish()

    def _returns(self, code: int) -> bool:
        """Return whether the user comes back although its session has ended with the connection."""
        if code in _FINAL or not self._context.reconnects:
            return False
        self.stay.lost_at = self._context.now()
        return True

    def _finish(self) -> None:
        if not self._over:
            self._over = True
            self.check.close()

    def _write(self, opcode: Opcode, payload: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(encode_frame(opcode, payload, mask=os.urandom(4)))
