"""Computes what to write so that the chat scrolls above and the input line stays whole below it.

Pure: state and size in, text out.

**The picture.** Rows of the chat, in the order in which they were shown, each ended by CR LF; below them one row, the
*input row*: prompt and line. There is no alternate screen and no scrolling region: the chat stays in the terminal's own
scrollback, and selecting, searching and scrolling are left to the terminal. The content above the input row is neither
known here nor stored.

**The state** is what the next drawing needs to know of the last one, all of it in cells of the input row:

- `_columns`: the width of the terminal; at least 2.
- `_column`: the column where the cursor was left, by our measure; 0 when the row is erased.
- `_drawn`: the number of cells drawn, by our measure; 0 when the row is erased.
- `_first`: the first visible grapheme cluster, when the line is longer than its field. The field scrolls sideways by
  half its width when the cursor leaves it, and is marked at the edges.

**Invariants.** After the text returned by a method has been written, whole and in order:

1. The cursor is in the input row, and nothing of ours is below it.
2. The input row is one row of the terminal. It is drawn with autowrap off (DECAWM), in fewer cells than there are
   columns, so that a terminal which measures it wider cuts it at the edge and wraps nothing.
3. Autowrap is on, as a shell expects: the process may be stopped between any two writes.
4. The terminal itself determines the cursor position (DECSC before the text after the cursor, DECRC after that text):
   the cursor is right however the terminal measures joined emoji. Our measure decides what is drawn, never where the
   cursor is.

**Prohibitions.** The cursor never moves up over rows that may not be ours or may have moved: only `print` with `over`
and `resize` move up at all. For `print` the caller guarantees those rows: printed last, wholly on the screen, width
unchanged since (`Console.replace`). `resize` moves up only by the rows into which a narrower terminal has broken the
input row. No control character from users reaches the terminal: rows are already sanitized (`EventRenderer`), the
line's clusters pass through `shown_grapheme`.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from besedka.client.terminal.input.editor import Editor
from besedka.client.terminal.layout.width import cells, graphemes, width
from besedka.client.terminal.layout.wrap import Flowing

__all__ = ["BRACKETED_PASTE_OFF", "BRACKETED_PASTE_ON", "Screen", "shown_grapheme"]

BRACKETED_PASTE_ON: Final = "\x1b[?2004h"
BRACKETED_PASTE_OFF: Final = "\x1b[?2004l"

_WRAP_OFF: Final = "\x1b[?7l"
_WRAP_ON: Final = "\x1b[?7h"
_SAVE: Final = "\x1b7"
_RESTORE: Final = "\x1b8"
_ERASE_RIGHT: Final = "\x1b[K"
_ERASE_BELOW: Final = "\x1b[J"
_CLEAR: Final = "\x1b[H\x1b[2J"
_MARKS: Final = {"\n": "⏎", "\t": "⇥"}
_MIN_FIELD: Final = 8
"""Minimum cells that a prompt must leave for the line; a longer prompt is shortened."""


def shown_grapheme(grapheme: str) -> str:
    """Return a cluster as drawn: line breaks, tabs and lone marks made visible, other controls removed."""
    if grapheme in _MARKS:
        return _MARKS[grapheme]
    shown = "".join(char for char in grapheme if char >= " " and not "\x7f" <= char <= "\x9f")
    # A mark without a base letter would be drawn over the previous character.
    return "◌" + shown if shown and unicodedata.category(shown[0]) in ("Mn", "Me", "Mc") else shown


class Screen:
    """The state of the input row (see the module docstring).

    Every method returns the text to write. The caller must write it completely before the next method's text.
    """

    def __init__(self, columns: int = 80) -> None:
        self._columns = max(columns, 2)
        self._column = 0
        self._drawn = 0
        self._first = 0

    def resize(self, columns: int, prompt: str, editor: Editor) -> str:
        """Clear the remains of the input row after a change of width, and redraw it.

        A terminal that got narrower has wrapped the row into several, as nearly all do (VTE, kitty, iTerm, tmux). The
        cursor stayed at its character, so the first of these rows is that many rows above.
        """
        columns = max(columns, 2)
        up = self._column // columns if self._drawn > columns else 0
        self._columns = columns
        return (f"\x1b[{up}A" if up else "") + "\r" + _ERASE_BELOW + self.draw(prompt, editor)

    def redraw(self, prompt: str, editor: Editor) -> str:
        """Handle Ctrl-L: clear the screen and draw the row at its top."""
        return _CLEAR + self.draw(prompt, editor)

    def erase(self) -> str:
        """Erase the row; the cursor moves to its beginning."""
        self._column = self._drawn = 0
        return "\r" + _ERASE_RIGHT

    @property
    def columns(self) -> int:
        """The width of the terminal."""
        return self._columns

    def print(self, rows: Iterable[str], prompt: str, editor: Editor, over: int = 0) -> str:
        """Print rows above the input, overwriting the `over` rows directly above it, and redraw the input below them.

        The rows must be sanitized, colored and wrapped to the width. A row that the terminal nevertheless finds wider
        is cut at the edge, not wrapped; only the address of a `Flowing` row is wrapped.
        """
        erased = self.erase() + (f"\x1b[{over}A{_ERASE_BELOW}" if over else "")
        return erased + _WRAP_OFF + "".join(map(_printed, rows)) + self.draw(prompt, editor)

    def draw(self, prompt: str, editor: Editor) -> str:
        """Draw the row over its previous state."""
        prompt = self._fitting(prompt)
        before = [shown_grapheme(item) for item in editor.before()]
        after = [shown_grapheme(item) for item in editor.after()]
        # One cell at the right stays free for the cursor.
        left, right = self._window(before, after, self._columns - width(prompt) - 1)
        self._column = width(prompt) + width(left)
        self._drawn = self._column + width(right)
        return f"\r{_WRAP_OFF}{prompt}{left}{_SAVE}{right}{_ERASE_RIGHT}{_RESTORE}{_WRAP_ON}"

    def _fitting(self, prompt: str) -> str:
        """Return the prompt; if it leaves no field, its beginning cut to half a row, or only what follows the name."""
        if width(prompt) + _MIN_FIELD <= self._columns:
            return prompt
        end = prompt[-2:] if self._columns > _MIN_FIELD else ""
        room = self._columns // 2 - width(end)
        return _cut(graphemes(prompt), room, "…") + end if room > _MIN_FIELD else end

    def _window(self, before: Sequence[str], after: Sequence[str], room: int) -> tuple[str, str]:
        """Return the visible text before and after the cursor.

        It scrolls by half a field when the cursor leaves it, so it does not move on every key.
        """
        room = max(room, 1)
        sizes = [cells(item) for item in before]
        self._first = min(self._first, len(before))
        if sum(sizes) + sum(map(cells, after[: room + 1])) <= room:
            self._first = 0
        elif self._first == len(before) or _with_mark(sizes, self._first) > room - 1:
            self._first = _back(sizes, len(before), room // 2)
        left = ("‹" if self._first else "") + "".join(before[self._first :])
        return left, _cut(after, room - width(left))


def _printed(row: str) -> str:
    if isinstance(row, Flowing):
        return f"{row.head}{_WRAP_ON}{row.address}{_WRAP_OFF}\r\n"
    return f"{row}\r\n"


def _with_mark(sizes: Sequence[int], first: int) -> int:
    """Return the cells of the items from `first` on, plus the mark for the hidden items before them."""
    return sum(sizes[first:]) + (1 if first else 0)


def _back(sizes: Sequence[int], end: int, room: int) -> int:
    """Return the lowest index from which the items up to `end` fit into `room` cells."""
    start = end
    while start and room >= sizes[start - 1]:
        start -= 1
        room -= sizes[start]
    return start


def _cut(items: Sequence[str], room: int, mark: str = "›") -> str:
    """Return as many items as fit, with a mark in the last cell if some do not."""
    taken: list[str] = []
    used = 0
    for item in items:
        size = cells(item)
        if used + size > room:
            while taken and used + 1 > room:
                used -= cells(taken.pop())
            return "".join(taken) + (mark if used < room else "")
        taken.append(item)
        used += size
    return "".join(taken)
