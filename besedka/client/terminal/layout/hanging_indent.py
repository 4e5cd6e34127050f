"""Where the rows of a line begin that has more than one."""

from dataclasses import dataclass
from typing import Final

from besedka.client.terminal.layout.width import width
from besedka.client.terminal.layout.wrap import MIN_HANGING_INDENT
from besedka.dialects.plain.styled_lines import Line, SpanStyle, joined

__all__ = ["HangingIndent", "hanging_indent"]

_BAR: Final = "|"
_STEP: Final = 2


@dataclass(frozen=True, slots=True)
class HangingIndent:
    """Cells that stay free, and whether a bar stands behind them (`Paragraph`)."""

    cells: int
    bar: bool


def hanging_indent(line: Line) -> HangingIndent:
    """How the line goes on.

    What holds somebody's text goes on as the further lines of a text do: with a bar, one step to the right. A
    sentence goes on below its own beginning, a row of a table below its last column.
    """
    spans = line.spans
    first = spans[0].text
    depth = len(first) - len(first.lstrip(" "))
    if first.strip(" ") == _BAR:
        return HangingIndent(depth, bar=True)
    if any(span.style is SpanStyle.TEXT for span in spans):
        return HangingIndent(depth + _STEP, bar=True)
    head = spans[0].style is SpanStyle.TIME
    table = len(spans) > 2 and spans[1].text.endswith(" ")
    if head or table:
        return HangingIndent(max(width(joined(spans[:2])), MIN_HANGING_INDENT), bar=False)
    return HangingIndent(max(depth + _STEP, MIN_HANGING_INDENT), bar=False)
