"""A WebSocket client that keeps what it hears and takes nothing amiss: of no tree, so that it can visit any."""

import asyncio
import json
import socket
import time
from collections.abc import Callable
from typing import Any

__all__ = ["RawClient", "ReceivedEvent", "first_answer", "handshake", "text_frame", "until"]

_LIMIT = 1 << 26
_PIECE = 1 << 14
_TRIES = 5
_SETTLE = 0.3
_PATIENCE = 60.0

ReceivedEvent = tuple[float, int, dict[str, Any]]
"""When it came (monotonic seconds), how many bytes it had, and the event."""


def handshake(host: str, target: str = "/ws", *extra: str, subprotocol: str = "besedka.v1.json") -> bytes:
    """Return the opening request of RFC 6455; the key is that of its section 1.3."""
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *([f"Sec-WebSocket-Protocol: {subprotocol}"] if subprotocol else []),
        *extra,
    ]
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def text_frame(text: str | bytes, first: int = 0x81) -> bytes:
    """Return a client's frame with a mask of four zeros, which leaves the payload as it is."""
    payload = text.encode() if isinstance(text, str) else text
    length = len(payload)
    if length <= 125:
        head = bytes((first, 0x80 | length))
    elif length <= 0xFFFF:
        head = bytes((first, 0x80 | 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, 0x80 | 127)) + length.to_bytes(8, "big")
    return head + bytes(4) + payload


def first_answer(first: bytes) -> str:
    """Return `101`, another status of HTTP, `greeted` for lines, or `closed` for no bytes at all."""
    if not first:
        return "closed"
    if first.startswith(b"HTTP/1."):
        return first[9:12].decode(errors="replace")
    return "greeted"


class RawClient:
    """One session; `heard` are its events, `ended` is when the connection did (None: it stands)."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pace: float = 0.0) -> None:
        self.reader, self.writer = reader, writer
        self._pace = pace
        self.heard: list[ReceivedEvent] = []
        self.bytes = 0
        self.ended: float | None = None
        self.close_code: int | None = None
        self._listening = asyncio.ensure_future(self._listen())

    @classmethod
    async def enter(
        cls,
        port: int,
        name: str = "",
        *,
        host: str = "127.0.0.1",
        local: str = "",
        window: int = 0,
        pace: float = 0.0,
    ) -> "RawClient":
        """Come in, and wait for the welcome.

        `local` is the address to come from, `window` the bytes that may wait to be read by us (0: the system's
        choice), `pace` the bytes that are read in a second (0: all that come). Raises `ConnectionError` when the server
        answers with anything but 101, and goes on doing so: on a busy machine, half a second may pass between our
        connection and our handshake.
        """
        for _ in range(_TRIES):
            one = _connect(port, name, host, local, window)
            reader, writer = await asyncio.open_connection(sock=one, limit=_PIECE if pace else _LIMIT)
            first = await asyncio.wait_for(_head(reader), _PATIENCE)
            if first.startswith(b"HTTP/1.1 101 "):
                break
            writer.close()
            await asyncio.sleep(_SETTLE)
        else:
            raise ConnectionError(first[:80].decode(errors="replace"))
        visitor = cls(reader, writer, pace)
        await until(lambda: bool(visitor.heard) or not visitor.here, _PATIENCE)
        return visitor

    @property
    def here(self) -> bool:
        """Whether the server has neither said goodbye nor hung up."""
        return self.ended is None and self.close_code is None

    def send(self, **request: object) -> int:
        """Ask for something; returns the bytes of the request."""
        text = json.dumps(request, ensure_ascii=False)
        self.writer.write(text_frame(text))
        return len(text.encode())

    def count(self, kind: str, **fields: object) -> int:
        """Return how many events of a type have come, with these fields."""
        return len(self.events(kind, **fields))

    def events(self, kind: str, **fields: object) -> list[ReceivedEvent]:
        """Return the events of a type that have these fields."""
        return [
            heard
            for heard in self.heard
            if heard[2].get("type") == kind
            and all(heard[2].get(key) == value for key, value in fields.items())
        ]

    async def leave(self) -> None:
        """Cut the connection, without a Close frame."""
        self._listening.cancel()
        self.writer.transport.abort()
        await asyncio.sleep(0)

    async def _listen(self) -> None:
        try:
            while True:
                first, payload = await self._frame()
                if first & 0x0F == 0x9:
                    self.writer.write(text_frame(payload, 0x8A))
                elif first & 0x0F == 0x8:
                    self.close_code = int.from_bytes(payload[:2], "big")
                    self.writer.write(text_frame(payload[:2], 0x88))
                elif first & 0x0F == 0x1:
                    self.heard.append((time.monotonic(), len(payload), json.loads(payload)))
        except (OSError, asyncio.IncompleteReadError):
            self.ended = time.monotonic()

    async def _frame(self) -> tuple[int, bytes]:
        first, length = await self.reader.readexactly(2)
        size = 0
        if length > 125:
            size = 2 if length == 126 else 8
            length = int.from_bytes(await self.reader.readexactly(size), "big")
        payload = await self._payload(length)
        self.bytes += 2 + size + length
        return first, payload

    async def _payload(self, length: int) -> bytes:
        if not self._pace:
            return await self.reader.readexactly(length)
        payload = b""
        while len(payload) < length:
            payload += await self.reader.readexactly(min(_PIECE, length - len(payload)))
            await asyncio.sleep(min(_PIECE, length) / self._pace)
        return payload


def _connect(port: int, name: str, host: str, local: str, window: int) -> socket.socket:
    """Connect, and say the handshake in one go: a coroutine may have to wait for its turn meanwhile."""
    one = socket.socket()
    one.settimeout(_PATIENCE)
    if window:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    if local:
        one.bind((local, 0))
    one.connect((host, port))
    one.sendall(handshake(f"{host}:{port}", f"/ws?name={name}"))
    return one


async def _head(reader: asyncio.StreamReader) -> bytes:
    """Return the head of the answer, or whatever came instead of one."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        return error.partial


async def until(true: Callable[[], bool], patience: float, *, interval: float = 0.01) -> bool:
    """Wait until something is true, for so many seconds at the most; returns whether it is."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(interval)
    return True
