"""A relay between a client and a real server, which cuts connections after so many bytes."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

from besedka.server.process.config import Config
from besedka.server.server import Server
from besedka.structured_log import open_log

__all__ = ["CuttingRelay", "real_chat"]


@dataclass
class CuttingRelay:
    """Each connection is cut when the next number of `cuts` of bytes has passed, in both directions together.

    Those behind the last of `cuts` are not cut. `cut` cuts the present ones.
    """

    port: int
    cuts: list[int] = field(default_factory=list)
    made: int = 0
    _live: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def start(self) -> int:
        """Listen; return the port."""
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        self._listener.close()
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))

    def cut(self) -> None:
        for writer in list(self._live):
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(cast("asyncio.Task[None]", asyncio.current_task()))
        self.made += 1
        left = [self.cuts.pop(0)] if self.cuts else [1 << 60]
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        both = {writer, back}
        self._live |= both
        try:
            pumps = [
                asyncio.ensure_future(self._pump(reader, back, left, both)),
                asyncio.ensure_future(self._pump(there, writer, left, both)),
            ]
            await asyncio.wait(pumps)
        finally:
            self._live -= both
            for each in both:
                each.transport.abort()
            self._tasks.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        left: list[int],
        both: set[asyncio.StreamWriter],
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                passed, left[0] = data[: max(left[0], 0)], left[0] - len(data)
                writer.write(passed)
                await writer.drain()
                if left[0] <= 0:
                    break
        # Closed behind what has passed, which an abort would drop.
        for each in both:
            with suppress(ConnectionError):
                each.close()


@asynccontextmanager
async def real_chat(
    cuts: Iterable[int] = (), **settings: Any
) -> AsyncIterator[tuple[Server, CuttingRelay, int]]:
    """A real server, a relay to it, and the port of the relay."""
    server = Server(Config(port=0, flood=0.0, **settings), open_log("error", io.StringIO()), "test")
    await server.start()
    relay = CuttingRelay(server.port, list(cuts))
    port = await relay.start()
    try:
        yield server, relay, port
    finally:
        await relay.stop()
        hurry = asyncio.Event()
        hurry.set()
        await server.stop(hurry)
