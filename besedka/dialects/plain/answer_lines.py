"""Answers for people: a head line, and rows below it."""

from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    HistoryListed,
    IgnoredListed,
    NotSent,
    Pending,
    ScheduledListed,
    SearchListed,
    Undelivered,
    UsersListed,
)
from besedka.dialects.commands.requests import HelpShown, LanguageSet
from besedka.dialects.commands.table import BY_NAME, COMMANDS
from besedka.dialects.plain.help_texts import details, summary, syntax
from besedka.dialects.plain.message_lines import describe_recorded
from besedka.dialects.plain.sentences import EventFormatter, Spans, fill, name, number, somebody
from besedka.dialects.plain.styled_lines import Line, LineKind, Span, SpanStyle, continuations, text_lines
from besedka.dialects.words.languages import LANGUAGES, N_, Language, language

__all__ = [
    "accepted",
    "cancelled",
    "help_shown",
    "history",
    "ignored",
    "language_set",
    "not_sent",
    "scheduled",
    "search",
    "undelivered",
    "users",
]

_SYNTAX_WIDTH = 22
"""Columns. The summary of a longer syntax is on the next line, so that the table fits a narrow terminal."""

_NOT_SENT = {
    "muted": N_("{number} was not sent: you are muted. It said:"),
    "recipient-left": N_("{number} was not sent: {to} has left. It said:"),
    "recipient-full": N_("{number} was not sent: too much is waiting for {to}, who is away. It said:"),
    "stopping": N_("{number} will not be sent: the server is stopping. It said:"),
    "too-late": N_("{number} was not sent: the server was down when it was due. It said:"),
    "internal-error": N_("{number} was not sent: there is an error in the server. It said:"),
}
_NOT_SENT_UNKNOWN_REASON = N_("{number} was not sent. It said:")
"""For reasons that only a newer server knows."""


_ACCEPTED = {
    "report": (
        N_("Your complaint about {name} is noted; nobody will know that it is yours"),
        N_("`ignore {name}` hides their messages from you"),
    ),
    "ignore": (N_("You will not see messages from {name}; `unignore {name}` shows them again"),),
    "unignore": (N_("You see messages from {name} again"),),
}
"""Answers to accepted commands that have no other visible effect: a head line, and rows below it."""


def _answer(formatter: EventFormatter, sentence: str, **values: Span | Spans | str | int) -> Line:
    return formatter.head(LineKind.ANSWER, fill(sentence, values))


def _row(*spans: Span) -> Line:
    return Line(LineKind.ANSWER, (Span("  "), *spans))


def accepted(event: Accepted, formatter: EventFormatter) -> list[Line]:
    """Return the lines of an `Accepted`: only what is not visible otherwise."""
    lines = []
    if event.asked is not None:
        sentence = formatter.words.text("{asked} is now called {name}")
        if event.command == "send" and event.due is None:
            sentence = formatter.words.text("{asked} is now called {name}; sent to {name}")
        lines.append(_answer(formatter, sentence, asked=name(event.asked), name=name(event.name or "?")))
    if event.due is not None:
        lines.append(_accepted_delayed(event, event.due, formatter))
    elif event.command in _ACCEPTED:
        head, *rows = map(formatter.words.text, _ACCEPTED[event.command])
        who = {"name": name(event.name or "?")}
        lines += [_answer(formatter, head, **who), *(_row(*fill(row, who)) for row in rows)]
    return lines


def _accepted_delayed(event: Accepted, due: int, formatter: EventFormatter) -> Line:
    text = formatter.words.text
    values = {"number": (number(event.number or 0),), "name": (name(event.name or "?"), *_private(formatter))}
    to_all = text("{number} will be sent {at}, in {left}; `cancel {digits}` cancels it")
    to_one = text("{number} will be sent to {name} {at}, in {left}; `cancel {digits}` cancels it")
    return _answer(
        formatter,
        to_all if event.name is None else to_one,
        **values,
        digits=event.number or 0,
        at=formatter.at(due),
        left=formatter.left(due),
    )


