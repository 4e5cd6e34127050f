"""Breaks lines into rows, instead of leaving that to the terminal.

When a terminal wraps a text, the next row begins in the first column. A user who pads a text to the width of somebody's
window could then fake the head of another message. Our continuation rows begin with an indent that no head line has,
whatever the text contains.

An address longer than a row is not broken by us, or it could not be clicked or copied: the terminal continues it in the
first column and knows that it is one address. An address contains no blanks, nor anything that looks like one, and a
row of ours begins after it, so no row that the terminal wraps looks like the head of a message.

Limitation: a terminal that is made narrower later re-wraps the rows on its screen in its own way.
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
"""Cells before every continuation row: more than before any head line."""

_MIN_TEXT_CELLS: Final = 16
_BAR: Final = "| "
_BAR_SGR: Final = "2"
_TAB_WIDTH: Final = 8
_MAX_CLUSTER_CELLS: Final = 2
_MIN_ADDRESS_CELLS: Final = len("https://x")
"""Minimum cells of an address in its first row, so that it is recognizable as one."""
_TRAILING_CATEGORIES: Final = ("Pe", "Pf", "Pi", "Po")
"""Categories of punctuation that should not begin a row."""
# White space at which a line must not be broken.
_NO_BREAK: Final = "\u00a0\u2007\u202f"


class Piece(NamedTuple):
    """A stretch of text in one style: `sgr` are SGR parameters, empty for plain text."""

    text: str
    sgr: str = ""


class _Glyph(NamedTuple):
    text: str
    size: int
    sgr: str
    link: int = 0
    """Number of the address in the line, from 1; 0 outside addresses."""

    @property
    def room(self) -> int:
        """Cells needed in a row. One extra for several characters: in the last cell, terminals misplace marks."""
        return self.size + 1 if len(self.text) > 1 else self.size

    @property
    def space(self) -> bool:
        return self.text.isspace() and self.text not in _NO_BREAK


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line that takes as many rows as it needs.

    - `hang`: free cells before the continuation rows; for a sentence at least `MIN_HANGING_INDENT`. Without `bar`, on
      a terminal too narrow for it, `MIN_HANGING_INDENT` is used instead.
    - `bar`: draw a bar after them; set for everything that contains user text.
    - `gutter`: cells of a margin that always stays free.
    - `coloured`: whether the bar may be styled.
    """

    pieces: tuple[Piece, ...]
    hang: int = MIN_HANGING_INDENT
    bar: bool = False
    gutter: int = 0
    coloured: bool = False

    @property
    def text(self) -> str:
        """The line without styles."""
        return "".join(piece.text for piece in self.pieces)

    def rows(self, columns: int | None) -> list[str]:
        """Return the rows for a terminal of this width. Each row ends the SGR styles that it begins.

        No row is wider, down to about ten columns, except a `Flowing` one. Lines are broken at spaces, which are
        dropped where they do not fit, and beside wide characters; inside a word only if it is longer than a row. If
        `columns` is None, the result is one row, with its tabs.
        """
        if columns is None or self._fits(columns):
            return [_painted(self.pieces)]
        indent = self._indent(columns)
        columns = max(columns, len(indent.text) + _MAX_CLUSTER_CELLS)
        rows = _Rows(columns, indent)
        for glyphs in _words(_glyphs(self.pieces, columns - len(indent.text))):
            rows.add(glyphs)
        return rows.done()

    def _fits(self, columns: int) -> bool:
        """Return whether one row holds the line. If it is not ASCII, the last cell stays free (see `_Glyph.room`)."""
        room = columns if self.text.isascii() else columns - 1
        return "\t" not in self.text and most_width(self.text) <= room

    def _indent(self, columns: int) -> Piece:
        wide = self.gutter + self.hang
        if self.bar:
            return Piece(" " * wide + _BAR, _BAR_SGR if self.coloured else "")
        return Piece(" " * (wide if columns - wide >= _MIN_TEXT_CELLS else self.gutter + MIN_HANGING_INDENT))


