"""WebSocket without I/O (RFC 6455): the handshake, and an open connection, for servers and clients."""

from besedka.wire.http import NotHttp
from besedka.wire.websocket.connection import Role, WebSocket, encode_text
from besedka.wire.websocket.events import BinaryMessage, Closed, Event, Fragment, Ping, Pong, TextMessage
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
from besedka.wire.websocket.state import State

__all__ = [
    "BinaryMessage",
    "ClientHandshake",
    "Closed",
    "Event",
    "Fragment",
    "HandshakeFailed",
    "NotHttp",
    "Opened",
    "Ping",
    "Pong",
    "Rejection",
    "Role",
    "State",
    "TextMessage",
    "Upgrade",
    "WebSocket",
    "accept",
    "encode_text",
    "is_same_origin",
    "is_upgrade",
]
