"""A TCP relay that treats connections as a bad network does: cut, delayed, split, half open; at random, from a seed."""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

__all__ = ["CALM", "Relay", "Troubles", "relay_to"]

_CHUNK = 1 << 16
_MAX_PIECES = 8
"""Pieces into which one read is split at the most: a byte at a time is for the tests of the parsers."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Troubles:
    """What may happen to a connection. Times are seconds; shares are from 0 to 1."""

    lifetime: float = 0.0
    """The mean time until a connection is cut, exponentially distributed. 0: it is never cut."""
    half_open: float = 0.0
    """The share of those cuts at which at first one direction falls silent, and its bytes vanish."""
    silence: float = 3.0
    """The longest time for which it is silent before both ends are cut."""
    refused: float = 0.0
    """The share of new connections that are reset at once, or within the handshake."""
    delay: float = 0.0
    """The longest time by which a read is delayed. One read in five is."""
    split: float = 0.0
    """The share of reads that are written in several pieces."""


CALM = Troubles()


class _Lane:
    """One direction of a connection. While it is `silent`, what is read is thrown away."""

    def __init__(
        self, relay: "Relay", rng: random.Random, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._relay = relay
        self._rng = rng
        self._reader = reader
        self._writer = writer
        self.silent = False

    async def pump(self) -> None:
        """Copy bytes until the end of the stream, and pass that on."""
        while data := await self._reader.read(_CHUNK):
            troubles = self._relay.troubles
            if troubles.delay and self._rng.random() < 0.2:
                self._relay.seen["delays"] += 1
                await asyncio.sleep(self._rng.uniform(0, troubles.delay))
            for piece in self._pieces(data, troubles.split):
                if not self.silent:
                    self._writer.write(piece)
                    await self._writer.drain()
        if not self.silent and self._writer.can_write_eof():
            self._writer.write_eof()

    def _pieces(self, data: bytes, share: float) -> Iterator[bytes]:
        if len(data) < 2 or self._rng.random() >= share:
            yield data
            return
        self._relay.seen["splits"] += 1
        count = min(_MAX_PIECES, len(data)) - 1
        places = sorted(self._rng.sample(range(1, len(data)), self._rng.randint(1, count)))
        for start, end in zip([0, *places], [*places, len(data)], strict=True):
            yield data[start:end]


class _Connection:
    """A client's connection, the one to the server, and when and how they end."""

    def __init__(self, relay: "Relay", rng: random.Random, client: asyncio.StreamWriter) -> None:
        self._relay = relay
        self._rng = rng
        self._ends = [client]
        self._lanes: list[_Lane] = []

    async def run(self, reader: asyncio.StreamReader) -> None:
        """Relay until it is cut, or both ends have finished."""
        back, server = await asyncio.open_connection("127.0.0.1", self._relay.target)
        self._ends.append(server)
        client = self._ends[0]
        self._lanes = [
            _Lane(self._relay, self._rng, reader, server),
            _Lane(self._relay, self._rng, back, client),
        ]
        pumps = [asyncio.ensure_future(lane.pump()) for lane in self._lanes]
        cut = asyncio.ensure_future(self._cut_some_day())
        # A failed direction ends the other one. Both may finish in order, one after the other.
        both = asyncio.ensure_future(asyncio.wait(pumps, return_when=asyncio.FIRST_EXCEPTION))
        try:
            await asyncio.wait([both, cut], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (both, cut, *pumps):
                task.cancel()
            await asyncio.gather(both, cut, *pumps, return_exceptions=True)

    async def _cut_some_day(self) -> None:
        troubles, rng = self._relay.troubles, self._rng
        if rng.random() < troubles.refused:
            self._relay.seen["refused"] += 1
            await asyncio.sleep(rng.uniform(0, 0.02))
            self.reset()
            return
        if not troubles.lifetime:
            await asyncio.Event().wait()
        await asyncio.sleep(rng.expovariate(1 / troubles.lifetime))
        if rng.random() < troubles.half_open:
            await self._fall_silent(rng.uniform(0, troubles.silence))
        self._cut()

    async def _fall_silent(self, seconds: float) -> None:
        self._relay.seen["half-opens"] += 1
        self._rng.choice(self._lanes).silent = True
        await asyncio.sleep(seconds)

    def _cut(self) -> None:
        if self._rng.random() < 0.5:
            self._relay.seen["cuts by RST"] += 1
            self.reset()
        else:
            self._relay.seen["cuts by FIN"] += 1
            self.close()

    def reset(self) -> None:
        """End it with RST to both sides; what is in buffers is lost."""
        for end in self._ends:
            peer = end.get_extra_info("socket")
            with contextlib.suppress(OSError):
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.transport.abort()

    def close(self) -> None:
        """End it with FIN to both sides; what waits in our own buffers is still written."""
        for end in self._ends:
            end.close()


class Relay:
    """Listens at `port` of the loopback and relays to `target`, in a thread of its own.

    - `troubles` are those of connections from now on; delays and splits are also those of older ones.
    - `target` is the port to which new connections are relayed.
    - The same seed gives each connection, in the order in which they come, the same plan.
    - `seen` counts what was done.
    """

    def __init__(self, target: int, troubles: Troubles = CALM, seed: int = 0) -> None:
        self.target = target
        self.troubles = troubles
        self.seen: Counter[str] = Counter()
        self._seed = seed
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[_Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=2048))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def calm(self) -> None:
        """Make no troubles any more, and cut what is there once more: some of it may be half open."""
        self.troubles = CALM
        self.cut()

    def change(self, **troubles: float) -> None:
        """Change some of the troubles."""
        self.troubles = replace(self.troubles, **troubles)

    def cut(self) -> None:
        """Reset all connections."""
        self._do(self._reset_all())

    def close(self) -> None:
        """Reset all connections and stop listening. Idempotent."""
        if self._loop.is_closed():
            return
        self._do(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _reset_all(self) -> None:
        self.seen["cuts by RST"] += len(self._open)
        for connection in list(self._open):
            connection.reset()

    async def _shut(self) -> None:
        self._server.close()
        await self._reset_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        rng = random.Random(f"{self._seed}:{self.seen['connections']}")  # noqa: S311 - a plan, not a secret
        self.seen["connections"] += 1
        connection = _Connection(self, rng, writer)
        self._tasks.add(task)
        self._open.add(connection)
        try:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await connection.run(reader)
        finally:
            connection.close()
            self._tasks.discard(task)
            self._open.discard(connection)


@contextlib.contextmanager
def relay_to(target: int, troubles: Troubles = CALM, seed: int = 0) -> Iterator[Relay]:
    """A relay for as long as the block runs."""
    relay = Relay(target, troubles, seed)
    try:
        yield relay
    finally:
        relay.close()
