"""Fills the catalogues' sentences: `{old} is now called {new}` becomes spans."""

from collections.abc import Iterable, Mapping, Sized
from functools import lru_cache
from string import Formatter

from besedka.chat.language.events import Stamp
from besedka.dialects.plain.styled_lines import Line, LineKind, Span, SpanStyle
from besedka.dialects.words.clock import LocalClock
from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import duration
from besedka.records import record

__all__ = [
    "EventFormatter",
    "Spans",
    "enumerated",
    "fill",
    "listed",
    "name",
    "number",
    "separated",
    "somebody",
]

Spans = tuple[Span, ...]
_MISSING_VALUE = Span("?")


def name(text: str) -> Span:
    """Return a person's name as a span."""
    return Span(text, SpanStyle.NAME)


def number(value: int) -> Span:
    """Return a message's number as a span."""
    return Span(f"#{value}", SpanStyle.NUMBER)


def listed(items: Iterable[Span | Spans]) -> Spans:
    """Return the items separated by commas."""
    return separated(items, Span(", "))


def separated(items: Iterable[Span | Spans], separator: Span) -> Spans:
    """Return the items with a separator between them."""
    spans: list[Span] = []
    for place, item in enumerate(items):
        if place:
            spans.append(separator)
        spans.extend(_spans(item))
    return tuple(spans)


def enumerated(items: Iterable[Span | Spans], words: Language) -> Spans:
    """Return the items as an enumeration: `a, b and c`."""
    *first, last = items
    if not first:
        return _spans(last)
    return fill(words.text("{names} and {last}"), {"names": listed(first), "last": last})


def somebody(
    text: str, words: Language, *, bot: bool = False, ignored: bool = False, away: bool = False
) -> Spans:
    """Return a person's name, marked if it is a bot's, if the reader ignores that person, and if it is away.

    The marks cannot be imitated: no name may contain a parenthesis or a space.
    """
    spans: Spans = (name(text),)
    if bot:
        spans += (Span(" ("), Span(words.text("bot"), SpanStyle.BOT), Span(")"))
    if ignored:
        spans += fill(words.text(" (ignored)"), {})
    if away:
        spans += fill(words.text(" (away)"), {})
    return spans


def fill(sentence: str, values: Mapping[str, Span | Spans | str | int]) -> Spans:
    """Return the sentence with its placeholders filled. Text between backticks is code, whatever value fills it.

    A placeholder without a value is shown as a question mark, because a refusal may come from another version
    of the server.
    """
    spans: list[Span] = []
    for literal, field, style in _pieces(sentence):
        if literal:
            spans.append(Span(literal, style))
        if field:
            spans.extend(_fill_one(values.get(field, _MISSING_VALUE), style))
    return tuple(spans)


def _fill_one(value: Span | Spans | str | int, style: SpanStyle) -> Spans:
    spans = _spans(value if isinstance(value, tuple | Span) else Span(str(value)))
    return spans if style is SpanStyle.PLAIN else tuple(Span(span.text, style) for span in spans)


def _spans(item: Span | Spans) -> Spans:
    return (item,) if isinstance(item, Span) else item


@lru_cache(maxsize=512)
def _pieces(sentence: str) -> tuple[tuple[str, str, SpanStyle], ...]:
    """Return the literals, the placeholder after each, and the style of both."""
    pieces: list[tuple[str, str, SpanStyle]] = []
    style = SpanStyle.PLAIN
    for literal, field, _, _ in Formatter().parse(sentence):
        outside, *insides = literal.split("`")
        pieces.append((outside, "", style))
        for part in insides:
            # The backticks at both ends belong to the code.
            if style is SpanStyle.PLAIN:
                style = SpanStyle.CODE
                pieces.append((f"`{part}", "", style))
            else:
                pieces.append(("`", "", style))
                style = SpanStyle.PLAIN
                pieces.append((part, "", style))
        pieces.append(("", field or "", style))
    return tuple(piece for piece in pieces if piece[0] or piece[1])


@record
class EventFormatter:
    """Formats what the lines of all events share, in a language: times, durations, the head line.

    `stamp` is the event's, `clock` provides local times. `total` is set for a part of an answer: the number
    of rows in the whole answer.
    """

    stamp: Stamp
    words: Language
    clock: LocalClock
    total: int | None = None

    def count(self, rows: Sized) -> int:
        """Return the number of rows in the whole answer that `rows` belong to."""
        return len(rows) if self.total is None else self.total

    def when(self, at: int) -> Span:
        """Return a moment: the time of day, with the date if it is not today. For `until …` and for tables."""
        date, time = self._date_and_time(at)
        return Span(f"{date} {time}" if date else time, SpanStyle.TIME)

    def at(self, at: int) -> Spans:
        """Return a moment as a phrase with prepositions: `at 01:19:23`, `on 2026-11-24 at 01:19:23`."""
        date, time = self._date_and_time(at)
        phrase = self.words.text("on {date} at {time}") if date else self.words.text("at {time}")
        return fill(phrase, {"date": Span(date, SpanStyle.TIME), "time": Span(time, SpanStyle.TIME)})

    def _date_and_time(self, at: int) -> tuple[str, str]:
        time, date = self.clock.time_of_day(at), self.clock.date(at)
        if date == self.clock.date(self.stamp.at):
            return "", time
        year, month, day = date.split("-")
        return self.words.text("{year}-{month}-{day}").format(year=year, month=month, day=day), time

    def left(self, until: int) -> str:
        """Return the duration from the event's time to `until`, in words."""
        return duration(until - self.stamp.at, self.words)

    def head(self, kind: LineKind, spans: Spans) -> Line:
        """Return the head line of an event: the time, the mark of its kind, the sentence."""
        time = Span(self.clock.time_of_day(self.stamp.at), SpanStyle.TIME)
        return Line(kind, (time, Span(f" {kind.value} ", SpanStyle.MARK), *spans))
