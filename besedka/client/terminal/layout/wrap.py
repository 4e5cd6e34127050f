"""Lines broken into rows by us, and not by the terminal.

Where a terminal wraps a text, its next row begins in the first column, and whoever pads a text to the width of
somebody's window writes there what looks like the head of another message. Rows of ours that continue a line
begin with an indent that no head line has, whatever is in the text.

An address that is longer than a row is not broken by us, or nobody could click or copy it: the terminal itself goes on
with it in the first column, and knows that it is one. There are no blanks in an address, nor what looks like one, and
behind it begins a row of ours: nothing that the terminal goes on with looks like the head of a message.

What this cannot help against: a terminal that is made narrower later breaks the rows that it shows already, as
it likes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple
from unicodedata import category

from besedka.client.terminal.layout.links import links
from besedka.client.terminal.layout.palette import paint
from besedka.client.terminal.layout.width import graphemes, most_cells, most_width

__all__ = ["MIN_HANGING_INDENT", "Flowing", "Paragraph", "Piece"]

MIN_HANGING_INDENT: Final = 4
"""Cells before every row that continues a line: more than stand before any head."""

_ROOM: Final = 16
_BAR: Final = "| "
_BAR_SGR: Final = "2"
_TAB: Final = 8
_WIDEST: Final = 2
_LEAST: Final = len("https://x")
"""Cells of an address that stand in its first row, so that it is seen to be one."""
_BEHIND: Final = ("Pe", "Pf", "Pi", "Po")
"""Punctuation that does not begin a row without need."""
# White space where a line is not to be broken.
_NO_BREAK: Final = "\u00a0\u2007\u202f"


class Piece(NamedTuple):
    """A stretch of a line that looks the same: `sgr` are SGR parameters, none for a plain one."""

    text: str
    sgr: str = ""


class _Glyph(NamedTuple):
    text: str
    size: int
    sgr: str
    link: int = 0
    """Counts the addresses of the line from 1; 0 outside of them."""

    @property
    def room(self) -> int:
        """The cells that it needs in a row: of a letter in the last one, terminals set the marks on another."""
        return self.size + 1 if len(self.text) > 1 else self.size

    @property
    def space(self) -> bool:
        return self.text.isspace() and self.text not in _NO_BREAK


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line that takes as many rows as it needs.

    `hang`: the cells that stay free before the rows that follow the first; a sentence has at least
    `MIN_HANGING_INDENT`. With `bar` a bar stands behind them: for all that holds what somebody wrote. Without, and
    where a narrow terminal has no room for so wide an indent, it is `MIN_HANGING_INDENT`. `gutter`: cells of a margin
    that stays free in any case. `coloured`: whether the bar may have a look.
    """

    pieces: tuple[Piece, ...]
    hang: int = MIN_HANGING_INDENT
    bar: bool = False
    gutter: int = 0
    coloured: bool = False

    @property
    def text(self) -> str:
        """The line without looks."""
        return "".join(piece.text for piece in self.pieces)

    def rows(self, columns: int | None) -> list[str]:
        """The rows for a terminal that is so wide, each whole in itself: what it begins (SGR) it ends.

        None of them is wider than that, down to ten columns or so, but a `Flowing` one. Broken at spaces, which vanish
        where they do not fit, and beside wide characters; in the middle of a word only when it is longer than a row.
        One row, with its tabs, when `columns` is None.
        """
        if columns is None or self._fits(columns):
            return [_painted(self.pieces)]
        indent = self._indent(columns)
        columns = max(columns, len(indent.text) + _WIDEST)
        rows = _Rows(columns, indent)
        for glyphs in _words(_glyphs(self.pieces, columns - len(indent.text))):
            rows.add(glyphs)
        return rows.done()

    def _fits(self, columns: int) -> bool:
        """Whether one row holds it. Where it is not ASCII the last cell stays free (see `_Glyph.room`)."""
        room = columns if self.text.isascii() else columns - 1
        return "\t" not in self.text and most_width(self.text) <= room

    def _indent(self, columns: int) -> Piece:
        wide = self.gutter + self.hang
        if self.bar:
            return Piece(" " * wide + _BAR, _BAR_SGR if self.coloured else "")
        return Piece(" " * (wide if columns - wide >= _ROOM else self.gutter + MIN_HANGING_INDENT))


class Flowing(str):
    """A row that the terminal breaks, being longer than it is wide: not in its `head`, but in the `address` behind."""

    __slots__ = ("address", "head")
    head: str
    address: str

    def __new__(cls, head: str, address: str) -> "Flowing":  # noqa: PYI034 - Python 3.10 has no Self
        """Both together, as a text."""
        made = super().__new__(cls, head + address)
        made.head, made.address = head, address
        return made


