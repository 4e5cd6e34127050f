"""A process of hostile sessions: `python -m benchmarks.strangers.clients.flooding HOST PORT SESSIONS SECONDS NAME`.

Each comes from an address of its own, sends as fast as it is read, reads what it gets, and comes back when it is
thrown out. Prints, as JSON, how much that was.
"""

import asyncio
import json
import os
import socket
import sys
import time
from contextlib import suppress

from benchmarks.strangers.clients.flood_bytes import FLOODS, Flood
from benchmarks.strangers.network.namespaces import address

__all__ = ["main"]

_FIRST = 100
"""The number of the first session's address."""

_PATIENCE = 5.0
_HASTE = 0.05


class _Session:
    def __init__(self, place: tuple[str, int], local: str, flood: Flood) -> None:
        self._place, self._local, self._flood = place, local, flood
        self.over = False
        self.connections = 0
        self.sent = 0
        self.got = 0

    async def run(self) -> None:
        """Again and again, until it is `over`."""
        while not self.over:
            self.connections += 1
            with suppress(OSError, asyncio.TimeoutError):
                await self._once()

    async def _once(self) -> None:
        loop = asyncio.get_running_loop()
        with socket.socket() as one:
            one.setblocking(False)
            one.bind((self._local, 0))
            await asyncio.wait_for(loop.sock_connect(one, self._place), _PATIENCE)
            reading = asyncio.ensure_future(self._read(one))
            try:
                await loop.sock_sendall(one, self._flood.opening)
                if not self._flood.repeated:
                    await asyncio.wait({reading}, timeout=_HASTE)
                    return
                while not reading.done():
                    await loop.sock_sendall(one, self._flood.repeated)
                    self.sent += len(self._flood.repeated)
                    await asyncio.sleep(0)
            finally:
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading

    async def _read(self, one: socket.socket) -> None:
        with suppress(OSError):
            while data := await asyncio.get_running_loop().sock_recv(one, 1 << 16):
                self.got += len(data)


async def _run(host: str, port: int, number: int, seconds: float, flood: Flood) -> list[_Session]:
    sessions = [_Session((host, port), address(_FIRST + index), flood) for index in range(number)]
    running = [asyncio.ensure_future(session.run()) for session in sessions]
    await asyncio.sleep(seconds)
    for session, task in zip(sessions, running, strict=True):
        session.over = (
            True  # It may be waiting for its reading to end, and then a cancellation ends no more than that.
        )
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return sessions


def main(host: str, port: str, number: str, seconds: str, name: str) -> None:
    """Flood for so many seconds."""
    os.setpriority(os.PRIO_PROCESS, 0, 10)  # who is measured beside us goes first
    began = time.monotonic()
    sessions = asyncio.run(_run(host, int(port), int(number), float(seconds), FLOODS[name]))
    lasted = time.monotonic() - began
    print(
        json.dumps(
            {
                "sent": sum(session.sent for session in sessions) / lasted,
                "got": sum(session.got for session in sessions) / lasted,
                "connections": sum(session.connections for session in sessions),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
