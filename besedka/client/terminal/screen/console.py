"""The user's side of the terminal.

Keys become an edited line, events become lines above it. No I/O of its own.
"""

import sys
from collections.abc import Callable, Iterable
from typing import Final

from besedka.chat.language.text import clean
from besedka.client.terminal.input.completion import complete
from besedka.client.terminal.input.editor import Editor
from besedka.client.terminal.input.keys import Key, KeyReader, Pasted, Pressed, Typed
from besedka.client.terminal.layout.wrap import Flowing, Paragraph, Piece
from besedka.client.terminal.screen.screen import Screen

__all__ = ["Console"]

_BELL: Final = "\a"


class Console:
    """A screen, an editor, and the keys between them.

    `write` gets what is to be written to the terminal. `on_line` gets a finished line and returns whether it
    was taken; one that was not stays in the editor. `on_leave` is Ctrl-C or Ctrl-D on an empty line. Ctrl-C on a
    line that is half typed puts it among the earlier lines, and calls `on_clear`. `on_suspend` is Ctrl-Z.

    *State.* `_lines` wait for `flush`; while paused they go on waiting, and nothing is written. `_last` is the line
    right above the input, with the rows that it takes, as long as that is known for certain: `replace` may then put
    another in its place. All that moves rows without us makes it forgotten (`_settle`): another size, Ctrl-L, a pause.
    `_over` rows are to be written over by the next flush; 0 where `_last` is not known.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        *,
        columns: int,
        lines: int = 24,
        names: Callable[[], Iterable[str]],
        ignored: Callable[[], Iterable[str]] = tuple,
        on_line: Callable[[str], bool],
        on_leave: Callable[[], None],
        on_clear: Callable[[], None] = lambda: None,
        on_suspend: Callable[[], None],
    ) -> None:
        self._write = write
        self._screen = Screen(columns)
        self._editor = Editor()
        self._keys = KeyReader()
        self._names, self._ignored = names, ignored
        self._on_line, self._on_leave, self._on_clear = on_line, on_leave, on_clear
        self._prompt = "> "
        self._height = lines
        self._lines: list[Paragraph] = []
        self._last: tuple[Paragraph, int] | None = None
        self._over = 0
        self._bell = False
        self._paused = False
        self._specials: dict[str, Callable[[], None]] = {
            "enter": self._enter,
            "tab": self._complete,
            "ctrl-c": self._interrupt,
            "ctrl-z": on_suspend,
            "ctrl-l": self._clear,
        }

    # -- what is shown ----------------------------------------------------------------------------------------------

    def set_prompt(self, prompt: str) -> None:
        """What stands before the line; shown at the next drawing."""
        self._prompt = clean(prompt, newline=False)

    def show(self, lines: Iterable[Paragraph], *, bell: bool = False) -> None:
        """Lines to stand above the input.

        `flush` brings them out, in rows of the width that the terminal has then, so that a burst is one
        drawing. One bell for each burst.
        """
        self._lines += lines
        self._bell |= bell

    def replace(self, old: Paragraph, new: Paragraph) -> bool:
        """Put a line in the place of one that is still the last; False when it is not, or not whole on the screen."""
        if self._lines and self._lines[-1] is old:
            self._lines[-1] = new
            return True
        last, rows = self._last or (None, 0)
        if self._lines or last is not old or rows >= self._height:
            return False
        self._over, self._lines = rows, [new]
        return True

    def flush(self) -> None:
        """Write what `show` collected."""
        if self._paused:
            return
        lines, self._lines = self._lines, []
        bell, self._bell = _BELL if self._bell else "", False
        if lines:
            *above, last = [line.rows(self._screen.columns) for line in lines]
            rows = [row for line in (*above, last) for row in line]
            over, self._over, self._last = self._over, 0, (lines[-1], _height(last))
            self._write(bell + self._screen.print(rows, self._prompt, self._editor, over))
        else:
            self._write(bell + self._screen.draw(self._prompt, self._editor))

    def resize(self, columns: int, lines: int | None = None) -> None:
        """Draw the input for another size of the terminal; the rows above stay as it has made them."""
        self._height = lines or self._height
        self._settle()
        drawing = self._screen.resize(columns, self._prompt, self._editor)
        if not self._paused:
            self._write(drawing)

    def pause(self) -> None:
        """Take the input off the screen, and write nothing until `resume`."""
        self._write(self._screen.erase())
        self._settle()
        self._paused = True

    def resume(self) -> None:
        """Write again: the input, and above it what was shown meanwhile."""
        self._paused = False
        self.flush()

    def offer(self, line: str) -> bool:
        """Put an earlier line in again, for Enter; False when another has been begun."""
        free = not self._editor.text
        if free:
            self._editor.insert(line)
        return free

    def withdraw(self, line: str) -> None:
        """Take a line out that was offered, unless it has been changed."""
        if self._editor.text == line:
            self._editor.clear()

    def make_room(self, characters: int) -> None:
        """Let the line hold so many characters, if it would hold fewer."""
        self._editor.room = max(self._editor.room, characters)

    # -- what is typed ----------------------------------------------------------------------------------------------

    @property
    def pending(self) -> bool:
        """A key has begun and may not be whole; call `timeout` when nothing follows."""
        return self._keys.pending

    def receive(self, data: bytes) -> None:
        """Take bytes of the keyboard, do what their keys mean, and draw."""
        self._act(self._keys.receive(data))

    def timeout(self) -> None:
        """Take what has begun for a key: nothing followed for a moment (`KeyReader.timeout`)."""
        self._act(self._keys.timeout())

    def _act(self, keys: Iterable[Key]) -> None:
        for key in keys:
            if isinstance(key, Pressed):
                self._press(key.name)
            else:
                self._insert(key)
        self.flush()

    def _press(self, name: str) -> None:
        if name == "ctrl-d" and not self._editor.text:
            name = "ctrl-c"
        special = self._specials.get(name)
        if special is not None:
            special()
        elif not self._editor.press(name) and name not in ("unknown", "escape"):
            self._bell = True

    def _interrupt(self) -> None:
        if self._editor.text:
            self._editor.take()
            self._on_clear()
        else:
            self._on_leave()

    def _insert(self, key: Typed | Pasted) -> None:
        # A copied line brings its line end along, and that is not meant as part of the message.
        text = clean(key.text)
        if isinstance(key, Pasted):
            text = text.rstrip("\n")
        if not self._editor.insert(text):
            self._bell = True

    def _enter(self) -> None:
        text = self._editor.text
        if not text.strip():
            self._editor.clear()
        elif self._on_line(text):
            self._editor.take()
        else:
            self._bell = True

    def _complete(self) -> None:
        editor = self._editor
        found = complete(editor.text[: editor.cursor], self._names(), self._ignored())
        if found is None:
            self._bell = True
            return
        changed = editor.text[found.start : editor.cursor] != found.text
        editor.replace(found.start, editor.cursor, found.text)
        if found.choices and not changed:
            self.show([Paragraph((Piece("  " + "  ".join(found.choices)),))])

    def _settle(self) -> None:
        """Nobody knows any more where the last line stands."""
        self._last, self._over = None, 0

    def _clear(self) -> None:
        self._settle()
        self._write(self._screen.redraw(self._prompt, self._editor))


def _height(rows: list[str]) -> int:
    """The rows that they take on the screen; more than any has where only the terminal knows."""
    return sys.maxsize if any(isinstance(row, Flowing) for row in rows) else len(rows)
