"""The most memory that a server had meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from benchmarks.child import ChildError
from benchmarks.strangers.tree import Server

__all__ = ["Peak", "peak"]

_INTERVAL = 0.05


class Peak:
    """Bytes of physical memory: at the beginning, and at the most since then."""

    def __init__(self, first: int) -> None:
        self.first = self.most = first

    @property
    def growth(self) -> str:
        """What came on top, in words."""
        return f"{(self.most - self.first) / (1 << 20):.0f} MiB"


@asynccontextmanager
async def peak(server: Server) -> AsyncIterator[Peak]:
    """Watch the server's memory."""
    found = Peak(server.memory())

    async def watch() -> None:
        with suppress(ChildError, OSError):
            while True:
                found.most = max(found.most, server.memory())
                await asyncio.sleep(_INTERVAL)

    watching = asyncio.ensure_future(watch())
    try:
        yield found
    finally:
        watching.cancel()
