"""Events as lines of text in a language: maps each event type to the function that writes it."""

from collections.abc import Callable
from typing import Any

from besedka.chat.language.events import (
    Accepted,
    Away,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    Joined,
    Left,
    Message,
    Muted,
    NotSent,
    Refused,
    Renamed,
    Resumed,
    Returned,
    ScheduledListed,
    SearchListed,
    Silenced,
    Stamp,
    Stopping,
    Undelivered,
    Unmuted,
    UsersListed,
    Welcome,
)
from besedka.dialects.commands.requests import (
    HelpShown,
    LanguageSet,
    Part,
    Replaced,
    SessionGranted,
    Shown,
    Unfinished,
)
from besedka.dialects.plain import answer_lines
from besedka.dialects.plain.message_lines import describe_message
from besedka.dialects.plain.refusal_lines import allowed_while_muted, explain_in_spans
from besedka.dialects.plain.sentences import EventFormatter, Spans, fill, listed, name, somebody
from besedka.dialects.plain.styled_lines import Line, LineKind, Span
from besedka.dialects.words.clock import LocalClock
from besedka.dialects.words.languages import N_, language

__all__ = ["AWAY", "LEFT", "describe", "dismissal", "greeting"]

_MAX_MEMBERS_SHOWN = 20
"""Names shown in a welcome. Chosen: all names of a full room would fill the screen."""


def describe(event: Shown, stamp: Stamp, code: str, clock: LocalClock) -> list[Line]:
    """Return the event in the language `code`, in local time: a head line first, the others indented.

    The later parts of a long answer are only rows, to be shown below the earlier head line.

    Empty if everything is visible otherwise (an accepted message appears with its number). Whatever the event
    contains, none of its lines looks like the head line of another.
    """
    if isinstance(event, Unfinished):
        event = event.event
    if isinstance(event, Part):
        formatter = EventFormatter(stamp, language(code), clock, event.total)
        lines = _DESCRIBERS[type(event.event)](event.event, formatter)
        return lines if event.begins else lines[1:]
    return _DESCRIBERS[type(event)](event, EventFormatter(stamp, language(code), clock))


def greeting(stamp: Stamp, code: str, clock: LocalClock) -> list[Line]:
    """Return the line for a client that has connected but not joined yet."""
    formatter = EventFormatter(stamp, language(code), clock)
    sentence = formatter.words.text(
        "This is Besedka, a chat. Press Enter to come in; `help` lists the commands."
    )
    return _system(formatter, sentence)


def dismissal(stamp: Stamp, code: str, clock: LocalClock) -> list[Line]:
    """Return the line for a client that sent nothing that joins the chat, and is being disconnected."""
    formatter = EventFormatter(stamp, language(code), clock)
    sentence = formatter.words.text(
        "The connection ends: none of this was a command. To come in, press Enter."
    )
    return _system(formatter, sentence)


LEFT = {
    "exit": N_("{name} has left"),
    "lost": N_("{name} is gone: the connection broke"),
    "timeout": N_("{name} is gone: no response"),
    "slow": N_("{name} is gone: the connection is too slow"),
    "error": N_("{name} is gone: protocol error"),
}
"""Why somebody left. For reasons that only a newer server knows, `exit` is used, which is still true."""

AWAY = N_("{name} is away: the connection is gone, but may come back")

_FAREWELLS = {
    "exit": N_("Goodbye!"),
    "lost": N_("The connection broke."),
    "timeout": N_("You have not responded for too long. Goodbye!"),
    "slow": N_("You could not keep up with the chat. Goodbye!"),
    "error": N_("Your program has violated the protocol. Goodbye!"),
}


def _system(formatter: EventFormatter, sentence: str, **values: Span | Spans | str | int) -> list[Line]:
    return [formatter.head(LineKind.SYSTEM, fill(sentence, values))]


def _welcome(event: Welcome, formatter: EventFormatter) -> list[Line]:
    words, count = formatter.words, event.member_count
    shown = event.members[:_MAX_MEMBERS_SHOWN]
    names = listed(
        somebody(member, words, bot=member in event.bots, away=member in event.away) for member in shown
    )
    if count > _MAX_MEMBERS_SHOWN:
        names += (Span(", …"),)
    here = words.plural("{n} person is here: {names}", "{n} people are here: {names}", count)
    orientation = words.text("`help` lists commands, `send hello` says hello (times: {offset})")
    return [
        *_system(formatter, words.text("Welcome to Besedka! You are called {name}"), name=name(event.name)),
        *_system(formatter, here, n=count, names=names),
        *_system(formatter, orientation, offset=formatter.clock.offset(formatter.stamp.at)),
    ]


def _joined(event: Joined, formatter: EventFormatter) -> list[Line]:
    who = somebody(event.name, formatter.words, bot=event.bot, ignored=event.ignored)
    if event.muted_until is None:
        return _system(formatter, formatter.words.text("{name} has come in"), name=who)
    sentence = formatter.words.text("{name} has come in, muted until {until}")
    return _system(formatter, sentence, name=who, until=formatter.when(event.muted_until))


