"""Sentences of the catalogues, filled: `{old} is now called {new}` becomes spans."""

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
_UNKNOWN = Span("?")


def name(text: str) -> Span:
    """Somebody's name."""
    return Span(text, SpanStyle.NAME)


def number(value: int) -> Span:
    """A message's number."""
    return Span(f"#{value}", SpanStyle.NUMBER)


def listed(items: Iterable[Span | Spans]) -> Spans:
    """The items with commas between them."""
    return separated(items, Span(", "))


def separated(items: Iterable[Span | Spans], separator: Span) -> Spans:
    """The items with a separator between each two of them."""
    spans: list[Span] = []
    for place, item in enumerate(items):
        if place:
            spans.append(separator)
        spans.extend(_spans(item))
    return tuple(spans)


def enumerated(items: Iterable[Span | Spans], words: Language) -> Spans:
    """The items as an enumeration: `a, b and c`."""
    *first, last = items
    if not first:
        return _spans(last)
    return fill(words.text("{names} and {last}"), {"names": listed(first), "last": last})


def somebody(text: str, words: Language, *, ignored: bool) -> Spans:
    """Somebody's name, marked for who ignores them."""
    return (name(text), *fill(words.text(" (ignored)"), {})) if ignored else (name(text),)


def fill(sentence: str, values: Mapping[str, Span | Spans | str | int]) -> Spans:
    """The sentence with its placeholders filled. What stands between backticks is code, whatever fills it.

    A placeholder without a value shows as a question mark: a refusal may come from another version of the server.
    """
    spans: list[Span] = []
    for literal, field, style in _pieces(sentence):
        if literal:
            spans.append(Span(literal, style))
        if field:
            spans.extend(_fill_one(values.get(field, _UNKNOWN), style))
    return tuple(spans)


def _fill_one(value: Span | Spans | str | int, style: SpanStyle) -> Spans:
    spans = _spans(value if isinstance(value, tuple | Span) else Span(str(value)))
    return spans if style is SpanStyle.PLAIN else tuple(Span(span.text, style) for span in spans)


def _spans(item: Span | Spans) -> Spans:
    return (item,) if isinstance(item, Span) else item


@lru_cache(maxsize=512)
def _pieces(sentence: str) -> tuple[tuple[str, str, SpanStyle], ...]:
    """Literals, the placeholders behind them, and the style of both."""
    pieces: list[tuple[str, str, SpanStyle]] = []
    style = SpanStyle.PLAIN
    for literal, field, _, _ in Formatter().parse(sentence):
        outside, *insides = literal.split("`")
        pieces.append((outside, "", style))
        for part in insides:
            # The backtick belongs to the code, at both of its ends.
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
    """Formats what an event's lines have in common: its times, its durations, its head, in a language.

    `stamp` is the event's, `clock` tells local times. `total` is set where the event has some of an answer's rows: how
    many there are in all.
    """

    stamp: Stamp
    words: Language
    clock: LocalClock
    total: int | None = None

    def count(self, rows: Sized) -> int:
        """How many rows the answer has that these are of."""
        return len(rows) if self.total is None else self.total

    def when(self, at: int) -> Span:
        """A moment: the time of day, with its date when that is not today. For `until …` and for tables."""
        date, time = self._date_and_time(at)
        return Span(f"{date} {time}" if date else time, SpanStyle.TIME)

    def at(self, at: int) -> Spans:
        """The same as a phrase with its prepositions: `at 01:19:23`, `on 2026-11-24 at 01:19:23`."""
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
        """How long it is until then, in words, from the event's time on."""
        return duration(until - self.stamp.at, self.words)

    def head(self, kind: LineKind, spans: Spans) -> Line:
        """The first line of an event: the time, the mark of its kind, the sentence."""
        time = Span(self.clock.time_of_day(self.stamp.at), SpanStyle.TIME)
        return Line(kind, (time, Span(f" {kind.value} ", SpanStyle.MARK), *spans))
