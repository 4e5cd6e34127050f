"""The beginning of a simulated user's connection: the handshake, the first message, and the server's answer to it."""

import asyncio
from typing import Final

from besedka.load.users.frame_reader import Answered, Chunk, Resumed
from besedka.load.users.stay import Stay
from besedka.wire.websocket import ClientHandshake, HandshakeFailed, NotHttp

__all__ = ["LATE", "Entrance"]

LATE: Final = "no handshake"
"""The server had given up on the handshake, or taken us for a person; a retry may succeed."""

_REQUEST_TIMEOUT: Final = 408
_TRY_AGAIN_LATER: Final = 1013


class Entrance:
    """One attempt to come in, for a `stay` that begins with it or goes on.

    `entered` is its outcome: None once the user is in the chat, or the reason of the failure.
    """

    __slots__ = ("_asked", "_handshake", "_stay", "entered")

    def __init__(self, handshake: ClientHandshake, stay: Stay) -> None:
        self.entered: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._stay = stay
        self._handshake: ClientHandshake | None = handshake
        self._asked = False

    @property
    def request(self) -> bytes:
        """The opening handshake."""
        return b"" if self._handshake is None else self._handshake.request

    @property
    def shaking(self) -> bool:
        """Whether the handshake is not over yet."""
        return self._handshake is not None

    def read(self, data: bytes) -> bytes:
        """Read bytes of the handshake; return those behind it. If it is refused, `entered` is done."""
        handshake = self._handshake
        if handshake is None or self.entered.done():
            return b""
        handshake.receive(data)
        answer = handshake.next_event()
        if answer is None:
            return b""
        if isinstance(answer, NotHttp | HandshakeFailed):
            self.fail(LATE if isinstance(answer, NotHttp) else _why(answer))
            return b""
        self._handshake = None
        return handshake.trailing

    def opening(self) -> str | None:
        """Return the first message of the connection; None if the server needs none."""
        self._asked = bool(self._stay.token)
        return self._stay.opening

    def admit(self, chunk: Chunk) -> Resumed | None:
        """Read the first text: the welcome, in either dialect, or how a `resume` ended. Now `entered` is done."""
        self._asked = False
        first = chunk.specials[0] if chunk.specials else None
        if isinstance(first, Resumed) or not self._stay.token:
            self.entered.set_result(None)
            return first if isinstance(first, Resumed) else None
        self.fail(first.code or "handshake" if isinstance(first, Answered) else "new-server")
        return None

    def fail(self, why: str) -> None:
        """End the attempt by this reason, unless it has ended."""
        if not self.entered.done():
            self.entered.set_result(why)

    def lose(self, code: int) -> None:
        """End the attempt because the connection was closed, with this code, before the user was in."""
        self.abandon()
        # Whoever asks for a session that can be resumed is told only behind the handshake that the chat is full.
        self.fail("HTTP 503" if code == _TRY_AGAIN_LATER else "connection lost")

    def abandon(self) -> None:
        """Do not wait for an answer any more: a `resume` that is under way may still arrive."""
        self._stay.abandoned += self._asked
        self._asked = False


def _why(answer: HandshakeFailed) -> str:
    if answer.status == _REQUEST_TIMEOUT:
        return LATE
    return f"HTTP {answer.status}" if answer.status else "handshake"
