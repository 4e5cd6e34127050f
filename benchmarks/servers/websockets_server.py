"""A chat room with `websockets` and its `broadcast`, as its documentation recommends: `websockets_server.py PORT`."""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

_room: set[ServerConnection] = set()


async def _chat(connection: ServerConnection) -> None:
    _room.add(connection)
    try:
        async for message in connection:
            broadcast(_room, message)
    finally:
        _room.discard(connection)


async def _serve(port: int) -> None:
    async with serve(_chat, "127.0.0.1", port, compression=None, backlog=4096) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
