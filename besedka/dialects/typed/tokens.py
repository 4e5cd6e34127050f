"""A typed line as tokens: its words in order, and the rest as typed."""

import re

__all__ = ["Tokens", "last_word"]

_WORD = re.compile(r"\s*(\S+)")


class Tokens:
    """The words of a line, read from its beginning, separated by Unicode white space."""

    __slots__ = ("_line", "_next", "_position", "verbatim")

    def __init__(self, line: str) -> None:
        self._line = line
        self._position = 0
        self.verbatim = False
        """Whether the options were ended: the rest is text."""
        self._next = _WORD.match(line)

    def peek(self) -> str | None:
        """Return the next word, or None at the end of the line."""
        return None if self._next is None else self._next[1]

    def take(self) -> str | None:
        """Return the next word and advance past it; None at the end of the line."""
        if self._next is None:
            return None
        word = self._next[1]
        self._position = self._next.end()
        self._next = _WORD.match(self._line, self._position)
        return word

    def end_options(self) -> None:
        """Consume `--`. The rest begins exactly one separator later, even with more white space."""
        self.take()
        self.verbatim = True

    def behind(self) -> str:
        """Return everything after the word taken last, including white space."""
        return self._line[self._position :]

    def rest(self) -> str:
        """Return what is left, as typed."""
        if self.verbatim:
            return self._line[self._position + 1 :]
        return "" if self._next is None else self._line[self._next.start(1) :]


def last_word(text: str) -> tuple[str, str]:
    """Return what precedes the last word, and that word, without trailing white space."""
    text = text.rstrip()
    word = text.rsplit(None, 1)[-1] if text else ""
    return text[: len(text) - len(word)], word
