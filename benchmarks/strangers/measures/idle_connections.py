"""Connections that say nothing: how much of them does somebody in the chat see?"""

import asyncio
import socket
from functools import partial

from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.clients.raw_client import RawClient
from benchmarks.strangers.source_tree import Tree
from benchmarks.strangers.table import Row

__all__ = ["idle_connections"]

_CONNECTIONS = 5000
_WATCHED = 8.0
_AT_ONCE = 200


def idle_connections(choices: Choices) -> list[Case]:
    """One case: many connect, say nothing for a while, and go."""
    count, seconds = choices.count or _CONNECTIONS, choices.seconds or _WATCHED
    return [Case("idle", partial(_run, count, seconds))]


def _run(count: int, seconds: float, tree: Tree) -> list[Row]:
    with tree.serve() as server:
        before = server.memory()
        found = asyncio.run(_watch(server.port, count, seconds))
        used = server.memory() - before
        return [
            {"case": f"{count} silent connections, {seconds:g} s"}
            | found
            | {"log lines": len(server.log()), "memory, MiB": used / (1 << 20)}
        ]


async def _watch(port: int, count: int, seconds: float) -> dict[str, object]:
    watcher = await RawClient.enter(port, "watcher")
    before = watcher.bytes
    guests: list[socket.socket] = []
    for first in range(0, count, _AT_ONCE):
        some = min(_AT_ONCE, count - first)
        guests += [socket.create_connection(("127.0.0.1", port)) for _ in range(some)]
        await asyncio.sleep(0.01)  # and let the watcher read
    await asyncio.sleep(seconds)
    joined = watcher.count("joined")
    for guest in guests:
        guest.close()
    await asyncio.sleep(min(3.0, seconds))
    found: dict[str, object] = {
        "joined": joined,
        "left": watcher.count("left"),
        "bytes": watcher.bytes - before,
    }
    await watcher.leave()
    return found
