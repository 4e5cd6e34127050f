"""Lines of styled spans: text for people, before it is joined to plain text or colored by a terminal."""

from collections.abc import Iterable
from enum import Enum, auto

from besedka.chat.language.text import clean
from besedka.records import record

__all__ = ["Line", "LineKind", "Span", "SpanStyle", "continuations", "joined", "text_lines"]


class SpanStyle(Enum):
    """What a piece of a line is; the display decides how it looks."""

    PLAIN = auto()
    """Words of a sentence."""
    TIME = auto()
    NUMBER = auto()
    NAME = auto()
    TEXT = auto()
    """A user's text."""
    MARK = auto()
    """Distinguishes the kinds of lines without colors."""
    PRIVATE = auto()
    DELAYED = auto()
    BOT = auto()
    CODE = auto()
    """Can be typed as shown."""


class LineKind(Enum):
    """What a line is. The value is its mark, except that messages show their number instead."""

    MESSAGE = "#"
    PRIVATE = "# "
    SYSTEM = "*"
    """Something happened in the chat."""
    ANSWER = "="
    """The answer to a request."""
    ERROR = "!"


@record
class Span:
    """A piece of a line."""

    text: str
    style: SpanStyle = SpanStyle.PLAIN


@record
class Line:
    """One line. Every event begins with a head line, which starts with its time; all others are indented."""

    kind: LineKind
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The line without styles."""
        return joined(self.spans)


def joined(spans: Iterable[Span]) -> str:
    """Return the text of the spans."""
    return "".join(span.text for span in spans)


def text_lines(text: str) -> list[str]:
    """Return the lines of a user's text, cleaned again of everything that could move the cursor."""
    return clean(text).split("\n")


def continuations(kind: LineKind, texts: Iterable[str], depth: int = 1) -> list[Line]:
    """Return further lines of a user's text.

    They are indented and begin with a bar, so that whatever they contain, they look neither like a head line
    nor like a row of an answer.
    """
    bar = Span("  " * depth + "| ", SpanStyle.MARK)
    return [Line(kind, (bar, Span(text, SpanStyle.TEXT))) for text in texts]
