"""Messages as shown to people: `14:03:22 #17 alice: hello`."""

from besedka.chat.language.events import Message, Recorded
from besedka.dialects.plain.sentences import EventFormatter, name, number, somebody
from besedka.dialects.plain.styled_lines import Line, LineKind, Span, SpanStyle, continuations, text_lines

__all__ = ["describe_message", "describe_recorded"]

_SPACE = Span(" ")


def describe_message(event: Message, formatter: EventFormatter, when: Span | None = None) -> list[Line]:
    """Return the message's lines; a bot's, private and delayed ones are marked before the colon, where text cannot be.

    `when` is the time to show; by default the stamp's.
    """
    kind = LineKind.MESSAGE if event.to is None else LineKind.PRIVATE
    first, *rest = text_lines(event.text)
    time = when or Span(formatter.clock.time_of_day(formatter.stamp.at), SpanStyle.TIME)
    head = Line(kind, (time, _SPACE, *_author(event, formatter), Span(first, SpanStyle.TEXT)))
    return [head, *continuations(kind, rest)]


def describe_recorded(row: Recorded, formatter: EventFormatter) -> list[Line]:
    """Return a message of the history, as rows of an answer."""
    first, *rest = text_lines(row.message.text)
    spans = (
        formatter.when(row.stamp.at),
        _SPACE,
        *_author(row.message, formatter),
        Span(first, SpanStyle.TEXT),
    )
    return [Line(LineKind.ANSWER, (Span("  "), *spans)), *continuations(LineKind.ANSWER, rest, depth=2)]


def _author(event: Message, formatter: EventFormatter) -> list[Span]:
    spans = [number(event.number), _SPACE, *somebody(event.author, formatter.words, bot=event.bot)]
    if event.to is not None:
        spans += [Span(" → "), name(event.to)]
    marks = []
    if event.to is not None:
        marks.append(Span(formatter.words.text("private"), SpanStyle.PRIVATE))
    if event.delayed:
        marks.append(Span(formatter.words.text("delayed"), SpanStyle.DELAYED))
        if event.late:
            marks.append(Span(formatter.words.text("late"), SpanStyle.DELAYED))
    for index, mark in enumerate(marks):
        spans += [Span(", " if index else " ("), mark]
    return [*spans, Span("): " if marks else ": ")]
