import asyncio
import re
import resource
from collections.abc import Callable

from e2e_harness import Server, frozen_client

CLIENTS = 1000
MESSAGES = 50
HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: besedka.v1.json\r\n\r\n"
)
LAST = f'"text":"m{MESSAGES - 1}"'.encode()


class Listener(asyncio.Protocol):
    """Keeps what it is told, and says when it is in and when the last message has come."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.told = bytearray()
        self.entered, self.done = loop.create_future(), loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        transport.write(HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        before = max(0, len(self.told) - len(LAST))
        self.told += data
        if not self.entered.done() and b'"type":"welcome"' in self.told:
            self.entered.set_result(None)
        if not self.done.done() and self.told.find(LAST, before) >= 0:
            self.done.set_result(None)


async def enter(port: int) -> list[Listener]:
    loop, listeners = asyncio.get_running_loop(), list[Listener]()
    for _ in range(CLIENTS // 100):
        hundred = [loop.create_connection(Listener, "127.0.0.1", port) for _ in range(100)]
        listeners += [protocol for _, protocol in await asyncio.gather(*hundred)]
        await asyncio.gather(*(listener.entered for listener in listeners))
    return listeners


async def talk(port: int) -> list[Listener]:
    listeners = await enter(port)
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("".join(f"send m{number}\n" for number in range(MESSAGES)).encode())
    await asyncio.gather(*(listener.done for listener in listeners))
    for listener in listeners:
        listener.transport.abort()
    writer.transport.abort()
    await asyncio.sleep(0)
    return listeners


def test_a_thousand_in_one_room_hear_everything_in_order_and_wait_for_nobody(
    start: Callable[..., Server],
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    server = start("--flood", "0", "--log-level", "warning", stdout=-1)
    with frozen_client(server.port):
        listeners = asyncio.run(asyncio.wait_for(talk(server.port), 180))
    expected = [str(number).encode() for number in range(MESSAGES)]
    for listener in listeners:
        assert re.findall(rb'"text":"m(\d+)"', bytes(listener.told)) == expected
        numbers = [int(seq) for seq in re.findall(rb'"seq":(\d+)', bytes(listener.told))]
        assert numbers == sorted(numbers)