def cancelled(event: Cancelled, formatter: EventFormatter) -> list[Line]:
    """Return the lines of a `Cancelled`, including the texts, which may have taken effort to write."""
    count = formatter.count(event.messages)
    sentence = formatter.words.plural(
        "{n} message will not be sent:", "{n} messages will not be sent:", count
    )
    return [_answer(formatter, sentence, n=count), *_pending_rows(event.messages, formatter)]


def scheduled(event: ScheduledListed, formatter: EventFormatter) -> list[Line]:
    """Return the lines of a `ScheduledListed`: the pending messages, with the time left."""
    count = formatter.count(event.messages)
    if not count:
        return [_answer(formatter, formatter.words.text("You have no delayed messages."))]
    sentence = formatter.words.plural("{n} message is waiting:", "{n} messages are waiting:", count)
    return [_answer(formatter, sentence, n=count), *_pending_rows(event.messages, formatter)]


def _pending_rows(messages: tuple[Pending, ...], formatter: EventFormatter) -> list[Line]:
    return [line for pending in messages for line in _pending(pending, formatter)]


def _pending(pending: Pending, formatter: EventFormatter) -> list[Line]:
    sentence = formatter.words.text("{number} {at}, in {left}")
    at, left = formatter.at(pending.due), formatter.left(pending.due)
    head = fill(sentence, {"number": number(pending.number), "at": at, "left": left})
    if pending.to is not None:
        head += (Span(" → "), name(pending.to), *_private(formatter))
    first, *rest = text_lines(pending.text)
    text = Span(first, SpanStyle.TEXT)
    return [_row(*head, Span(": "), text), *continuations(LineKind.ANSWER, rest, depth=2)]


def _private(formatter: EventFormatter) -> Spans:
    return (Span(" ("), Span(formatter.words.text("private"), SpanStyle.PRIVATE), Span(")"))


def not_sent(event: NotSent, formatter: EventFormatter) -> list[Line]:
    """Return the lines of a `NotSent`: the reason, and the returned text."""
    message = event.message
    shown: Spans = (number(message.number), *(_private(formatter) if message.to is not None else ()))
    values = {"number": shown, "to": (name(message.to or "?"),)}
    sentence = formatter.words.text(_NOT_SENT.get(event.reason, _NOT_SENT_UNKNOWN_REASON))
    head = formatter.head(LineKind.ERROR, fill(sentence, values))
    return [head, *continuations(LineKind.ERROR, text_lines(message.text))]


def undelivered(event: Undelivered, formatter: EventFormatter) -> list[Line]:
    """Return the lines of an `Undelivered`: whom a private message may not have reached, and its text."""
    sentence = formatter.words.text("{number} may not have reached {to}. It said:")
    values = {"number": (number(event.number), *_private(formatter)), "to": (name(event.to or "?"),)}
    head = formatter.head(LineKind.ERROR, fill(sentence, values))
    return [head, *continuations(LineKind.ERROR, text_lines(event.text))]


def users(event: UsersListed, formatter: EventFormatter) -> list[Line]:
    """Return the lines of a `UsersListed`; bots, the person itself, the muted and the ignored are marked."""
    count = formatter.count(event.users)
    sentence = formatter.words.plural("{n} person is here:", "{n} people are here:", count)
    lines = [_answer(formatter, sentence, n=count)]
    for user in event.users:
        spans = somebody(user.name, formatter.words, bot=user.bot, ignored=user.ignored, away=user.away)
        if user.name == event.you:
            spans += fill(formatter.words.text(" (you)"), {})
        if user.muted_until is not None:
            until = formatter.when(user.muted_until)
            spans += fill(formatter.words.text(" (muted until {until})"), {"until": until})
        lines.append(_row(*spans))
    return lines


