"""A room at full rate with readers who read, and one who does not: when does it go, and does anybody else?"""

import asyncio
import re
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from benchmarks.strangers.clients.raw_client import handshake, text_frame, until
from benchmarks.strangers.source_tree import Tree, TreeServer, peak
from benchmarks.strangers.table import Row

__all__ = ["full_rate"]

_READERS = 5
_WINDOW = 64
"""Texts of one author that are on their way at a time."""

_SLOW = re.compile(rb'"type":"left"[^}]*"name":"([^"]*)","reason":"slow"')
_SHORT, _LONG = 100, 4000
_LONGEST = 60.0


class _Reader(asyncio.Protocol):
    """Reads at full speed and parses nothing; counts messages by what they begin with."""

    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0
        self.slow: dict[str, float] = {}
        self.ended = False
        self.transport: asyncio.Transport
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Count bytes, messages, and who left for being slow."""
        self.bytes += len(data)
        self.messages += data.count(b'"type":"message"')
        looked_at = self._rest + data
        for name in _SLOW.findall(looked_at):
            self.slow.setdefault(name.decode(), time.monotonic())
        self._rest = data[-200:]

    def has(self, messages: int) -> bool:
        """Whether so many messages have come, or no more will."""
        return self.messages >= messages or self.ended

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - why does not matter
        """Remember that no more will come."""
        self.ended = True


def full_rate(watched: float, tree: Tree) -> Sequence[Row]:
    """With short texts and with the longest ones."""
    rows = []
    for letters in (_SHORT, _LONG):
        with tree.serve("--flood", 0) as server:
            rows.append(asyncio.run(_run(server, letters, watched)))
    return rows


async def _run(server: TreeServer, letters: int, watched: float) -> Row:
    readers = [await _enter(server.port, f"reader-{number}") for number in range(_READERS)]
    frozen = await _enter(server.port, "frozen")
    frozen.transport.pause_reading()
    frozen.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    authors = [asyncio.ensure_future(_talk(one, letters)) for one in readers[:2]]
    began, heard = time.monotonic(), readers[-1].bytes
    async with peak(server) as memory:
        dropped = await until(lambda: "frozen" in readers[-1].slow, _LONGEST)
        after = time.monotonic() - began
        await asyncio.sleep(watched)
    seconds = time.monotonic() - began
    for author in authors:
        author.cancel()
    found = {
        "case": f"room at full rate, texts of {letters} letters",
        "MB/s of each reader": (readers[-1].bytes - heard) / seconds / 1e6,
        "frozen dropped after, s": f"{after:.2f}" if dropped else f"not in {after:.0f}",
        "quick ones dropped": sum(one.ended for one in readers),
        "of": _READERS,
        "memory": memory.growth,
    }
    for one in (*readers, frozen):
        one.transport.abort()
    await asyncio.sleep(0)
    return found


async def _enter(port: int, name: str) -> _Reader:
    made, reader = await asyncio.get_running_loop().create_connection(_Reader, "127.0.0.1", port)
    made.write(handshake(f"127.0.0.1:{port}", f"/ws?name={name}"))
    await until(lambda: reader.bytes > 0, _LONGEST)
    return reader


async def _talk(one: _Reader, letters: int) -> None:
    """A few texts at a time; the next ones when these have come back."""
    text = text_frame('{"type":"send","text":"' + "x" * letters + '"}') * _WINDOW
    with suppress(OSError):
        while not one.ended:
            expected = one.messages + _WINDOW
            one.transport.write(text)
            await until(partial(one.has, expected), _LONGEST, interval=0.0)
