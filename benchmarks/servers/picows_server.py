# mypy: disable-error-code="import-not-found, misc"
# picows need not be installed, and then its classes are unknown.
"""A chat room with `picows`, on uvloop when it is here, as its documentation recommends: `picows_server.py PORT`."""

import asyncio
import sys

from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

_room: set[WSTransport] = set()


class RoomMember(WSListener):
    """A member of the room: what it sends goes to all of them."""

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Add the connection to the room."""
        _room.add(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Send a text to every member; answer a ping."""
        if frame.msg_type == WSMsgType.TEXT:
            message = frame.get_payload_as_bytes()
            for member in _room:
                member.send(WSMsgType.TEXT, message)
        elif frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Take the connection out of the room."""
        _room.discard(transport)


def _guest(_: WSUpgradeRequest) -> WSListener:
    return RoomMember()


async def _serve(port: int) -> None:
    server = await ws_create_server(_guest, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        import uvloop
    except ImportError:
        asyncio.run(_serve(int(sys.argv[1])))
    else:
        loop = uvloop.new_event_loop()
        loop.run_until_complete(_serve(int(sys.argv[1])))
