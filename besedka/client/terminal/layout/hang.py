"""Where the rows of a line begin that has more than one."""

from dataclasses import dataclass
from typing import Final

from besedka.client.terminal.layout.width import width
from besedka.client.terminal.layout.wrap import LEAST_HANG
from besedka.dialects.plain.styled_lines import Line, SpanStyle, joined

__all__ = ["Hang", "hang"]

_BAR: Final = "|"
_STEP: Final = 2


@dataclass(frozen=True, slots=True)
class Hang:
    """Cells that stay free, and whether a bar stands behind them (`Paragraph`)."""

    cells: int
    bar: bool


def hang(line: Line) -> Hang:
    """How the line goes on.

    What holds somebody's text goes on as the further lines of a text do: with a bar, one step to the right. A
    sentence goes on below its own beginning, a row of a table below its last column.
    """
    spans = line.spans
    first = spans[0].text
    depth = len(first) - len(first.lstrip(" "))
    if first.strip(" ") == _BAR:
        return Hang(depth, bar=True)
    if any(span.style is SpanStyle.TEXT for span in spans):
        return Hang(depth + _STEP, bar=True)
    head = spans[0].style is SpanStyle.TIME
    table = len(spans) > _STEP and spans[1].text.endswith(" ")
    if head or table:
        return Hang(max(width(joined(spans[:2])), LEAST_HANG), bar=False)
    return Hang(max(depth + _STEP, LEAST_HANG), bar=False)