class Flowing(str):
    """A row longer than the terminal is wide, which the terminal wraps inside `address`, never inside `head`."""

    __slots__ = ("address", "head")
    head: str
    address: str

    def __new__(cls, head: str, address: str) -> "Flowing":  # noqa: PYI034 - Python 3.10 has no Self
        """Create the row from both parts."""
        made = super().__new__(cls, head + address)
        made.head, made.address = head, address
        return made


class _Rows:
    """Rows being filled."""

    def __init__(self, columns: int, indent: Piece) -> None:
        self._columns = columns
        self._indent = _Glyph(indent.text, len(indent.text), indent.sgr)
        self._rows: list[list[_Glyph]] = [[]]
        self._flows: dict[int, int] = {}
        """Index of each row that flows, and the position of the address in it."""
        self._used = 0

    def add(self, word: list[_Glyph]) -> None:
        """Add a word, or a run of spaces."""
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
        """Return the finished rows."""
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
        if self._used + min(_MIN_ADDRESS_CELLS, self._columns - self._indent.size) > self._columns:
            self._break()
        self._flows[len(self._rows) - 1] = len(self._rows[-1])
        self._rows[-1] += glyphs
        self._used = self._columns  # the row is full: whatever follows begins a new one

    def _add_space(self, spaces: list[_Glyph]) -> None:
        for glyph in spaces:
            if glyph.text == "\t":
                size = _TAB_WIDTH - self._used % _TAB_WIDTH
                glyph = _Glyph(" " * size, size, glyph.sgr)  # noqa: PLW2901 - the tab as drawn
            if self._used + glyph.size > self._columns:
                self._used = self._columns  # the row is full: whatever follows begins a new one
                return
            self._put(glyph)

    def _fits(self, glyphs: list[_Glyph]) -> bool:
        return self._used + _size(glyphs) <= self._columns

    def _make_room(self, glyphs: list[_Glyph]) -> None:
        """Begin a new row if it holds all the glyphs and the current one does not."""
        if not self._fits(glyphs) and self._indent.size + _size(glyphs) <= self._columns:
            self._break()

    def _put(self, glyph: _Glyph) -> None:
        self._rows[-1].append(glyph)
        self._used += glyph.size

    def _break(self) -> None:
        self._rows.append([self._indent])
        self._used = self._indent.size


def _glyphs(pieces: Iterable[Piece], room: int) -> Iterator[_Glyph]:
    """Yield grapheme clusters; one that may take `room` cells or more is split into its characters."""
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
    """Map each position to the number of the address there, including the punctuation after the address."""
    numbers: dict[int, int] = {}
    for number, (start, end) in enumerate(links(text), 1):
        while end < len(text) and category(text[end]) in _TRAILING_CATEGORIES:
            end += 1  # noqa: PLW2901 - extend over the punctuation
        numbers.update(dict.fromkeys(range(start, end), number))
    return numbers


def _size(glyphs: list[_Glyph]) -> int:
    return sum(glyph.size for glyph in glyphs[:-1]) + glyphs[-1].room


def _words(glyphs: Iterable[_Glyph]) -> Iterator[list[_Glyph]]:
    """Yield runs of spaces and runs of letters; a wide character outside an address is a word of its own."""
    for (_, wide), run in groupby(glyphs, key=lambda glyph: (glyph.space, glyph.size > 1 and not glyph.link)):
        if wide:
            yield from ([glyph] for glyph in run)
        else:
            yield list(run)


def _painted(pieces: Iterable[Piece | _Glyph]) -> str:
    """Paint the pieces; neighbors with the same style are painted together."""
    runs = groupby(pieces, key=lambda piece: piece.sgr)
    return "".join(paint("".join(piece.text for piece in run), sgr) for sgr, run in runs)
