"""The plain dialect: for people with `nc`, `wscat` or a browser's console. One line per message."""

from besedka.chat.language.events import Message, Stamp
from besedka.chat.language.text import clean
from besedka.dialects.commands.requests import Ref, Request, Shown, resolve_ref
from besedka.dialects.guessing.typed_words import BYTE_ORDER_MARK
from besedka.dialects.plain.event_lines import describe, dismissal, greeting
from besedka.dialects.typed.line import read_line
from besedka.dialects.words.clock import LocalClock

__all__ = ["PlainDialect"]


class PlainDialect:
    """The dialect for people. `newline` says whether one message from the client may have several lines."""

    __slots__ = ("_clock", "_newline", "name")

    subprotocol: str | None = None

    def __init__(self, name: str, *, newline: bool, clock: LocalClock) -> None:
        self.name = name
        self._newline = newline
        self._clock = clock

    def read(self, text: str) -> Request:
        """Return the line's request. A leading byte order mark, with which some programs begin a file, is ignored."""
        return read_line(text.removeprefix(BYTE_ORDER_MARK), newline=self._newline)

    def write(self, event: Shown, stamp: Stamp, language: str, ref: Ref | None = None) -> str:
        """Return the event as text: lines without a trailing line break; empty if there is nothing to show."""
        if type(event) is Message and event.to is None and not (event.delayed or event.bot):
            # The hot path. Tests check that it equals the result of `describe`.
            text = clean(event.text)
            if "\n" in text:
                text = text.replace("\n", "\n  | ")
            return f"{self._clock.time_of_day(stamp.at)} #{event.number} {event.author}: {text}"
        event, _ = resolve_ref(event, ref)
        lines = describe(event, stamp, language, self._clock)
        return "\n".join(clean(line.text, newline=False) for line in lines)

    def language_matters(self, event: Shown) -> bool:
        """Return False only for people's public messages: they contain no text of the catalogues."""
        return not isinstance(event, Message) or event.to is not None or event.delayed or event.bot

    def greet(self, stamp: Stamp, language: str) -> str:
        """Return the text for a client on bare lines that has not joined yet: what this is, and how to join."""
        return "\n".join(line.text for line in greeting(stamp, language, self._clock))

    def dismiss(self, stamp: Stamp, language: str) -> str:
        """Return the text for a client that failed to join and is being disconnected."""
        return "\n".join(line.text for line in dismissal(stamp, language, self._clock))
