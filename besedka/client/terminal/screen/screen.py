"""What to write to the terminal so that the chat scrolls above and the line that is being typed stands whole below it.

Pure: state and size in, text out.

**The picture.** Rows of the chat, in the order in which they were shown, each ended by CR LF; below them one row, the
*input row*: prompt and line. There is no alternate screen and no scrolling region: what was said stays in the
terminal's own scrollback, and selecting, searching and scrolling remain the terminal's business. What stands above the
input row is not known here, and not kept.

**The state** is what a next drawing needs of the last one, all of it in cells of the input row:

- `_columns`: the width of the terminal; at least 2.
- `_column`: how far from its left the cursor was left, by our measure; 0 where the row is erased.
- `_drawn`: how many cells of it were drawn, by our measure; 0 where it is erased.
- `_first`: the first grapheme cluster of the line that is seen, where the line is longer than its field. The field
  scrolls sideways by half of itself when the cursor leaves it, and is marked at the edges.

**Invariants.** After the text that a method returned was written, whole and in order:

1. The cursor stands in the input row, and nothing of ours stands below that.
2. The input row is one row of the terminal. It is drawn with autowrap off (DECAWM), in fewer cells than there are
   columns, so that a terminal which measures it wider cuts it at the edge, and breaks nothing.
3. Autowrap is on, as a shell expects it: we may be stopped between any two writes.
4. Where the cursor stands is the terminal's own doing (DECSC before the text behind it, DECRC after that): however it
   measures joined emoji, the cursor is right. Our measure decides what is drawn, never where the cursor is.

**What may never happen.** The cursor never goes up over rows that may not be ours, or not be where they were: only
`print` with `over` and `resize` go up at all. For the first, whoever calls answers for these rows: printed last, whole
on the screen, the width unchanged since (`Console.replace`). The second goes up only by the rows into which a narrower
terminal has broken the input row. No control character of somebody's reaches the terminal: rows come clean
(`EventRenderer`), the line's clusters go through `shown_grapheme`.
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
"""Cells for the line that a prompt has to leave, or it is shortened."""


def shown_grapheme(grapheme: str) -> str:
    """A cluster as it may be drawn: line breaks, tabs and lone marks are made visible, other controls vanish."""
    if grapheme in _MARKS:
        return _MARKS[grapheme]
    shown = "".join(char for char in grapheme if char >= " " and not "\x7f" <= char <= "\x9f")
    # A mark without a letter would sit on whatever is drawn before it.
    return "◌" + shown if shown and unicodedata.category(shown[0]) in ("Mn", "Me", "Mc") else shown


class Screen:
    """The input row's place on the terminal (see the head of this module).

    Every method returns the text to write, and assumes that it is written, whole, before the next one's.
    """

    def __init__(self, columns: int = 80) -> None:
        self._columns = max(columns, 2)
        self._column = 0
        self._drawn = 0
        self._first = 0

    def resize(self, columns: int, prompt: str, editor: Editor) -> str:
        """The terminal has another width now: clear what has become of the row, and draw it anew.

        A terminal that got narrower has broken the row into several, as nearly all do (VTE, kitty, iTerm,
        tmux); the cursor stayed at its character, so the first of them is that many rows above.
        """
        columns = max(columns, 2)
        up = self._column // columns if self._drawn > columns else 0
        self._columns = columns
        return (f"\x1b[{up}A" if up else "") + "\r" + _ERASE_BELOW + self.draw(prompt, editor)

    def redraw(self, prompt: str, editor: Editor) -> str:
        """Ctrl-L: an empty screen with the row at its top."""
        return _CLEAR + self.draw(prompt, editor)

    def erase(self) -> str:
        """The row goes; the cursor stands at its beginning."""
        self._column = self._drawn = 0
        return "\r" + _ERASE_RIGHT

    @property
    def columns(self) -> int:
        """The width of the terminal."""
        return self._columns

    def print(self, rows: Iterable[str], prompt: str, editor: Editor, over: int = 0) -> str:
        """Rows above the input, which is drawn again below them; in the place of the `over` rows right above it.

        They are already clean, coloured, and of a width that fits; one that the terminal finds wider all the
        same loses its end, and does not go on at the beginning of the next; only the address of a `Flowing` one does.
        """
        erased = self.erase() + (f"\x1b[{over}A{_ERASE_BELOW}" if over else "")
        return erased + _WRAP_OFF + "".join(map(_printed, rows)) + self.draw(prompt, editor)

    def draw(self, prompt: str, editor: Editor) -> str:
        """The row as it is now, over what it was."""
        prompt = self._fitting(prompt)
        before = [shown_grapheme(item) for item in editor.before()]
        after = [shown_grapheme(item) for item in editor.after()]
        # One cell stays free at the right for the cursor.
        left, right = self._window(before, after, self._columns - width(prompt) - 1)
        self._column = width(prompt) + width(left)
        self._drawn = self._column + width(right)
        return f"\r{_WRAP_OFF}{prompt}{left}{_SAVE}{right}{_ERASE_RIGHT}{_RESTORE}{_WRAP_ON}"

    def _fitting(self, prompt: str) -> str:
        """The prompt, where it leaves a field; else its beginning, in half a row, or what is behind the name."""
        if width(prompt) + _MIN_FIELD <= self._columns:
            return prompt
        end = prompt[-2:] if self._columns > _MIN_FIELD else ""
        room = self._columns // 2 - width(end)
        return _cut(graphemes(prompt), room, "…") + end if room > _MIN_FIELD else end

    def _window(self, before: Sequence[str], after: Sequence[str], room: int) -> tuple[str, str]:
        """The part of the text that is seen, cut at the cursor.

        It scrolls by half a field when the cursor leaves it, so that it stands still while one types.
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
    """The cells of the items from the first one on, with those of the mark that says that there are others before."""
    return sum(sizes[first:]) + (1 if first else 0)


def _back(sizes: Sequence[int], end: int, room: int) -> int:
    """The index from which the items up to `end` fill `room` cells at the most."""
    start = end
    while start and room >= sizes[start - 1]:
        start -= 1
        room -= sizes[start]
    return start


def _cut(items: Sequence[str], room: int, mark: str = "›") -> str:
    """As many items as fit, with a mark in the last cell when that is not all."""
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
