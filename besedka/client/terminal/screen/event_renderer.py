"""Renders events as paragraphs: the narration's sentences, colored, marked, and sanitized once more."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from besedka.chat.language.events import Message, Recorded, Refused, Renamed, Resumed, Stamp, Welcome
from besedka.chat.language.text import clean
from besedka.client.errors import RefusedError
from besedka.client.terminal.layout.hanging_indent import HangingIndent, hanging_indent
from besedka.client.terminal.layout.mention import mentions
from besedka.client.terminal.layout.palette import name_colour, sgr
from besedka.client.terminal.layout.wrap import Paragraph, Piece
from besedka.client.terminal.screen import return_notices
from besedka.client.terminal.screen.membership_summary import MembershipSummary
from besedka.dialects.commands.requests import HelpShown, LanguageSet
from besedka.dialects.commands.table import BY_NAME
from besedka.dialects.json.client_codec import LocalEvent, Received, Unknown
from besedka.dialects.plain.event_lines import describe
from besedka.dialects.plain.message_lines import describe_message
from besedka.dialects.plain.refusal_lines import explain
from besedka.dialects.plain.refusal_texts import TEXTS
from besedka.dialects.plain.sentences import EventFormatter, Spans, fill
from besedka.dialects.plain.styled_lines import Line, LineKind, Span, SpanStyle, text_lines
from besedka.dialects.words.clock import LocalClock
from besedka.dialects.words.languages import Language, language

__all__ = ["EventRenderer", "RenderedLines", "now_ms"]

_BOLD: Final = "1"
_DIM: Final = "2"
_INVERSE: Final = "7"
_KIND_COLOURS: Final = {
    LineKind.MESSAGE: "",
    LineKind.PRIVATE: "35",
    LineKind.SYSTEM: "2",
    LineKind.ANSWER: "",
    LineKind.ERROR: "31",
}
_STYLES: Final = {
    SpanStyle.TIME: _DIM,
    SpanStyle.NUMBER: _DIM,
    SpanStyle.MARK: _BOLD,
    SpanStyle.PRIVATE: _BOLD,
    SpanStyle.DELAYED: "36",
    SpanStyle.BOT: _DIM,
    SpanStyle.CODE: _BOLD,
}
_OWN_MARK, _MENTION_MARK, _NO_MARK = "> ", "@ ", "  "
_NEVER: Final = Stamp(0, 0)
_ECHO: Final = HangingIndent(2, bar=True)


def now_ms() -> int:
    """Return the current time in milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class RenderedLines:
    """Lines to show, and whether to ring the bell with them."""

    lines: tuple[Paragraph, ...] = ()
    bell: bool = False

    def rows(self, columns: int | None) -> list[str]:
        """Return the rows for a terminal of this width; one row per line when `columns` is None."""
        return [row for line in self.lines for row in line.rows(columns)]


