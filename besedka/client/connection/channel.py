"""Opens a connection for a session, and passes on what arrives over it."""

import asyncio
import os
import ssl
from typing import Final, Protocol

from besedka.chat.language.text import clean
from besedka.client.address import Address
from besedka.client.connection.client_connection import ClientConnection
from besedka.client.errors import ClientError, HandshakeRefused, ServerUnreachable, Unreachable
from besedka.dialects.json.json_dialect import SUBPROTOCOL
from besedka.wire.websocket import ClientHandshake

__all__ = ["Channel", "ChannelOwner"]

_NOT_TLS: Final = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")
"""The reasons by which the various OpenSSL versions report bytes that are not TLS."""


class ChannelOwner(Protocol):
    """Callbacks of a channel whose handshake is done, in the order of the bytes received."""

    def message_received(self, channel: "Channel", text: str) -> None:
        """A text message arrived."""

    def connection_ended(self, channel: "Channel", code: int, why: str, *, clean: bool) -> None:
        """The connection has ended, with this WebSocket close code: always the last call."""


class Channel:
    """One connection of a session, from the attempt to open it until its end.

    `link` sends, pauses and closes. `opened` tells whether the handshake was ever done.
    """

    def __init__(self, address: Address, target: str, owner: ChannelOwner) -> None:
        self._address = address
        self._owner = owner
        self._error: ClientError | None = None
        self._opening: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.opened_once = False
        self.link = ClientConnection(_handshake(address, target), self)

    async def open(self, tls: ssl.SSLContext | None) -> None:
        """Connect, and return when the handshake is done.

        Raises `ServerUnreachable` or `HandshakeRefused`. The caller aborts `link` after an error or a cancellation.
        """
        address = self._address
        context = (tls or ssl.create_default_context()) if address.secure else None
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: self.link, address.host, address.port, ssl=context
            )
        except OSError as error:
            why = clean(error.strerror or str(error) or "hung up", newline=False)
            code = _tls_trouble(error) if address.secure else "network"
            raise ServerUnreachable(str(address), why, code) from error
        await self._opening

    # -- besedka.client.connection.client_connection.ConnectionListener ---------------------------------------------

    def opened(self, subprotocol: str | None) -> None:
        """Refuse a server that did not choose our subprotocol."""
        self.opened_once = True
        if subprotocol != SUBPROTOCOL:
            self.refused(None, f"it does not speak {SUBPROTOCOL}")
            self.link.abort("wrong subprotocol")
        elif not self._opening.done():
            self._opening.set_result(None)

    def refused(self, status: int | None, why: str) -> None:
        """Record why the handshake failed."""
        self._error = HandshakeRefused(str(self._address), status, why)

    def not_http(self, said: str) -> None:
        """Record that the peer is not a chat, or took us for a person at a terminal."""
        self._error = ServerUnreachable(str(self._address), f"“{said}”", "no-http")

    def message_received(self, text: str) -> None:
        """Pass the message on."""
        self._owner.message_received(self, text)

    def ended(self, code: int, reason: str, *, clean: bool) -> None:
        """Fail `open`, or tell the owner."""
        why = reason or f"code {code}"
        if not self._opening.done():
            self._opening.set_exception(self._error or ServerUnreachable(str(self._address), why, "closed"))
            self._opening.exception()  # Marked as retrieved: `open` may have been cancelled.
        elif self.opened_once:
            self._owner.connection_ended(self, code, why, clean=clean)


def _handshake(address: Address, target: str) -> ClientHandshake:
    # RFC 6455, 4.1: the nonce is 16 bytes, "selected randomly for each connection".
    return ClientHandshake(
        host=address.authority, target=target, key=os.urandom(16), subprotocols=(SUBPROTOCOL,)
    )


def _tls_trouble(error: OSError) -> Unreachable:
    """Classify an error of connecting or of the TLS handshake; asyncio does both in one call."""
    # A ConnectionError without an errno is raised by asyncio: the connection was cut during the TLS handshake.
    if isinstance(error, ssl.SSLEOFError) or (isinstance(error, ConnectionError) and error.errno is None):
        return "no-tls"
    if isinstance(error, ssl.SSLError):
        return "no-tls" if getattr(error, "reason", None) in _NOT_TLS else "tls"
    return "no-tls" if isinstance(error, ConnectionResetError) else "network"
