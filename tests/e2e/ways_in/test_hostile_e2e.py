import random
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from e2e_harness import PATIENCE, Server, Wire

from besedka.wire.websocket.frames import Opcode, encode_frame

UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
MASK = b"\1\2\3\4"


@pytest.fixture(autouse=True)
def _nobody_else_is_harmed(server: Server) -> Iterator[None]:
    """Whatever a stranger does: somebody in the chat notices nothing, and nobody is left behind."""
    with server.program() as friend:
        yield
        friend.ask("send", text="still here", ref=1)
        friend.next("accepted", ref=1)
        deadline = time.monotonic() + PATIENCE
        members = 0
        while members != 1 and time.monotonic() < deadline:
            friend.ask("users", ref=2)
            members = len(friend.next("users", ref=2)["users"])
        assert members == 1
    log = server.logged()
    assert "event=internal" not in log
    assert "Traceback" not in log


STREAMS = {
    "nothing": b"",
    "a line": b"send hi\n",
    "half a line": b"send h",
    "half a request": b"GET / HT",
    "half a head": UPGRADE[:60],
    "a handshake": UPGRADE,
    "half a frame": UPGRADE + b"\x81\xfe\x01",
    "frames behind a close": UPGRADE
    + encode_frame(Opcode.CLOSE, b"\x03\xe8", mask=MASK)
    + encode_frame(Opcode.TEXT, b"send late", mask=MASK) * 100,
    "pings": UPGRADE + encode_frame(Opcode.PING, b"x" * 125, mask=MASK) * 5000,
    "empty fragments": UPGRADE
    + encode_frame(Opcode.TEXT, b"", fin=False, mask=MASK)
    + encode_frame(Opcode.CONTINUATION, b"", fin=False, mask=MASK) * 5000,
    "a request behind a handshake": UPGRADE + UPGRADE,
    "requests in a row": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 1000,
    "a line of a megabyte": b"x" * (1 << 20) + b"\nsend ok\n",
    "a frame of an exabyte": UPGRADE + b"\x81\xff" + b"\x0f" * 8 + MASK,
    "tls": b"\x16\x03\x01\x00\xa5" + bytes(165),
    "zeros": bytes(100_000),
    "telnet without end": b"\xff\xfa" + b"\x01" * 100_000,
    "many lines": b"users\n" * 5000,
    "exits": b"exit\n" * 1000,
}


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("end", ["close", "reset", "half close"])
def test_a_stranger_with_a_strange_stream_that_then(server: Server, name: str, end: str) -> None:
    wire = server.socket()
    with wire:
        try:
            wire.send(STREAMS[name])
            if end == "reset":
                wire.reset()
            elif end == "half close":
                wire.finish()
                wire.rest()
        except (ConnectionError, OSError):
            pass  # The server has had enough before all was said.


def test_random_bytes_in_random_pieces(server: Server) -> None:
    chance = random.Random(7)  # noqa: S311 - a test that can be repeated
    starts = [b"", UPGRADE, b"help\n", b"GET / HTTP/1.1\r\n", b"\xff", b"\x16"]
    for _ in range(150):
        with server.socket() as wire:
            try:
                wire.send(chance.choice(starts))
                for _ in range(chance.randrange(4)):
                    wire.send(chance.randbytes(chance.randrange(1, 200)))
                if chance.random() < 0.5:
                    wire.reset()
            except OSError:
                pass


def test_a_port_scanner(server: Server) -> None:
    for _ in range(300):
        socket.create_connection(("127.0.0.1", server.port), PATIENCE).close()


def test_a_crowd_that_only_stands_there(server: Server) -> None:
    crowd = [server.socket() for _ in range(300)]
    for wire in crowd[::2]:
        wire.send("GET / HTTP/1.1\r\n")
    assert server.http("GET /healthz HTTP/1.0\r\n\r\n").startswith("HTTP/1.1 200 ")
    for wire in crowd:
        wire.peer.close()


def test_a_request_that_never_ends_is_ended(server: Server) -> None:
    with server.socket() as wire:
        wire.send("GET / HTTP/1.1\r\n")
        assert _drip(wire).startswith("HTTP/1.1 408 ")


def _drip(wire: Wire) -> str:
    wire.peer.settimeout(0.5)
    for _ in range(30):
        with suppress(TimeoutError):
            return wire.until("long")
        wire.send("X")
    raise AssertionError("never ended")


def test_who_asks_a_lot_and_reads_nothing_stops_nobody(server: Server) -> None:
    with server.socket() as greedy:
        greedy.send(UPGRADE)
        greedy.peer.setblocking(False)
        request = encode_frame(Opcode.TEXT, b"help send", mask=MASK) * 1000
        with pytest.raises(BlockingIOError):
            _send_forever(greedy, request)
        with server.lines() as other:
            other.send("send quick\n")
            other.until(": quick")


def _send_forever(wire: Wire, data: bytes) -> None:
    for _ in range(100_000):
        wire.peer.send(data)
