"""What a session receives: routed to the callers awaiting answers and to the event queue, over all its connections."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from besedka.chat.language.events import Limits, Renamed, Resumed, Stamp, Welcome
from besedka.client.errors import ClientError, UnexpectedAnswer
from besedka.client.local_events import LocalEvent, Reconnecting
from besedka.client.reassembly import Reassembler
from besedka.client.session.event_queue import EventQueue
from besedka.dialects.commands.requests import LanguageSet
from besedka.dialects.json.client_codec import Received
from besedka.dialects.words.languages import LANGUAGES, language

__all__ = ["Inbox"]


class Inbox:
    """Events in order, answers by `ref`, and the state that follows from them.

    `regulate` is called whenever `full` or `overflowing` may have changed.
    """

    def __init__(self, regulate: Callable[[], None]) -> None:
        self.events: EventQueue[tuple[Received, str]] = EventQueue(regulate)
        self.name = ""
        self.language = language("en")
        self.welcome = Welcome("", (), 0, Limits(0, 0, 0, 0, 0))
        self.last = Stamp(0, 0)
        self._regulate = regulate
        self._answers: dict[int, asyncio.Future[Received]] = {}
        self._parts = Reassembler()

    @property
    def full(self) -> bool:
        """Whether reading should pause: the event queue is full and no caller awaits an answer."""
        return self.events.full and not self._answers

    def take(self, received: Received, text: str) -> None:
        """Queue an event, and complete the matching answer."""
        if not isinstance(received.event, Resumed):  # Newer than the events that follow it.
            self.last = received.stamp
        self._follow(received)
        self.events.put((received, text), len(text))
        self._answer(received, len(text))
        self._regulate()

    def tell(self, event: LocalEvent) -> None:
        """Queue an event of the library's own. A `Reconnecting` replaces one that is the last and was not read."""
        item = Received(event, self.last), ""
        if isinstance(event, Reconnecting):
            self.events.put_newest(item, 0, lambda last: isinstance(last[0].event, Reconnecting))
        else:
            self.events.put(item, 0)

    def forget_parts(self) -> None:
        """Drop the parts of unfinished answers: the connection is lost, and they will come as a whole."""
        self._parts = Reassembler()

    def close(self, error: ClientError) -> None:
        """Fail all pending answers with the error, and close the event queue."""
        for future in self._answers.values():
            if not future.done():
                future.set_exception(error)
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
            if not answer.cancel() and not answer.cancelled():
                answer.exception()  # Marked as retrieved, so that asyncio does not log it.
            self._regulate()

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
        event: Any = received.event
        if isinstance(event, Welcome | Resumed | LanguageSet):
            self._speak(received.fields.get("language"))
        if isinstance(event, Welcome | Resumed):
            self.name = event.name if isinstance(event, Welcome) else event.state.name
        elif isinstance(event, Renamed) and event.old == self.name:
            self.name = event.new

    def _speak(self, code: object) -> None:
        """Follow the session's language; ignore one that this version does not know."""
        if code in LANGUAGES:
            self.language = language(str(code))
