"""The indent of the continuation rows of a long line."""

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
    """Number of free cells, and whether a bar follows them (`Paragraph`)."""

    cells: int
    bar: bool


def hanging_indent(line: Line) -> HangingIndent:
    """Return the indent for the continuation rows of `line`.

    - A line with user text: a bar, one step to the right, like the further lines of a text.
    - A sentence: below its own beginning.
    - A row of a table: below its last column.
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
