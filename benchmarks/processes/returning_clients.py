"""Clients that come back, as a process of their own: `python -m MODULE return|talk PORT CLIENTS`, with this module.

Each report is a line of JSON: `in` when all are in; of `return` then `back` with the times at which all have read
`resumed`; of `talk`, when the standard input ends, `times` with pairs of a moment and how long a message then took.
Moments are seconds of the system's monotonic clock, which all processes share.
"""

import asyncio
import itertools
import json
import random
import re
import sys
import time
from collections.abc import Callable

_HANDSHAKE = (
    "GET /ws?name={name}&lang=en&resume=1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: besedka.v1.json\r\n\r\n"
)
_CLOSE = b"\x88\x82\0\0\0\0\x03\xe9"
"""A masked close frame with the code 1001: the server waits for it when it stops."""

_TALK_PAUSE = 0.01
_EAGER_PAUSE = 0.01
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


def _frame(message: dict[str, object]) -> bytes:
    """A masked text frame; the mask is zero."""
    text = json.dumps(message).encode()
    length = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0xFE, len(text) >> 8, len(text) & 255])
    return b"\x81" + length + b"\0\0\0\0" + text


class _Connection(asyncio.Protocol):
    """One connection of a client; it reads no more than it has to."""

    def __init__(self, client: "_Client") -> None:
        self._client = client
        self._head = b""
        self.over = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the types
        self.transport = transport
        transport.write(_HANDSHAKE.format(name=self._client.name, port=self._client.port).encode())

    def data_received(self, data: bytes) -> None:
        if not self._client.is_in:
            self._head += data
            data = self._come_in()
        if data:
            self._client.take(data)

    def _come_in(self) -> bytes:
        _, end, rest = self._head.partition(b"\r\n\r\n")
        if end and not self._client.asked:
            self._client.asked = True
            self.transport.write(_frame(self._client.first()))
        if b'"type":"resumed"' in rest:
            return rest
        found = re.search(rb'"token":"([^"]+)"', rest)
        if found:
            self._client.token = found[1].decode()
            return rest
        return b""

    def connection_lost(self, _: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


class _Client:
    """One session. `on_in` is called whenever it is in; `on_data` with what comes from then on."""

    def __init__(
        self, name: str, port: int, on_in: Callable[["_Client"], None], on_data: Callable[[bytes], None]
    ) -> None:
        self.name, self.port = name, port
        self.token: str | None = None
        self.seq = 0
        self.is_in = self.asked = False
        self.connection: _Connection | None = None
        self._on_in, self._on_data = on_in, on_data

    def first(self) -> dict[str, object]:
        """The first message of a connection."""
        if self.token is None:
            return {"type": "join"}
        return {"type": "resume", "token": self.token, "seq": self.seq}

    def take(self, data: bytes) -> None:
        """Note the position; that of a `resumed` is newer than what follows it, but here nothing does."""
        place = data.rfind(b'"seq":')
        if place >= 0:
            self.seq = int(data[place + 6 :].partition(b",")[0] or self.seq)
        if not self.is_in:
            self.is_in = True
            self._on_in(self)
        if b'"type":"stopping"' in data and self.connection is not None:
            self.connection.transport.write(_CLOSE)
        self._on_data(data)

    def send(self, message: dict[str, object]) -> None:
        """Send it if there is a connection."""
        if self.is_in and self.connection is not None:
            self.connection.transport.write(_frame(message))

    async def live(self, eager: bool) -> None:
        """Come back for ever; `eager` ones with short pauses."""
        pause = 0.0
        while True:
            try:
                make = asyncio.get_running_loop().create_connection
                _, self.connection = await make(lambda: _Connection(self), "127.0.0.1", self.port)
                await self.connection.over
            except OSError:
                pass
            pause = 0.0 if self.is_in else pause
            self.is_in = self.asked = False
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - a pause is no secret
            pause = _EAGER_PAUSE if eager else min(pause * 2 or _FIRST_PAUSE, _LONGEST_PAUSE)


def _report(**what: object) -> None:
    print(json.dumps(what), flush=True)


async def _return(port: int, count: int) -> None:
    arrivals: list[float] = []

    def note(_: _Client) -> None:
        arrivals.append(time.monotonic())
        if len(arrivals) == count:
            _report(**{"in": True})
        elif len(arrivals) == 2 * count:
            _report(back=arrivals[count:])

    clients = [_Client(f"u{number}", port, note, lambda _: None) for number in range(count)]
    await asyncio.gather(*(client.live(eager=False) for client in clients))


async def _talk(port: int) -> None:
    times: list[tuple[float, float]] = []
    both = asyncio.Event()

    def heard(data: bytes) -> None:
        now = time.monotonic()
        sent = map(float, re.findall(rb'"text":"at ([0-9.]+)"', data))
        times.extend((at, now - at) for at in sent)

    def came(_: _Client) -> None:
        if all(client.is_in for client in clients):
            both.set()

    clients = [_Client("speaker", port, came, lambda _: None), _Client("listener", port, came, heard)]
    lives = [asyncio.ensure_future(client.live(eager=True)) for client in clients]
    await both.wait()
    _report(**{"in": True})
    speaking = asyncio.ensure_future(_speak(clients))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for task in (speaking, *lives):
        task.cancel()
    _report(times=times)


async def _speak(clients: list[_Client]) -> None:
    for number in itertools.count(1):
        if all(client.is_in for client in clients):
            text = f"at {time.monotonic():.6f}"
            clients[0].send({"type": "send", "text": text, "to": "listener", "request": number})
            clients[1].send({"type": "seen", "seq": clients[1].seq})
        await asyncio.sleep(_TALK_PAUSE)


if __name__ == "__main__":
    what, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    asyncio.run(_return(port, count) if what == "return" else _talk(port))