def ignored(event: IgnoredListed, formatter: EventFormatter) -> list[Line]:
    """Return the lines of an `IgnoredListed`; people who are not here are marked."""
    count = formatter.count(event.users)
    if not count:
        return [_answer(formatter, formatter.words.text("You ignore nobody."))]
    sentence = formatter.words.plural("You ignore {n} person:", "You ignore {n} people:", count)
    away = fill(formatter.words.text(" (not here)"), {})
    rows = [_row(name(user.name), *(() if user.here else away)) for user in event.users]
    return [_answer(formatter, sentence, n=count), *rows]


def history(event: HistoryListed, formatter: EventFormatter) -> list[Line]:
    """Return the lines of a `HistoryListed`; messages not from today are shown with their date."""
    count = formatter.count(event.messages)
    rows = [line for row in event.messages for line in describe_recorded(row, formatter)]
    sentence, asked = _history_head(event, count, formatter.words)
    return [_answer(formatter, sentence, n=count, number=(number(asked),)), *rows]


def _history_head(event: HistoryListed, count: int, words: Language) -> tuple[str, int]:
    """Return the head line, and the number that was asked for."""
    if event.around is not None:
        return words.text("Around {number}:"), event.around
    if event.before is not None:
        if not count:
            return words.text("There is nothing before {number}."), event.before
        sentence = words.plural("{n} message before {number}:", "{n} messages before {number}:", count)
        return sentence, event.before
    if not count:
        return words.text("Nothing has been said yet."), 0
    if count == 1:
        return words.text("The last message:"), 0
    return words.plural("The last {n} message:", "The last {n} messages:", count), 0


def search(event: SearchListed, formatter: EventFormatter) -> list[Line]:
    """Return the lines of a `SearchListed`, newest first; messages not from today are shown with their date."""
    words, count = formatter.words, formatter.count(event.messages)
    if not count:
        sentence = words.text("Nothing was found for `{text}`.")
        if event.cut:
            sentence = words.text(
                "Nothing was found for `{text}` among the newer messages; the older ones were not searched."
            )
        return [_answer(formatter, sentence, text=event.text)]
    sentence = words.plural("Found {n} message, newest first:", "Found {n} messages, newest first:", count)
    if event.cut:
        sentence = words.plural(
            "The newest {n} message; there may be more:", "The newest {n} messages; there may be more:", count
        )
    elif count == 1:
        sentence = words.text("Found 1 message:")
    rows = [line for row in event.messages for line in describe_recorded(row, formatter)]
    return [_answer(formatter, sentence, n=count), *rows]


def help_shown(event: HelpShown, formatter: EventFormatter) -> list[Line]:
    """Return the lines of a `HelpShown`: all commands, or everything about one."""
    words = formatter.words
    spec = BY_NAME.get(event.topic or "")
    if spec is None:  # no topic, or a newer server's command, unknown here
        head = _answer(
            formatter, words.text("The first word of a line is the command; `help COMMAND` explains one:")
        )
        return [head, *_help_rows(formatter)]
    sentence = words.text("`{syntax}` {summary}")
    head = _answer(formatter, sentence, syntax=syntax(spec, words), summary=summary(spec, words))
    return [head, *(_row(Span(line)) for line in details(spec, words, event.rules).split("\n"))]


def _help_rows(formatter: EventFormatter) -> list[Line]:
    rows = []
    for spec in COMMANDS:
        explanation, shown = Span(summary(spec, formatter.words)), syntax(spec, formatter.words)
        if len(shown) > _SYNTAX_WIDTH:
            rows += [_row(Span(shown, SpanStyle.CODE)), _row(Span(" " * _SYNTAX_WIDTH), explanation)]
        else:
            rows.append(_row(Span(shown.ljust(_SYNTAX_WIDTH), SpanStyle.CODE), explanation))
    return rows


def language_set(event: LanguageSet, formatter: EventFormatter) -> list[Line]:
    """Return the line of a `LanguageSet`: in the new language, or in the present one if this version lacks it."""
    if event.language in LANGUAGES:
        return [_answer(formatter, language(event.language).text("The language is English now."))]
    sentence = formatter.words.text("The server now speaks `{language}`, which this program does not know.")
    return [_answer(formatter, sentence, language=event.language)]
