"""The least that asyncio can do for a connection: accept it and keep it.

    bare_server.py PORT [INTERVAL]

With an interval, a wheel asks each connection once in so many seconds whether it is there (a WebSocket ping, whose
answer is read and dropped): the least that a keepalive can cost.
"""

import asyncio
import itertools
import sys

_SPOKES = 20
_PING = b"\x89\x00"


class AcceptedConnection(asyncio.Protocol):
    """A connection that nothing is done with."""

    __slots__ = ("transport",)

    def __init__(self, wheel: list[list["AcceptedConnection"]]) -> None:
        spoke = min(wheel, key=len)
        spoke.append(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport, for the pings."""
        self.transport = transport


async def _turn(wheel: list[list[AcceptedConnection]], interval: float) -> None:
    for spoke in itertools.count():
        await asyncio.sleep(interval / _SPOKES)
        for kept in wheel[spoke % _SPOKES]:
            if isinstance(kept.transport, asyncio.WriteTransport):
                kept.transport.write(_PING)


async def _serve(port: int, interval: float) -> None:
    wheel: list[list[AcceptedConnection]] = [[] for _ in range(_SPOKES)]
    server = await asyncio.get_running_loop().create_server(
        lambda: AcceptedConnection(wheel), "127.0.0.1", port, backlog=4096
    )
    async with server:
        if interval:
            await _turn(wheel, interval)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0))
