"""Whoever asks at the address of the metrics, over real sockets."""

import asyncio
import json
import socket
from collections.abc import Callable, Coroutine
from typing import Any

__all__ = ["PATIENCE", "REQUEST", "ask", "connected", "in_thread", "rest", "run", "status"]

PATIENCE = 60
REQUEST = b"GET /%b HTTP/1.1\r\nHost: metrics\r\n\r\n"


def run(main: Coroutine[Any, Any, None]) -> list[dict[str, Any]]:
    """Run it; returns what the loop had to complain of."""
    complaints: list[dict[str, Any]] = []

    async def watched() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        await main

    asyncio.run(asyncio.wait_for(watched(), PATIENCE))
    return complaints


def connected(port: int, host: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection((host, port), PATIENCE)


def rest(peer: socket.socket) -> bytes:
    """All that comes until the end; a reset is an error."""
    data = b""
    while more := peer.recv(1 << 16):
        data += more
    peer.close()
    return data


def ask(port: int, path: bytes = b"readyz") -> bytes:
    peer = connected(port)
    peer.sendall(REQUEST % path)
    return rest(peer)


def status(answer: bytes) -> str:
    found: str = json.loads(answer.partition(b"\r\n\r\n")[2])["status"]
    assert (answer.split(b" ")[1] == b"200") == (found == "ready")
    assert (b"\r\nRetry-After: 1\r\n" in answer) == (found != "ready")
    return found


async def in_thread(call: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(None, call)
