"""Lines of styled spans: what people read, before it is joined to plain text or coloured by a terminal."""

from collections.abc import Iterable
from enum import Enum, auto

from besedka.chat.language.text import clean
from besedka.records import record

__all__ = ["Line", "LineKind", "Span", "SpanStyle", "continuations", "joined", "text_lines"]


class SpanStyle(Enum):
    """What a piece of a line is; who draws it decides how that looks."""

    PLAIN = auto()
    """Words of a sentence."""
    TIME = auto()
    NUMBER = auto()
    NAME = auto()
    TEXT = auto()
    """What somebody wrote."""
    MARK = auto()
    """Tells the kinds of lines apart without colours."""
    PRIVATE = auto()
    DELAYED = auto()
    CODE = auto()
    """What can be typed as it stands."""


class LineKind(Enum):
    """What a line is. The value is its mark; a message's place of it is taken by its number."""

    MESSAGE = "#"
    PRIVATE = "# "
    SYSTEM = "*"
    """Something happened in the chat."""
    ANSWER = "="
    """The answer to something that was asked."""
    ERROR = "!"


@record
class Span:
    """A piece of a line."""

    text: str
    style: SpanStyle = SpanStyle.PLAIN


@record
class Line:
    """One line. Every event begins with a head line (its time comes first); all others are indented."""

    kind: LineKind
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The line without styles."""
        return joined(self.spans)


def joined(spans: Iterable[Span]) -> str:
    """The text of the spans."""
    return "".join(span.text for span in spans)


def text_lines(text: str) -> list[str]:
    """The lines of what somebody wrote, checked once more for what could move a cursor."""
    return clean(text).split("\n")


def continuations(kind: LineKind, texts: Iterable[str], depth: int = 1) -> list[Line]:
    """Further lines of a text that somebody wrote.

    Indented and with a bar before them, so that they look neither like a line's head nor like a row of an answer,
    whatever is written in them.
    """
    bar = Span("  " * depth + "| ", SpanStyle.MARK)
    return [Line(kind, (bar, Span(text, SpanStyle.TEXT))) for text in texts]
