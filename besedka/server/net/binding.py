"""Binding a listener: an address is taken before anybody may connect to it."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable

__all__ = ["bind"]


async def bind(
    loop: AbstractEventLoop,
    make_protocol: Callable[[], asyncio.BaseProtocol],
    host: str,
    port: int,
    *,
    accepts_a_turn: int,
) -> asyncio.Server:
    """Bind the address, with one port for all addresses of the host; nobody can connect yet.

    `accepts_a_turn` connections are accepted in one turn of the loop. Raises `OSError`, and `UnicodeError` for a host
    that is not a valid name.
    """

    async def bind_to(port: int) -> asyncio.Server:
        return await loop.create_server(
            make_protocol, host, port, backlog=accepts_a_turn, start_serving=False
        )

    listener = await bind_to(port)
    ports = [listening.getsockname()[1] for listening in listener.sockets]
    if len(set(ports)) > 1:
        # Port 0 and a host with several addresses: use the same port for all of them.
        listener.close()
        listener = await bind_to(ports[0])
    return listener
