"""A typed line as tokens: its words one after the other, and the rest as it was typed."""

import re

__all__ = ["Tokens", "last_word"]

_WORD = re.compile(r"\s*(\S+)")


class Tokens:
    """The words of a line, taken from its beginning. White space separates them, as Unicode defines it."""

    __slots__ = ("_line", "_next", "_position", "verbatim")

    def __init__(self, line: str) -> None:
        self._line = line
        self._position = 0
        self.verbatim = False
        """Whether the options were ended: all that is left is text."""
        self._next = _WORD.match(line)

    def peek(self) -> str | None:
        """The next word; None at the end of the line."""
        return None if self._next is None else self._next[1]

    def take(self) -> str | None:
        """The next word, which is then behind us."""
        if self._next is None:
            return None
        word = self._next[1]
        self._position = self._next.end()
        self._next = _WORD.match(self._line, self._position)
        return word

    def end_options(self) -> None:
        """After `--` the rest begins one separator later, whatever it begins with."""
        self.take()
        self.verbatim = True

    def behind(self) -> str:
        """Whatever is behind the word that was taken last, white space included."""
        return self._line[self._position :]

    def rest(self) -> str:
        """Whatever is left, as it was typed."""
        if self.verbatim:
            return self._line[self._position + 1 :]
        return "" if self._next is None else self._line[self._next.start(1) :]


def last_word(text: str) -> tuple[str, str]:
    """What is before the last word, and that word; white space behind it is dropped."""
    text = text.rstrip()
    word = text.rsplit(None, 1)[-1] if text else ""
    return text[: len(text) - len(word)], word