def _left(event: Left, formatter: EventFormatter) -> list[Line]:
    sentence = formatter.words.text(LEFT.get(event.reason, LEFT["exit"]))
    return _system(formatter, sentence, name=name(event.name))


def _away(event: Away, formatter: EventFormatter) -> list[Line]:
    return _system(formatter, formatter.words.text(AWAY), name=name(event.name))


def _returned(event: Returned, formatter: EventFormatter) -> list[Line]:
    return _system(formatter, formatter.words.text("{name} is back"), name=name(event.name))


def _resumed(event: Resumed, formatter: EventFormatter) -> list[Line]:
    """Say that the connection is back, how much was said meanwhile, and how much of it is not shown again."""
    words = formatter.words
    lines = _system(
        formatter,
        words.text("The connection is back; you are still called {name}"),
        name=name(event.state.name),
    )
    if event.missed:
        missed = words.plural(
            "{n} message was sent meanwhile", "{n} messages were sent meanwhile", event.missed
        )
        lines += _system(formatter, missed, n=event.missed)
    if event.gap:
        gap = words.plural(
            "{n} of them, the oldest, is not shown", "{n} of them, the oldest, are not shown", event.gap
        )
        lines += _system(formatter, gap, n=event.gap)
    if event.lost:
        lost = words.plural(
            "{n} message to you alone is lost: too many were waiting",
            "{n} messages to you alone are lost: too many were waiting",
            event.lost,
        )
        lines += _system(formatter, lost, n=event.lost)
    return lines


def _replaced(_: Replaced, formatter: EventFormatter) -> list[Line]:
    return _system(
        formatter, formatter.words.text("You have come back over another connection; this one ends")
    )


def _granted(_: SessionGranted, __: EventFormatter) -> list[Line]:
    return []  # It is a secret between programs.


def _renamed(event: Renamed, formatter: EventFormatter) -> list[Line]:
    who = somebody(event.new, formatter.words, ignored=event.ignored)
    sentence = formatter.words.text("{old} is now called {new}")
    return _system(formatter, sentence, old=name(event.old), new=who)


def _farewell(event: Farewell, formatter: EventFormatter) -> list[Line]:
    goodbye = _system(formatter, formatter.words.text(_FAREWELLS.get(event.reason, _FAREWELLS["exit"])))
    if not event.pending or event.last is None:
        return goodbye
    sentence = formatter.words.text("1 delayed message will still be sent, {at}.")
    if event.pending > 1:
        sentence = formatter.words.plural(
            "{n} delayed message will still be sent, the last one {at}.",
            "{n} delayed messages will still be sent, the last one {at}.",
            event.pending,
        )
    return _system(formatter, sentence, n=event.pending, at=formatter.at(event.last)) + goodbye


def _muted(event: Muted, formatter: EventFormatter) -> list[Line]:
    sentence = formatter.words.plural(
        "{name} cannot speak until {until}: {n} complaint",
        "{name} cannot speak until {until}: {n} complaints",
        event.complaints,
    )
    return _system(
        formatter, sentence, name=name(event.name), until=formatter.when(event.until), n=event.complaints
    )


def _unmuted(event: Unmuted, formatter: EventFormatter) -> list[Line]:
    return _system(formatter, formatter.words.text("{name} may speak again"), name=name(event.name))


def _silenced(event: Silenced, formatter: EventFormatter) -> list[Line]:
    sentence = formatter.words.plural(
        "You cannot speak until {until}, for {left}, because of {n} complaint. These still work: {commands}.",
        "You cannot speak until {until}, for {left}, because of {n} complaints. These still work: {commands}.",
        event.complaints,
    )
    until, left = formatter.when(event.until), formatter.left(event.until)
    values: dict[str, Span | Spans | str | int] = {
        "until": until,
        "left": left,
        "n": event.complaints,
        "commands": allowed_while_muted(),
    }
    return [formatter.head(LineKind.ERROR, fill(sentence, values))]


def _refused(event: Refused, formatter: EventFormatter) -> list[Line]:
    return [formatter.head(LineKind.ERROR, explain_in_spans(event, formatter))]


_DESCRIBERS: dict[type, Callable[[Any, EventFormatter], list[Line]]] = {
    Message: describe_message,
    Welcome: _welcome,
    Joined: _joined,
    Left: _left,
    Away: _away,
    Returned: _returned,
    Resumed: _resumed,
    Replaced: _replaced,
    SessionGranted: _granted,
    Renamed: _renamed,
    Muted: _muted,
    Unmuted: _unmuted,
    Silenced: _silenced,
    Refused: _refused,
    Stopping: lambda _, formatter: _system(formatter, formatter.words.text("The server is stopping")),
    Farewell: _farewell,
    Accepted: answer_lines.accepted,
    Cancelled: answer_lines.cancelled,
    NotSent: answer_lines.not_sent,
    Undelivered: answer_lines.undelivered,
    UsersListed: answer_lines.users,
    HistoryListed: answer_lines.history,
    SearchListed: answer_lines.search,
    ScheduledListed: answer_lines.scheduled,
    IgnoredListed: answer_lines.ignored,
    HelpShown: answer_lines.help_shown,
    LanguageSet: answer_lines.language_set,
}
