"""Both ends of a WebSocket, and frames of any kind, as a client writes them."""

from besedka.wire.websocket import Role, WebSocket
from besedka.wire.websocket.frames import Opcode, encode_frame

MASK = bytes.fromhex("37fa213d")


def server(max_message_bytes: int = 1 << 20) -> WebSocket:
    return WebSocket(Role.SERVER, max_message_bytes=max_message_bytes)


def client(max_message_bytes: int = 1 << 20) -> WebSocket:
    return WebSocket(Role.CLIENT, max_message_bytes=max_message_bytes, new_mask=lambda: MASK)


def masked(opcode: Opcode, payload: bytes = b"", *, fin: bool = True) -> bytes:
    return encode_frame(opcode, payload, fin=fin, mask=MASK)
