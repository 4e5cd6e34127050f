"""WebSocket without I/O (RFC 6455): the handshake, and an open connection, for servers and clients."""

from besedka.wire.http import NotHttp
from besedka.wire.websocket.connection import WebSocket
from besedka.wire.websocket.events import (
    BinaryMessage,
    Closed,
    Fragment,
    Ping,
    Pong,
    TextMessage,
    WebSocketEvent,
)
from besedka.wire.websocket.frames import Role, encode_text
from besedka.wire.websocket.handshake import (
    ClientHandshake,
    HandshakeFailed,
    Opened,
    Rejection,
    Upgrade,
    accept,
    is_upgrade,
)
from besedka.wire.websocket.origin import is_same_origin
from besedka.wire.websocket.transitions import WebSocketState

__all__ = [
    "BinaryMessage",
    "ClientHandshake",
    "Closed",
    "Fragment",
    "HandshakeFailed",
    "NotHttp",
    "Opened",
    "Ping",
    "Pong",
    "Rejection",
    "Role",
    "TextMessage",
    "Upgrade",
    "WebSocket",
    "WebSocketEvent",
    "WebSocketState",
    "accept",
    "encode_text",
    "is_same_origin",
    "is_upgrade",
]
