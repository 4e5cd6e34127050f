"""The plain dialect: what a person reads through `nc`, `wscat` or a browser's console. One line a message."""

from besedka.chat.language.events import Message, Stamp
from besedka.chat.language.text import clean
from besedka.dialects.commands.requests import Ref, Request, Shown, resolve_ref
from besedka.dialects.guessing.typed_words import BYTE_ORDER_MARK
from besedka.dialects.plain.event_lines import describe, dismissal, greeting
from besedka.dialects.typed.line import read_line
from besedka.dialects.words.clock import LocalClock

__all__ = ["PlainDialect"]


class PlainDialect:
    """The dialect for people. `newline` says whether one message of the client may have several lines."""

    __slots__ = ("_clock", "_newline", "name")

    subprotocol: str | None = None

    def __init__(self, name: str, *, newline: bool, clock: LocalClock) -> None:
        self.name = name
        self._newline = newline
        self._clock = clock

    def read(self, text: str) -> Request:
        """What the line asks for. A byte order mark before it, as some programs begin a file with, means nothing."""
        return read_line(text.removeprefix(BYTE_ORDER_MARK), newline=self._newline)

    def write(self, event: Shown, stamp: Stamp, language: str, ref: Ref | None = None) -> str:
        """The event in words, several lines without a line break at the end; empty when there is nothing to say."""
        if type(event) is Message and event.to is None and not event.delayed:
            # The hot path. The tests hold it equal to what `describe` gives.
            text = clean(event.text)
            if "\n" in text:
                text = text.replace("\n", "\n  | ")
            return f"{self._clock.time_of_day(stamp.at)} #{event.number} {event.author}: {text}"
        event, _ = resolve_ref(event, ref)
        lines = describe(event, stamp, language, self._clock)
        return "\n".join(clean(line.text, newline=False) for line in lines)

    def language_matters(self, event: Shown) -> bool:
        """Only a public message is the same in every language: it has no words of ours."""
        return not isinstance(event, Message) or event.to is not None or event.delayed

    def greet(self, stamp: Stamp, language: str) -> str:
        """The text for who has connected by lines and is not in the chat yet: what this is, how to come in."""
        return "\n".join(line.text for line in greeting(stamp, language, self._clock))

    def dismiss(self, stamp: Stamp, language: str) -> str:
        """The text for who has not found in, and is disconnected."""
        return "\n".join(line.text for line in dismissal(stamp, language, self._clock))
