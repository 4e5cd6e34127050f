"""The user's side of the terminal: turns keys into an edited line and shows events above it. Does no I/O itself."""

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

    `write` receives the text for the terminal. `on_line` receives a finished line and returns whether it was accepted;
    a rejected line stays in the editor. `on_leave`: Ctrl-C or Ctrl-D on an empty line. `on_clear`: Ctrl-C on a
    non-empty line, which moves it to the history. `on_empty`: Enter on an empty line. `on_suspend`: Ctrl-Z.

    *State.* `_lines` wait for `flush`; while paused they keep waiting and nothing is written. `_last` is the line
    directly above the input, with its number of rows, while its position is certain: `replace` may then overwrite it.
    Anything that moves rows without our doing invalidates it (`_settle`): a resize, Ctrl-L, a pause. `_over` rows will
    be overwritten by the next flush; 0 when `_last` is unknown.
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
        on_empty: Callable[[], None] = lambda: None,
        on_suspend: Callable[[], None],
    ) -> None:
        self._write = write
        self._screen = Screen(columns)
        self._editor = Editor()
        self._keys = KeyReader()
        self._names, self._ignored = names, ignored
        self._on_line, self._on_leave, self._on_clear, self._on_empty = on_line, on_leave, on_clear, on_empty
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

    # -- output -----------------------------------------------------------------------------------------------------

    def set_prompt(self, prompt: str) -> None:
        """Set the text before the input line. Takes effect at the next drawing."""
        self._prompt = clean(prompt, newline=False)

    def show(self, lines: Iterable[Paragraph], *, bell: bool = False) -> None:
        """Queue lines to be shown above the input.

        `flush` writes them, wrapped to the terminal's width at that time, so a burst is drawn once, with at most one
        bell.
        """
        self._lines += lines
        self._bell |= bell

    def replace(self, old: Paragraph, new: Paragraph) -> bool:
        """Replace the last line; return False if `old` is no longer the last, or not wholly on the screen."""
        if self._lines and self._lines[-1] is old:
            self._lines[-1] = new
            return True
        last, rows = self._last or (None, 0)
        if self._lines or last is not old or rows >= self._height:
            return False
        self._over, self._lines = rows, [new]
        return True

    def flush(self) -> None:
        """Write the lines queued by `show` and redraw the input."""
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
        """Redraw the input for a new terminal size; the rows above stay as the terminal has rewrapped them."""
        self._height = lines or self._height
        self._settle()
        drawing = self._screen.resize(columns, self._prompt, self._editor)
        if not self._paused:
            self._write(drawing)

    def pause(self) -> None:
        """Erase the input and write nothing until `resume`."""
        self._write(self._screen.erase())
        self._settle()
        self._paused = True

    def resume(self) -> None:
        """Write again: first what was shown while paused, then the input."""
        self._paused = False
        self.flush()

    def offer(self, line: str) -> bool:
        """Put an earlier line into the input; return False if the input is not empty."""
        free = not self._editor.text
        if free:
            self._editor.insert(line)
        return free

    def withdraw(self, line: str) -> None:
        """Remove an offered line from the input, unless it was changed."""
        if self._editor.text == line:
            self._editor.clear()

    def make_room(self, characters: int) -> None:
        """Raise the length limit of the line to so many characters, if it is lower."""
        self._editor.room = max(self._editor.room, characters)

    # -- input ------------------------------------------------------------------------------------------------------

    @property
    def pending(self) -> bool:
        """Whether a key sequence may be incomplete; call `timeout` when nothing follows."""
        return self._keys.pending

    def receive(self, data: bytes) -> None:
        """Decode bytes from the keyboard, perform their keys, and redraw."""
        self._act(self._keys.receive(data))

    def timeout(self) -> None:
        """End an incomplete key sequence, because nothing followed for a moment (`KeyReader.timeout`)."""
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
        # A copied line includes its line end, which is not meant as part of the message.
        text = clean(key.text)
        if isinstance(key, Pasted):
            text = text.rstrip("\n")
        if not self._editor.insert(text):
            self._bell = True

    def _enter(self) -> None:
        text = self._editor.text
        if not text.strip():
            self._editor.clear()
            self._on_empty()
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
        """Invalidate the position of the last line."""
        self._last, self._over = None, 0

    def _clear(self) -> None:
        self._settle()
        self._write(self._screen.redraw(self._prompt, self._editor))


def _height(rows: list[str]) -> int:
    """Return the rows occupied on the screen; `sys.maxsize` if only the terminal knows."""
    return sys.maxsize if any(isinstance(row, Flowing) for row in rows) else len(rows)
