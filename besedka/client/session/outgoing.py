"""The requests of a session until they are answered, over any number of connections."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from besedka.chat.language.commands import Leave
from besedka.chat.language.events import Refused
from besedka.client.connection.client_connection import ClientConnection
from besedka.client.errors import ConnectionLost, Unanswered
from besedka.client.session.request_encoding import encode
from besedka.dialects.commands.long_answers import ROWS
from besedka.dialects.commands.requests import Ask
from besedka.dialects.json.client_codec import Received
from besedka.dialects.typed.line import read_line

__all__ = ["Outgoing", "is_final"]

_IN_FLIGHT: Final = 64
"""Requests written and not answered. The server keeps as many answers (docs/protocol.md, "Numbered requests"), so each
of them can be repeated."""

_MAX_AWAY: Final = 1000
"""Requests without an answer above which no more are accepted while there is no connection. Chosen."""


class _Entry:
    """A request, and the message that makes it."""

    __slots__ = ("message", "number", "ref", "what", "written")

    def __init__(self, ref: int, what: Ask | str, number: int, message: str) -> None:
        self.ref, self.what, self.number, self.message = ref, what, number, message
        self.written = False


class Outgoing:
    """Writes requests in order, and again, with the same numbers, over the next connection if they got no answer.

    - In a session that can be resumed, at most 64 requests are in flight; further ones are held back.
    - `numbered` tells whether requests carry numbers; an older server knows none (`unnumber`).
    - `before_exit` is called before a request to leave is written.
    """

    def __init__(self, before_exit: Callable[[], None], last_number: int = 0) -> None:
        self._before_exit = before_exit
        self._entries: dict[int, _Entry] = {}
        self._held: deque[_Entry] = deque()
        self._link: ClientConnection | None = None
        self._changed = asyncio.Event()
        self._closed = False
        self.numbered = False
        self.last_number = last_number

    @property
    def unanswered(self) -> tuple[Unanswered, ...]:
        """The requests without an answer, in order."""
        return tuple(Unanswered(each.ref, each.what, each.written) for each in self._entries.values())

    @property
    def is_leaving(self) -> bool:
        """Whether a request to leave was written, and has no answer."""
        return any(each.written and is_exit(each.what) for each in self._entries.values())

    def post(self, what: Ask | str, ref: int, limit: int) -> Refused | None:
        """Write a request as soon as possible; return its refusal if it is too long for a server with this limit.

        Raises `ConnectionLost` if too many wait for a connection, and what `encode` raises.
        """
        if self._link is None and len(self._entries) >= _MAX_AWAY:
            raise ConnectionLost(f"{_MAX_AWAY} requests are waiting for a connection already")
        number = self.last_number + 1
        message = encode(what, ref, limit, number if self.numbered else None)
        if isinstance(message, Refused):
            return message
        self.last_number = number
        entry = self._entries[number] = _Entry(ref, what, number, message)
        self._held.append(entry)
        self._pump()
        return None

    def answered(self, ref: int) -> None:
        """Note that a request has its whole answer."""
        entry = self._find(ref)
        if entry is not None:
            del self._entries[entry.number]
            self._pump()

    def unnumber(self, ref: object, refused: Refused) -> bool:
        """Return whether the refusal means that the server knows no numbers; the request is then made without one."""
        field = refused.params.get("field") if refused.code == "unknown-field" else None
        entry = self._find(ref) if field == "request" or refused.code == "not-numbered" else None
        if entry is None or self._link is None:
            return False
        self.numbered = False
        message = encode(entry.what, entry.ref, 0)
        if isinstance(message, str) and self._link.open:
            self._link.send(message)
        return True

    # -- connections ------------------------------------------------------------------------------------------------

    def attach(self, link: ClientConnection) -> None:
        """Write over this connection from now on, beginning with what has no answer yet."""
        self._link = link
        self._pump()

    def detach(self) -> None:
        """Hold everything back: the connection is lost."""
        self._link = None
        self._held = deque(self._entries.values())

    def close(self) -> None:
        """Write nothing more, and release the callers of `drain`."""
        self._closed = True
        self._changed.set()

    async def drain(self) -> None:
        """Wait until everything is written and the transport's buffer has room, or the session is over."""
        while self._held and not self._closed:
            self._changed.clear()
            await self._changed.wait()
        if self._link is not None:
            await self._link.drain()

    # -- inside -----------------------------------------------------------------------------------------------------

    def _pump(self) -> None:
        link = self._link
        while self._held and link is not None and link.open and self._has_room():
            entry = self._held.popleft()
            if is_exit(entry.what):
                self._before_exit()
            entry.written = True
            link.send(entry.message)
        if not self._held:
            self._changed.set()

    def _has_room(self) -> bool:
        return not self.numbered or len(self._entries) - len(self._held) < _IN_FLIGHT

    def _find(self, ref: object) -> _Entry | None:
        """Return the oldest request with this reference. Answers come in order, so it is nearly always the first."""
        return next((entry for entry in self._entries.values() if entry.ref == ref), None)


def is_exit(what: Ask | str) -> bool:
    """Return whether this is a request to leave, as the server would read it."""
    return (read_line(what, newline=True).ask if isinstance(what, str) else what) == Leave("exit")


def is_final(received: Received) -> bool:
    """Return whether an answer is whole, or this is its last part."""
    return type(received.event) not in ROWS or not getattr(received.event, "more", False)
