"""The fake server, running: in a thread of its own, or in the loop of the test."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from fake_server import FakeServer


class Handle:
    """A fake server in a thread of its own, for clients that are processes."""

    def __init__(self, server: FakeServer, loop: asyncio.AbstractEventLoop) -> None:
        self.server = server
        self.loop = loop

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    def do(self, what: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """Run something in the server's thread."""

        async def run() -> Any:
            result = what(*arguments, **more)
            return await result if asyncio.iscoroutine(result) else result

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(10)


@contextmanager
def serving() -> Iterator[Handle]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    handle = Handle(FakeServer(), loop)
    try:
        handle.do(handle.server.start)
        yield handle
    finally:
        handle.do(handle.server.stop)
        handle.do(asyncio.sleep, 0.01)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@asynccontextmanager
async def served() -> AsyncIterator[FakeServer]:
    """A fake server in the test's own loop."""
    server = FakeServer()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
