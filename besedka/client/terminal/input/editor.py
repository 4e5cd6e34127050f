"""The line editor: a text, a cursor, and what the keys do to them. Pure state; drawing is elsewhere."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from besedka.client.terminal.input.line_history import LineHistory
from besedka.client.terminal.layout.width import graphemes, next_boundary, previous_boundary

__all__ = ["MAX_LINE", "Editor"]

MAX_LINE: Final = 65_536
"""Default maximum length of the line in characters; the excess of an insertion is dropped.

Far above the message limit of most servers; see `Editor.room`.
"""


class Editor:
    """A line editor with Emacs keys that moves and deletes by grapheme clusters.

    The text may contain newlines (a paste, Alt-Enter); they are part of one message. Enter is handled by the caller.
    Up and Down walk through earlier lines; going down past the newest restores the unfinished line.
    """

    def __init__(self, history: LineHistory | None = None) -> None:
        self.text = ""
        self.cursor = 0
        self.room = MAX_LINE
        """Maximum length in characters; raised for a server that accepts longer messages."""
        self._killed = ""
        self._history = history if history is not None else LineHistory()

    # -- the text ---------------------------------------------------------------------------------------------------

    def insert(self, text: str) -> bool:
        """Insert the text at the cursor; return False if some of it did not fit."""
        room = self.room - len(self.text)
        self.replace(self.cursor, self.cursor, text[: max(room, 0)])
        return len(text) <= room

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace the text from `start` to `end` with `text`; the cursor moves to its end."""
        self.text = self.text[:start] + text + self.text[end:]
        self.cursor = start + len(text)

    def take(self) -> str:
        """Return the finished line, add it to the history, and clear the editor."""
        text = self.text
        self._history.remember(text)
        self.clear()
        return text

    def clear(self) -> None:
        """Clear the line and leave the history."""
        self.text, self.cursor = "", 0
        self._history.leave()

    # -- keys -------------------------------------------------------------------------------------------------------

    def press(self, name: str) -> bool:
        """Perform the action of the key `name`; return False if it has none."""
        action = self._ACTIONS.get(name)
        if action is None:
            return False
        action(self)
        return True

    def _left(self) -> None:
        self.cursor = previous_boundary(self.text, self.cursor)

    def _right(self) -> None:
        self.cursor = next_boundary(self.text, self.cursor)

    def _home(self) -> None:
        self.cursor = 0

    def _end(self) -> None:
        self.cursor = len(self.text)

    def _word_left(self) -> None:
        self.cursor = self._word_start()

    def _word_right(self) -> None:
        self.cursor = self._word_end()

    def _word_start(self) -> int:
        position = self.cursor
        while position and not _in_word(self.text[position - 1]):
            position -= 1
        while position and _in_word(self.text[position - 1]):
            position -= 1
        return position

    def _word_end(self) -> int:
        position, end = self.cursor, len(self.text)
        while position < end and not _in_word(self.text[position]):
            position += 1
        while position < end and _in_word(self.text[position]):
            position += 1
        return position

    def _blank_start(self) -> int:
        """Start of the text that Ctrl-W cuts: breaks at white space only, so a path or `--name=x` is one word."""
        position = self.cursor
        while position and self.text[position - 1].isspace():
            position -= 1
        while position and not self.text[position - 1].isspace():
            position -= 1
        return position

    def _backspace(self) -> None:
        self.replace(previous_boundary(self.text, self.cursor), self.cursor, "")

    def _delete(self) -> None:
        self._cut(self.cursor, next_boundary(self.text, self.cursor))

    def _cut(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start

    def _kill(self, start: int, end: int) -> None:
        if start < end:
            self._killed = self.text[start:end]
            self._cut(start, end)

    def _kill_to_end(self) -> None:
        self._kill(self.cursor, len(self.text))

    def _kill_to_start(self) -> None:
        self._kill(0, self.cursor)

    def _kill_word_left(self) -> None:
        self._kill(self._word_start(), self.cursor)

    def _kill_blank_left(self) -> None:
        self._kill(self._blank_start(), self.cursor)

    def _kill_word_right(self) -> None:
        self._kill(self.cursor, self._word_end())

    def _yank(self) -> None:
        self.insert(self._killed)

    def _newline(self) -> None:
        self.insert("\n")

    def _transpose(self) -> None:
        """Swap the two characters around the cursor (at the end: the two before it)."""
        middle = self.cursor if self.cursor < len(self.text) else previous_boundary(self.text, self.cursor)
        start, end = previous_boundary(self.text, middle), next_boundary(self.text, middle)
        if start < middle < end:
            self.replace(start, end, self.text[middle:end] + self.text[start:middle])

    def _older(self) -> None:
        self._show(self._history.older(self.text))

    def _newer(self) -> None:
        self._show(self._history.newer())

    def _show(self, text: str | None) -> None:
        if text is not None:
            self.text, self.cursor = text, len(text)

    # -- looking ----------------------------------------------------------------------------------------------------

    def before(self) -> list[str]:
        """The grapheme clusters before the cursor."""
        return graphemes(self.text[: self.cursor])

    def after(self) -> list[str]:
        """The grapheme clusters after the cursor."""
        return graphemes(self.text[self.cursor :])

    _ACTIONS: ClassVar[dict[str, Callable[[Any], None]]] = {
        "left": _left,
        "ctrl-b": _left,
        "right": _right,
        "ctrl-f": _right,
        "home": _home,
        "ctrl-a": _home,
        "end": _end,
        "ctrl-e": _end,
        "ctrl-left": _word_left,
        "alt-left": _word_left,
        "alt-b": _word_left,
        "ctrl-right": _word_right,
        "alt-right": _word_right,
        "alt-f": _word_right,
        "up": _older,
        "ctrl-p": _older,
        "down": _newer,
        "ctrl-n": _newer,
        "backspace": _backspace,
        "delete": _delete,
        "ctrl-d": _delete,
        "ctrl-k": _kill_to_end,
        "ctrl-u": _kill_to_start,
        "ctrl-w": _kill_blank_left,
        "alt-backspace": _kill_word_left,
        "alt-d": _kill_word_right,
        "ctrl-delete": _kill_word_right,
        "ctrl-y": _yank,
        "ctrl-t": _transpose,
        "alt-enter": _newline,
    }


def _in_word(char: str) -> bool:
    # Characters outside ASCII that are not letters (marks, joiners) belong to the word around them.
    return char.isalnum() or char == "_" or (char > "\x7f" and not char.isspace())
