"""Lines whose session ended before their answer; they may have been carried out all the same."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Message
from besedka.chat.language.text import clean
from besedka.client.terminal.session.lines.in_flight import SentLine
from besedka.dialects.typed.line import read_line

__all__ = ["UnansweredLines"]

_MAX_LINES: Final = 300
"""Maximum number of lines; each incoming message is compared with all of them."""


class _Line(NamedTuple):
    sent: SentLine
    author: str
    send: Send | None
    """The parsed `send`, if it is one; parsed once, because every incoming message is compared."""

    def says(self, message: Message) -> bool:
        send = self.send
        if send is None or message.author != self.author or clean(send.text) != message.text:
            return False
        # Recipients are not compared: they may have been renamed.
        return (send.to is None) == (message.to is None) and bool(send.delay) == message.delayed


class UnansweredLines:
    """Lines without an answer, oldest first; at most the last 300."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []

    def lose(self, lines: Iterable[SentLine], author: str) -> None:
        """Add lines that got no answer; `author` would be the author of their messages."""
        lost = (_Line(line, author, _said(line.text)) for line in lines)
        self._lines = [*self._lines, *lost][-_MAX_LINES:]

    def sent_again(self, line: str) -> None:
        """Forget the line: it was sent again."""
        self._lines = [lost for lost in self._lines if lost.sent.text != line]

    def find(self, message: Message) -> SentLine | None:
        """Return the line that this message carries out, and forget it; None if there is none."""
        for lost in self._lines:
            if lost.says(message):
                self._lines.remove(lost)
                return lost.sent
        return None


def _said(line: str) -> Send | None:
    ask = read_line(line, newline=True).ask
    return ask if isinstance(ask, Send) else None
