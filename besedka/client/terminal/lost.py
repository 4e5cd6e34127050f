"""Lines whose connection ended before their answer: they may have been carried out all the same."""

from collections.abc import Iterable
from typing import Final

from besedka.chat.commands import Send
from besedka.chat.events import Message
from besedka.chat.text import clean
from besedka.dialects.line import read_line

__all__ = ["Lost"]

_MOST: Final = 300


class Lost:
    """Lines without an answer, the oldest first; not more than the last few hundred."""

    def __init__(self) -> None:
        self._lines: list[tuple[str, str]] = []

    def lose(self, lines: Iterable[str], author: str) -> None:
        """These got no answer; the message of one that says something would be this author's."""
        self._lines = [*self._lines, *((line, author) for line in lines)][-_MOST:]

    def __contains__(self, line: object) -> bool:
        return any(lost[0] == line for lost in self._lines)

    def sent_again(self, line: str) -> None:
        """Nobody looks for it any more."""
        self._lines = [lost for lost in self._lines if lost[0] != line]

    def find(self, message: Message) -> str | None:
        """The line that said this after all; each is found once."""
        for lost in self._lines:
            if _says(*lost, message):
                self._lines.remove(lost)
                return lost[0]
        return None


def _says(line: str, author: str, message: Message) -> bool:
    ask = read_line(line, newline=True).ask
    if not isinstance(ask, Send) or message.author != author or clean(ask.text) != message.text:
        return False
    # To whom is not compared: they may have another name by now.
    return (ask.to is None) == (message.to is None) and bool(ask.delay) == message.delayed
