"""A simulated user on a transport that only remembers, and the server's hand."""

import asyncio
import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any

from besedka.load.checks.delivery_check import SentStreams
from besedka.load.checks.tally import Tally
from besedka.load.scenario.marks import write_mark
from besedka.load.users.frame_reader import FrameReader
from besedka.load.users.simulated_user import SimulatedUser
from besedka.load.users.stay import Stay
from besedka.load.users.worker_context import WorkerContext
from besedka.wire.websocket import ClientHandshake, Role, WebSocket, encode_text

__all__ = ["WELCOME", "Stage", "Transport", "message", "staged"]

WELCOME = encode_text('{"type":"welcome","seq":1}')


class Transport(asyncio.BaseTransport):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closing = self.aborted = False
        self.waiting = 0

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = self.aborted = True


class Stage:
    """A user, what it shares, and the server's hand."""

    def __init__(self, dialect: str = "json", index: int = 0) -> None:
        self.answered: list[int] = []
        self.tally, self.said = Tally(), SentStreams()
        plain = dialect == "plain"
        reader = FrameReader("ab12", dialect, 5)
        self.context = WorkerContext(
            reader, self.tally, self.said, 5, plain, lambda: 1000, self.answered.append
        )
        self.context.on_lost = lambda _, code: self.lost.append(code)
        self.lost: list[int] = []
        self.connect(self.context.new_stay(index, whole=True))

    def connect(self, stay: Stay) -> None:
        """Begin a connection for a new session, or for one that goes on."""
        self.transport: Any = Transport()
        handshake = ClientHandshake(host="h", target="/", key=bytes(16))
        self.user = SimulatedUser(stay.check.user, self.context, handshake, stay)
        self.user.connection_made(self.transport)

    def feed(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.context.buffer[: len(piece)] = piece
            assert self.user.get_buffer(-1) is self.context.buffer
            self.user.buffer_updated(len(piece))

    def enter(self) -> "Stage":
        self.upgrade(WELCOME[:5], WELCOME[5:])
        return self

    def upgrade(self, first: bytes, *more: bytes) -> None:
        """Finish the handshake; `first` comes in the same packet."""
        key = re.search(rb"Sec-WebSocket-Key: (\S+)", self.transport.written[0])
        assert key is not None
        guid = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key[1] + guid, usedforsecurity=False).digest())
        head = b"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        self.feed(head, accept + b"\r\n\r\n" + first, *more)

    def spoken(self) -> list[object]:
        """What the server understands of all that was written behind the handshake."""
        server = WebSocket(Role.SERVER)
        skipped = 0 if self.context.plain else 1  # the first message, `join`
        server.receive(b"".join(self.transport.written[1:]))
        events: list[object] = []
        while (event := server.next_event()) is not None:
            events.append(event)
        return events[skipped:]


def message(kind: str = "m", sender: int = 1, to: int = 0, number: int = 1, *, plain: bool = False) -> bytes:
    text = write_mark("ab12", kind, sender, to, number, 400, 48)
    return encode_text(f"14:03:22 #9 x: {text}" if plain else f'{{"type":"message","text":"{text}"}}')


def staged(test: Callable[[], None]) -> Callable[[], None]:
    """Futures want a running loop."""

    def run() -> None:
        async def within() -> None:
            test()

        asyncio.run(within())

    run.__name__ = test.__name__
    return run
