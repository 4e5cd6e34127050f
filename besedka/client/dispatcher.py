"""Routes the messages of a connection to the callers awaiting answers and to the event queue."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from besedka.chat.language.events import Farewell, Refused, Renamed, Stamp, Welcome
from besedka.client.client_connection import ClientConnection
from besedka.client.errors import (
    ClientError,
    ConnectionLost,
    HandshakeRefused,
    RefusedError,
    ServerUnreachable,
    UnexpectedAnswer,
)
from besedka.client.event_queue import EventQueue
from besedka.client.reassembly import Reassembler
from besedka.dialects.commands.requests import LanguageSet
from besedka.dialects.json.client_codec import MalformedEvent, Received, decode_event
from besedka.dialects.json.json_dialect import SUBPROTOCOL
from besedka.dialects.words.languages import LANGUAGES, language

__all__ = ["Dispatcher"]

_MAX_TYPE = 64
_NORMAL_ENDS = (1000, 1001)

T = TypeVar("T")


class Dispatcher:
    """The `ConnectionListener` of one link.

    Reading pauses while the event queue is full and no caller awaits an answer.
    """

    def __init__(self, address: str) -> None:
        self.events: EventQueue[tuple[Received, str]] = EventQueue(self._make_room)
        self.name = ""
        self.language = language("en")
        self.opened_once = False
        self.error: ClientError | None = None
        self.welcomed: asyncio.Future[Welcome] = asyncio.get_running_loop().create_future()
        self._link: ClientConnection
        self._address = address
        self._answers: dict[int, asyncio.Future[Received]] = {}
        self._parts = Reassembler()
        self._last = Stamp(0, 0)
        self._farewell = False

    def attach(self, link: ClientConnection) -> None:
        """Set the link to pause, resume and abort. Call before anything arrives."""
        self._link = link

    # -- besedka.client.client_connection.ConnectionListener -------------------------------------------------------

    def opened(self, subprotocol: str | None) -> None:
        """Refuse a server that did not choose our subprotocol."""
        self.opened_once = True
        if subprotocol != SUBPROTOCOL:
            self.refused(None, f"it does not speak {SUBPROTOCOL}")
            self._link.abort("wrong subprotocol")

    def refused(self, status: int | None, why: str) -> None:
        """Record why the handshake failed."""
        self.error = HandshakeRefused(self._address, status, why)

    def not_http(self, said: str) -> None:
        """Record that the peer is not a chat, or took us for a person at a terminal."""
        self.error = ServerUnreachable(self._address, f"“{said}”", "no-http")

    def message_received(self, text: str) -> None:
        """Decode an event, queue it, and complete the matching answer. A malformed event aborts the connection."""
        try:
            received = decode_event(text, self._last)
        except MalformedEvent as error:
            self.error = ConnectionLost(f"the server sent what nobody understands: {error}", 1002)
            self._link.abort("malformed event")
            return
        self._last = received.stamp
        self._follow(received)
        self.events.put((received, text), len(text))
        self._answer(received, len(text))
        self._regulate()

    def ended(self, code: int, reason: str, *, clean: bool) -> None:
        """Fail all pending answers with the error and close the event queue."""
        if self.error is None and not self._farewell and not (clean and code in _NORMAL_ENDS):
            self.error = ConnectionLost(reason or f"code {code}", code)
        error = self.error or ConnectionLost("the connection was closed", code)
        waiting: tuple[asyncio.Future[Any], ...] = (*self._answers.values(), self.welcomed)
        for future in waiting:
            if not future.done():
                future.set_exception(error)
        _looked_at(self.welcomed)
        self.events.close()

    # -- answers ----------------------------------------------------------------------------------------------------

    @contextmanager
    def awaiting(self, ref: int) -> Iterator["asyncio.Future[Received]"]:
        """Register a future for the answer with this `ref`; unregister it on exit."""
        answer: asyncio.Future[Received] = asyncio.get_running_loop().create_future()
        self._answers[ref] = answer
        self._regulate()
        try:
            yield answer
        finally:
            del self._answers[ref]
            self._parts.forget(ref)
            _looked_at(answer)
            self._regulate()

    @staticmethod
    def expect(received: Received, kind: type[T]) -> T:
        """Return the event of an answer.

        Raises `RefusedError` for a refusal and `UnexpectedAnswer` for an event of any other type.
        """
        event = received.event
        if isinstance(event, Refused):
            raise RefusedError(event.code, event.params, str(received.fields.get("text", "")))
        if not isinstance(event, kind):
            raise UnexpectedAnswer(str(received.fields.get("type", ""))[:_MAX_TYPE], received.fields)
        return event

    # -- inside -----------------------------------------------------------------------------------------------------

    def _answer(self, received: Received, size: int) -> None:
        answer = self._answers.get(received.ref) if isinstance(received.ref, int) else None
        if answer is None or answer.done():
            return
        whole = self._parts.add(received, size)
        if whole is None:
            return
        if getattr(whole.event, "more", False):
            answer.set_exception(UnexpectedAnswer("it is too long", whole.fields))
        else:
            answer.set_result(whole)

    def _follow(self, received: Received) -> None:
        event = received.event
        if isinstance(event, Welcome | LanguageSet):
            self._speak(received.fields.get("language"))
        if isinstance(event, Welcome):
            self.name = event.name
            if not self.welcomed.done():
                self.welcomed.set_result(event)
        elif isinstance(event, Renamed) and event.old == self.name:
            self.name = event.new
        elif isinstance(event, Farewell):
            self._farewell = True

    def _speak(self, code: object) -> None:
        """Follow the session's language; ignore one that this version does not know."""
        if code in LANGUAGES:
            self.language = language(str(code))

    def _make_room(self) -> None:
        self._link.resume()

    def _regulate(self) -> None:
        if self.events.overflowing:
            self.error = ConnectionLost("too far behind the server", 1013)
            self._link.abort("event queue overflow")
        elif self.events.full and not self._answers:
            self._link.pause()
        else:
            self._link.resume()


def _looked_at(future: "asyncio.Future[T]") -> None:
    """Cancel the future or mark its exception as retrieved, so that asyncio does not log it."""
    if not future.cancel() and not future.cancelled():
        future.exception()
