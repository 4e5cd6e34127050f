"""The beginning of a connection: the handshake, the first message, and the server's answer to it."""

import asyncio
import ssl
from typing import Final

from besedka.chat.language.events import Refused, Resumed, Welcome
from besedka.client.connection.channel import Channel
from besedka.client.errors import ClientError, HandshakeRefused, ServerUnreachable
from besedka.client.session.returning import NotResumedError
from besedka.deadline import within
from besedka.dialects.commands.requests import JoinChat, ResumeSession
from besedka.dialects.json.client_codec import Received, encode_request

__all__ = ["JOIN", "Entrance"]

JOIN: Final = "join"
"""The `ref` of the first message. An older server refuses it; all other references are integers."""

_TRY_AGAIN_LATER: Final = 1013
_UNAVAILABLE: Final = 503


class Entrance:
    """One attempt to join, or with `resume` to go on with a session, over a channel.

    `asked` tells whether the server was sent a first message: None is for a server that knows no sessions that resume.
    """

    def __init__(self, channel: Channel, first: JoinChat | ResumeSession | None) -> None:
        self.channel = channel
        self.asked = self._answered = False
        self._first = first
        self._entered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def abandoned(self) -> bool:
        """Whether the server was asked to resume the session, and no answer has come."""
        return self.asked and isinstance(self._first, ResumeSession) and not self._answered

    async def enter(self, tls: ssl.SSLContext | None, timeout: float) -> None:
        """Connect within `timeout` seconds; return when the session is in.

        Raises `ServerUnreachable`, `HandshakeRefused`, `NotResumedError` or `asyncio.TimeoutError`; the connection is
        aborted then.
        """
        try:
            await within(timeout, self.channel.open(tls))
            self._introduce()
            await self._entered
        except BaseException:
            self.channel.link.abort("given up")
            raise
        finally:
            if not self._entered.cancel() and not self._entered.cancelled():
                self._entered.exception()  # Marked as retrieved, so that asyncio does not log it.

    def admit(self, received: Received) -> bool | None:
        """Read an event that came before the session was in.

        Return True if the session is in with it, False if it is of no concern to the session, otherwise None.
        """
        event = received.event
        self._answered = self._answered or isinstance(event, Refused | Welcome | Resumed)
        if isinstance(self._first, ResumeSession):
            if isinstance(event, Refused | Welcome):
                # A welcome: the server is an older one, and has begun a session of its own.
                self.fail(NotResumedError(event.code if isinstance(event, Refused) else "new-server"))
            if not isinstance(event, Resumed):
                return False
        elif not isinstance(event, Welcome):
            return None
        if self._entered.done():
            return False
        self._entered.set_result(None)
        return True

    def lose(self, address: str, code: int, why: str) -> None:
        """Let `enter` raise that the connection was closed, with this code, before the session was in."""
        if (
            code == _TRY_AGAIN_LATER
        ):  # The chat is full, which older clients are told instead of the handshake.
            self.fail(HandshakeRefused(address, _UNAVAILABLE, why))
        else:
            self.fail(ServerUnreachable(address, why, "closed"))

    def fail(self, error: ClientError) -> None:
        """Let `enter` raise this error, unless it was entered or has failed before."""
        if not self._entered.done():
            self._entered.set_exception(error)

    def _introduce(self) -> None:
        """Send the first message. A server that has welcomed before it is an older one, and wants none."""
        if self._first is None or self._entered.done() or not self.channel.link.open:
            return
        self.asked = True
        ref = JOIN if isinstance(self._first, JoinChat) else None
        self.channel.link.send(encode_request(self._first, ref))
