"""`connect`: from an address to a session in the chat."""

import asyncio
import os
import ssl
from collections.abc import Generator
from typing import Final

from besedka.chat.language.text import clean
from besedka.client.address import DEFAULT_ADDRESS, Address
from besedka.client.client import Client
from besedka.client.client_connection import ClientConnection
from besedka.client.deadline import within
from besedka.client.dispatcher import Dispatcher
from besedka.client.errors import ConnectionLost, HandshakeRefused, ServerUnreachable, Unreachable
from besedka.dialects.json.json_dialect import SUBPROTOCOL
from besedka.wire.websocket import ClientHandshake

__all__ = ["LATE_HANDSHAKE_PAUSES", "connect"]

_NOT_TLS: Final = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")
"""The reasons by which the various OpenSSL versions report bytes that are not TLS."""


LATE_HANDSHAKE_PAUSES: Final = (0.1, 0.2, 0.4, 0.8)
"""Seconds between retries of a handshake that arrived late because of a lost packet.

The server greets a client that stays silent briefly as a person at a terminal. TCP retransmits a lost first packet
after one second (RFC 6298, 2.1)."""

_REQUEST_TIMEOUT: Final = 408
"""Request Timeout. RFC 9110, 15.5.9: the client "MAY repeat that request on a new connection"."""


class connect:  # noqa: N801 - used as a function: can be awaited or entered
    """Join a chat: `async with connect("host") as chat:` or `chat = await connect("host")`.

    - `address` is parsed by `Address.parse`.
    - `name` is a request: if it is not available, the chat assigns a guest name and an event says why.
    - `language` is `en` or `ru`.
    - `bot` marks the session as a program's, for everybody to see. Programs that answer others should set it.
    - `timeout`: within so many seconds there is a `Client` in the chat, or an error: `BadAddress`,
      `ServerUnreachable` (a retry may succeed) or `HandshakeRefused`.
    - `tls`: used for `wss`; by default certificates are checked by the platform's own rules.

    A handshake that arrived too late (the server speaks first, or hangs up) is retried a few times.
    """

    def __init__(
        self,
        address: str | Address = DEFAULT_ADDRESS,
        *,
        name: str | None = None,
        language: str | None = None,
        bot: bool = False,
        timeout: float = 10.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._address = Address.parse(address) if isinstance(address, str) else address
        self._target = self._address.target(name=name, lang=language, bot="1" if bot else None)
        self._timeout = timeout
        self._tls = tls
        self._trouble: ServerUnreachable | HandshakeRefused | None = None
        self._client: Client

    def __await__(self) -> Generator[object, None, Client]:
        """Connect. The caller must close the client."""
        return self._connect().__await__()

    async def __aenter__(self) -> Client:
        """Connect."""
        self._client = await self._connect()
        return self._client

    async def __aexit__(self, *_: object) -> None:
        """Close the connection."""
        await self._client.close()

    async def _connect(self) -> Client:
        try:
            return await within(self._timeout, self._tries())
        except asyncio.TimeoutError:
            why = f"no answer within {self._timeout:g} seconds"
            raise self._trouble or ServerUnreachable(str(self._address), why, "timeout") from None

    async def _tries(self) -> Client:
        for pause in LATE_HANDSHAKE_PAUSES:
            dispatcher = Dispatcher(str(self._address))
            try:
                return await self._try(dispatcher)
            except (ServerUnreachable, HandshakeRefused) as error:
                if not _was_late(error, dispatcher):
                    raise
                self._trouble = error
            await asyncio.sleep(pause)
        return await self._try(Dispatcher(str(self._address)))

    async def _try(self, dispatcher: Dispatcher) -> Client:
        link = ClientConnection(self._handshake(), dispatcher)
        dispatcher.attach(link)
        try:
            return await self._enter(link, dispatcher)
        except BaseException:
            link.abort("given up")
            raise

    async def _enter(self, link: ClientConnection, dispatcher: Dispatcher) -> Client:
        address = self._address
        tls = (self._tls or ssl.create_default_context()) if address.secure else None
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: link, address.host, address.port, ssl=tls
            )
        except OSError as error:
            why = clean(error.strerror or str(error) or "hung up", newline=False)
            code = _tls_trouble(error) if address.secure else "network"
            raise ServerUnreachable(str(address), why, code) from error
        try:
            welcome = await dispatcher.welcomed
        except ConnectionLost as error:
            raise ServerUnreachable(str(address), error.why, "closed") from error
        return Client(link, dispatcher, welcome)

    def _handshake(self) -> ClientHandshake:
        # RFC 6455, 4.1: the nonce is 16 bytes, "selected randomly for each connection".
        return ClientHandshake(
            host=self._address.authority,
            target=self._target,
            key=os.urandom(16),
            subprotocols=(SUBPROTOCOL,),
        )


def _was_late(error: ServerUnreachable | HandshakeRefused, dispatcher: Dispatcher) -> bool:
    """Return whether the cause may be merely that the handshake arrived too late."""
    if isinstance(error, HandshakeRefused):
        return error.status == _REQUEST_TIMEOUT
    return error.code == "no-http" or (error.code == "closed" and not dispatcher.opened_once)


def _tls_trouble(error: OSError) -> Unreachable:
    """Classify an error of connecting or of the TLS handshake; asyncio does both in one call."""
    # A ConnectionError without an errno is raised by asyncio: the connection was cut during the TLS handshake.
    if isinstance(error, ssl.SSLEOFError) or (isinstance(error, ConnectionError) and error.errno is None):
        return "no-tls"
    if isinstance(error, ssl.SSLError):
        return "no-tls" if getattr(error, "reason", None) in _NOT_TLS else "tls"
    return "no-tls" if isinstance(error, ConnectionResetError) else "network"