class EventRenderer:
    """Renders a session's events in its language; follows changes of one's own name and of the language.

    `depth` is the number of colors. `gutter` puts a mark before every line, which shows without color whether a message
    is one's own or mentions one.
    """

    def __init__(
        self,
        code: str,
        *,
        depth: int = 0,
        gutter: bool = False,
        clock: LocalClock | None = None,
        now: Callable[[], int] = now_ms,
    ) -> None:
        self.code = code
        self.me = ""
        self._depth = depth
        self._gutter = gutter
        self._clock = clock or LocalClock()
        self._now = now
        self._resumed = _NEVER

    @property
    def words(self) -> Language:
        """The current language."""
        return language(self.code)

    def render(self, received: Received) -> RenderedLines:
        """Return the lines of an event.

        Empty (`RenderedLines()`) for an event that needs no line, or one that only a newer server knows.
        """
        event, stamp = received.event, received.stamp
        self._follow(event)
        if isinstance(event, Unknown | LocalEvent):
            return RenderedLines()
        if isinstance(event, Message) and stamp.seq < self._resumed.seq:
            return self._message(self._replayed(event, stamp), event)
        lines = describe(event, stamp, self.code, self._clock)
        if isinstance(event, Message):
            return self._message(lines, event)
        lines = _in_the_servers_words(received, lines)
        return RenderedLines(tuple(self._render(line) for line in lines))

    def membership(self, summary: MembershipSummary, stamp: Stamp) -> Paragraph:
        """Return one line for a summary of joins and leaves; `stamp` is the stamp of the last of them."""
        formatter = EventFormatter(stamp, self.words, self._clock)
        return self._render(formatter.head(LineKind.SYSTEM, summary.sentence(self.words)))

    def missed(self, rows: Iterable[Recorded], left_out: int = 0) -> RenderedLines:
        """Render messages from the history like new ones, without a bell; with the date if it is not today's.

        A note says how many earlier ones were left out.
        """
        lines: list[Paragraph] = []
        if left_out:
            lines += self._notes([return_notices.left_out(left_out, self.words)]).lines
        formatter = EventFormatter(Stamp(0, self._now()), self.words, self._clock)
        for row in rows:
            told = describe_message(row.message, formatter, formatter.when(row.stamp.at))
            lines += self._message(told, row.message).lines
        return RenderedLines(tuple(lines))

    def note(self, sentence: str, **values: object) -> RenderedLines:
        """Render a note of the client's own (an msgid and its values), marked as such, with the time."""
        spans = fill(self.words.text(sentence), {name: str(value) for name, value in values.items()})
        return self._notes([spans])

    def returned(
        self, resumed: Resumed, stamp: Stamp, away: int, changes: return_notices.Changes
    ) -> RenderedLines:
        """Render the return of the connection after `away` milliseconds, as notes; see `return_notices.resumed`.

        Messages that happened before `stamp` are rendered with the date from then on, if it is another day's.
        """
        self._follow(resumed)
        self._resumed = stamp
        return self._notes(return_notices.resumed(resumed, away, changes, self.words))

    def new_session(self, reason: str, away: int, ignored: Sequence[str]) -> RenderedLines:
        """Render that a new session follows one that is over, as notes; see `return_notices.new_session`."""
        return self._notes(return_notices.new_session(reason, away, ignored, self.words))

    def refused(self, error: RefusedError) -> RenderedLines:
        """Render a refusal by the client itself as if the server had sent it."""
        event = Refused(error.code, error.params)
        lines = describe(event, Stamp(0, self._now()), self.code, self._clock)
        return RenderedLines(tuple(self._render(line) for line in lines))

    def why(self, error: RefusedError) -> str:
        """Return the same refusal as a sentence, to be embedded in another."""
        return explain(Refused(error.code, error.params), Stamp(0, self._now()), self.words, self._clock)

    def echo(self, typed: str) -> RenderedLines:
        """Render what the user typed, to be shown above its answer."""
        spans = (Span("» ", SpanStyle.MARK), Span(typed.replace("\n", " ⏎ "), SpanStyle.CODE))
        return RenderedLines((self._render(Line(LineKind.ANSWER, spans), hanging=_ECHO),))

    # -- inside -----------------------------------------------------------------------------------------------------

    def _notes(self, sentences: Iterable[Spans]) -> RenderedLines:
        formatter = EventFormatter(Stamp(0, self._now()), self.words, self._clock)
        lines = []
        for sentence in sentences:
            time_span, _, *rest = formatter.head(LineKind.SYSTEM, sentence).spans
            lines.append(Line(LineKind.SYSTEM, (time_span, Span(" ~ ", SpanStyle.MARK), *rest)))
        return RenderedLines(tuple(map(self._render, lines)))

    def _follow(self, event: object) -> None:
        if isinstance(event, Resumed):
            event = event.state
        if isinstance(event, Welcome):
            self.me, self._resumed = event.name, _NEVER
        elif isinstance(event, Renamed) and event.old == self.me:
            self.me = event.new
        elif isinstance(event, LanguageSet):
            try:
                language(event.language)
            except LookupError:
                return
            self.code = event.language

    def _replayed(self, event: Message, stamp: Stamp) -> list[Line]:
        when = EventFormatter(self._resumed, self.words, self._clock).when(stamp.at)
        return describe_message(event, EventFormatter(stamp, self.words, self._clock), when)

    def _message(self, lines: Iterable[Line], event: Message) -> RenderedLines:
        own = event.author == self.me
        called = not own and (event.to is not None or bool(mentions(event.text, self.me)))
        mark = _OWN_MARK if own else _MENTION_MARK if called else _NO_MARK
        rendered = [self._render(line, mark if not index else _NO_MARK) for index, line in enumerate(lines)]
        return RenderedLines(tuple(rendered), bell=called)

    def _render(self, line: Line, mark: str = _NO_MARK, hanging: HangingIndent | None = None) -> Paragraph:
        hanging = hanging or hanging_indent(line)
        margin = [Piece(mark)] if self._gutter else []
        return Paragraph(
            (*margin, *(piece for span in line.spans for piece in self._span(span, line.kind))),
            hanging.cells,
            bar=hanging.bar,
            gutter=len(mark) if margin else 0,
            coloured=bool(self._depth),
        )

    def _span(self, span: Span, kind: LineKind) -> list[Piece]:
        # Sanitized again: the server's text must not control the terminal.
        text = clean(span.text, newline=False)
        if not self._depth:
            return [Piece(text)]
        if span.style is SpanStyle.NAME:
            return [Piece(text, sgr(_BOLD if text == self.me else "", name_colour(text, self._depth)))]
        colour = _KIND_COLOURS[kind]
        if span.style is SpanStyle.TEXT:
            return self._text(text, colour)
        return [Piece(text, sgr(_STYLES.get(span.style, ""), "" if span.style is SpanStyle.TIME else colour))]

    def _text(self, text: str, colour: str) -> list[Piece]:
        """Return user text with mentions of one's own name highlighted."""
        pieces: list[Piece] = []
        end = 0
        for start, stop in mentions(text, self.me):
            called = Piece(text[start:stop], sgr(_BOLD, _INVERSE, colour))
            pieces += [Piece(text[end:start], colour), called]
            end = stop
        return [*pieces, Piece(text[end:], colour)]


def _in_the_servers_words(received: Received, lines: list[Line]) -> list[Line]:
    """Use the server's text for help, whose limits and commands may differ from ours, and for unknown refusals."""
    match received.event, received.fields:
        case HelpShown(topic=None), {"commands": [*rows]}:
            return [*lines, *(line for row in rows for line in _new_command(row))]
        case HelpShown(topic=str()), {"commands": [{"details": str(details)}]}:
            rows = [Line(LineKind.ANSWER, (Span("  "), Span(row))) for row in text_lines(details)]
            return [*lines[:1], *rows]
        case Refused(code=code), {"text": str(text)} if code not in TEXTS and text:
            return [Line(LineKind.ERROR, (*lines[0].spans[:2], Span(text)))]
    return lines


def _new_command(row: object) -> list[Line]:
    """Render a command that only a newer server has, from the server's description."""
    match row:
        case {"name": str(name), "syntax": str(syntax), "summary": str(summary)} if name not in BY_NAME:
            spans = (Span("  "), Span(syntax, SpanStyle.CODE), Span(" "), Span(summary))
            return [Line(LineKind.ANSWER, spans)]
    return []
