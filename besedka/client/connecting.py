"""`connect`: from an address to a session in the chat."""

import asyncio
import ssl
from collections.abc import Generator
from dataclasses import replace
from functools import partial
from typing import Final

from besedka.client.address import DEFAULT_ADDRESS, Address
from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.errors import HandshakeRefused, ServerUnreachable, SessionOver
from besedka.client.session.options import SessionOptions
from besedka.client.session.returning import NotResumedError
from besedka.client.session.saved_session import SavedSession
from besedka.client.session.session import Session
from besedka.deadline import within

__all__ = ["LATE_HANDSHAKE_PAUSES", "connect"]

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
    - `resume`: ask for a session that outlives its connections (`Client`). A server may not have any.
    - `reconnect_for`: seconds after a lost connection after which the session is given up, by the clock on the wall.
      By default twice as long as the server keeps the session; `math.inf` never gives up before the server does.
    - `session`: go on with this session instead of joining. Raises `SessionOver` if the server does not know it.
    - `backoff`: the pauses between attempts to reconnect.

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
        resume: bool = True,
        reconnect_for: float | None = None,
        session: SavedSession | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self._address = Address.parse(address) if isinstance(address, str) else address
        resumes = resume or session is not None
        wishes = {"name": name, "lang": language, "bot": "1" if bot else None}
        self._target = _alone(self._address).target(**wishes, resume="1" if resumes else None)
        self._timeout = timeout
        options = SessionOptions(tls, timeout, resumes, backoff, reconnect_for)
        self._new_session = partial(Session, self._address, self._target, options, session)
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
            session = self._new_session()
            try:
                return await _enter(session)
            except (ServerUnreachable, HandshakeRefused) as error:
                if not _was_late(error, session):
                    raise
                self._trouble = error
            await asyncio.sleep(pause)
        return await _enter(self._new_session())


async def _enter(session: Session) -> Client:
    try:
        await session.enter()
    except NotResumedError as error:
        raise SessionOver(
            "new-server" if error.code == "new-server" else "unknown-session", str(error)
        ) from None
    return Client(session)


def _alone(address: Address) -> Address:
    """Return the address without what only this library may ask for."""
    query = tuple((name, value) for name, value in address.query if name not in ("resume", "numbered"))
    return replace(address, query=query)


def _was_late(error: ServerUnreachable | HandshakeRefused, session: Session) -> bool:
    """Return whether the cause may be merely that the handshake arrived too late."""
    if isinstance(error, HandshakeRefused):
        return error.status == _REQUEST_TIMEOUT
    return error.code == "no-http" or (error.code == "closed" and not session.opened_once)