class _Rows:
    """Rows that fill up."""

    def __init__(self, columns: int, indent: Piece) -> None:
        self._columns = columns
        self._indent = _Glyph(indent.text, len(indent.text), indent.sgr)
        self._rows: list[list[_Glyph]] = [[]]
        self._flows: dict[int, int] = {}
        """Which of them flow, and the place of the address in them."""
        self._used = 0

    def add(self, word: list[_Glyph]) -> None:
        """A word, or the spaces between two."""
        if word[0].space:
            self._add_space(word)
            return
        self._make_room(word)
        for link, run in groupby(word, key=lambda glyph: glyph.link):
            if link:
                self._add_address(list(run))
            else:
                self._add_letters(run)

    def done(self) -> list[str]:
        """The rows as they are shown."""
        rows = [_painted(row) for row in self._rows]
        for index, place in self._flows.items():
            row = self._rows[index]
            rows[index] = Flowing(_painted(row[:place]), _painted(row[place:]))
        return rows

    def _add_letters(self, glyphs: Iterable[_Glyph]) -> None:
        for glyph in glyphs:
            if not self._fits([glyph]):
                self._break()
            self._put(glyph)

    def _add_address(self, glyphs: list[_Glyph]) -> None:
        self._make_room(glyphs)
        if self._fits(glyphs):
            for glyph in glyphs:
                self._put(glyph)
            return
        if self._used + min(_LEAST, self._columns - self._indent.size) > self._columns:
            self._break()
        self._flows[len(self._rows) - 1] = len(self._rows[-1])
        self._rows[-1] += glyphs
        self._used = self._columns  # whatever comes now begins a row

    def _add_space(self, spaces: list[_Glyph]) -> None:
        for glyph in spaces:
            if glyph.text == "\t":
                size = _TAB - self._used % _TAB
                glyph = _Glyph(" " * size, size, glyph.sgr)  # noqa: PLW2901 - the same, as it is shown
            if self._used + glyph.size > self._columns:
                self._used = self._columns  # whatever comes now begins a row
                return
            self._put(glyph)

    def _fits(self, glyphs: list[_Glyph]) -> bool:
        return self._used + _size(glyphs) <= self._columns

    def _make_room(self, glyphs: list[_Glyph]) -> None:
        """A row of their own, if it holds them and this one does not."""
        if not self._fits(glyphs) and self._indent.size + _size(glyphs) <= self._columns:
            self._break()

    def _put(self, glyph: _Glyph) -> None:
        self._rows[-1].append(glyph)
        self._used += glyph.size

    def _break(self) -> None:
        self._rows.append([self._indent])
        self._used = self._indent.size


def _glyphs(pieces: Iterable[Piece], room: int) -> Iterator[_Glyph]:
    """What people see as one character; one that may take more than `room` in its parts."""
    pieces = list(pieces)
    numbers = _link_numbers("".join(piece.text for piece in pieces))
    place = 0
    for piece in pieces:
        for cluster in graphemes(piece.text):
            number = numbers.get(place, 0)
            place += len(cluster)
            size = most_cells(cluster)
            if size < room:
                yield _Glyph(cluster, size, piece.sgr, number)
            else:
                yield from (_Glyph(char, most_cells(char), piece.sgr, number) for char in cluster)


def _link_numbers(text: str) -> dict[int, int]:
    """By place, which address of the text stands there, with the punctuation behind it."""
    numbers: dict[int, int] = {}
    for number, (start, end) in enumerate(links(text), 1):
        while end < len(text) and category(text[end]) in _BEHIND:
            end += 1  # noqa: PLW2901 - the same address, and what stays beside it
        numbers.update(dict.fromkeys(range(start, end), number))
    return numbers


def _size(glyphs: list[_Glyph]) -> int:
    return sum(glyph.size for glyph in glyphs[:-1]) + glyphs[-1].room


def _words(glyphs: Iterable[_Glyph]) -> Iterator[list[_Glyph]]:
    """Runs of spaces, runs of letters; a wide character is a word of its own, but in an address."""
    for (_, wide), run in groupby(glyphs, key=lambda glyph: (glyph.space, glyph.size > 1 and not glyph.link)):
        if wide:
            yield from ([glyph] for glyph in run)
        else:
            yield list(run)


def _painted(pieces: Iterable[Piece | _Glyph]) -> str:
    """The pieces in their looks; neighbours that look the same in one go."""
    runs = groupby(pieces, key=lambda piece: piece.sgr)
    return "".join(paint("".join(piece.text for piece in run), sgr) for sgr, run in runs)
