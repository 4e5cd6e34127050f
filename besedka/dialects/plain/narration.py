"""What happened, told to people: events become lines of words, in a language."""

from collections.abc import Callable
from typing import Any

from besedka.chat.language.events import (
    Accepted,
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
    ScheduledListed,
    Silenced,
    Stamp,
    Stopping,
    Unmuted,
    UsersListed,
    Welcome,
)
from besedka.dialects.commands.requests import HelpShown, LanguageSet, Part, Shown
from besedka.dialects.plain import answers
from besedka.dialects.plain.lines import Line, LineKind, Span
from besedka.dialects.plain.messages import tell_message
from besedka.dialects.plain.refusals import explain_in_spans, still_working
from besedka.dialects.plain.sentences import Spans, Teller, fill, listed, name, somebody
from besedka.dialects.words.clock import LocalClock
from besedka.dialects.words.languages import N_, language

__all__ = ["LEFT", "describe", "greeting", "parting"]

_MEMBERS_SHOWN = 20
"""Names in a greeting; a full room would fill the screen."""


def describe(event: Shown, stamp: Stamp, code: str, clock: LocalClock) -> list[Line]:
    """The event in the language `code`, in local time: a head line first, the others indented.

    The later parts of a long answer are rows alone, and belong below the head that came before.

    Empty when there is nothing to say that is not seen anyway (an accepted message is seen with its number).
    Whatever the event holds, no line of it looks like the head of another.
    """
    if isinstance(event, Part):
        teller = Teller(stamp, language(code), clock, event.total)
        lines = _TELLERS[type(event.event)](event.event, teller)
        return lines if event.begins else lines[1:]
    return _TELLERS[type(event)](event, Teller(stamp, language(code), clock))


def greeting(stamp: Stamp, code: str, clock: LocalClock) -> list[Line]:
    """What somebody is told who has connected and is not in the chat yet."""
    teller = Teller(stamp, language(code), clock)
    sentence = teller.words.text(
        "This is Besedka, a chat. Press Enter to come in; `help` lists the commands."
    )
    return _system(teller, sentence)


def parting(stamp: Stamp, code: str, clock: LocalClock) -> list[Line]:
    """What somebody is told who has connected, has said nothing that leads in, and is let go."""
    teller = Teller(stamp, language(code), clock)
    sentence = teller.words.text("The connection ends: none of this was a command. To come in, press Enter.")
    return _system(teller, sentence)


LEFT = {
    "exit": N_("{name} has left"),
    "lost": N_("{name} is gone: the connection broke"),
    "timeout": N_("{name} is gone: no response"),
    "slow": N_("{name} is gone: the connection is too slow"),
    "error": N_("{name} is gone: protocol error"),
}
"""Why somebody left. A newer server may know more reasons: then `exit` says as much as we know."""

_FAREWELLS = {
    "exit": N_("Goodbye!"),
    "lost": N_("The connection broke."),
    "timeout": N_("You have not responded for too long. Goodbye!"),
    "slow": N_("You could not keep up with the chat. Goodbye!"),
    "error": N_("Your program has violated the protocol. Goodbye!"),
}


def _system(teller: Teller, sentence: str, **values: Span | Spans | str | int) -> list[Line]:
    return [teller.head(LineKind.SYSTEM, fill(sentence, values))]


def _welcome(event: Welcome, teller: Teller) -> list[Line]:
    words, count = teller.words, event.member_count
    names = listed(map(name, event.members[:_MEMBERS_SHOWN]))
    if count > _MEMBERS_SHOWN:
        names += (Span(", …"),)
    here = words.plural("{n} person is here: {names}", "{n} people are here: {names}", count)
    orientation = words.text("`help` lists commands, `send hello` says hello (times: {offset})")
    return [
        *_system(teller, words.text("Welcome to Besedka! You are called {name}"), name=name(event.name)),
        *_system(teller, here, n=count, names=names),
        *_system(teller, orientation, offset=teller.clock.offset(teller.stamp.at)),
    ]


def _joined(event: Joined, teller: Teller) -> list[Line]:
    who = somebody(event.name, teller.words, ignored=event.ignored)
    if event.muted_until is None:
        return _system(teller, teller.words.text("{name} has come in"), name=who)
    sentence = teller.words.text("{name} has come in, muted until {until}")
    return _system(teller, sentence, name=who, until=teller.when(event.muted_until))


def _left(event: Left, teller: Teller) -> list[Line]:
    sentence = teller.words.text(LEFT.get(event.reason, LEFT["exit"]))
    return _system(teller, sentence, name=name(event.name))


def _renamed(event: Renamed, teller: Teller) -> list[Line]:
    who = somebody(event.new, teller.words, ignored=event.ignored)
    sentence = teller.words.text("{old} is now called {new}")
    return _system(teller, sentence, old=name(event.old), new=who)


def _farewell(event: Farewell, teller: Teller) -> list[Line]:
    goodbye = _system(teller, teller.words.text(_FAREWELLS.get(event.reason, _FAREWELLS["exit"])))
    if not event.pending or event.last is None:
        return goodbye
    sentence = teller.words.text("1 delayed message will still be sent, {at}.")
    if event.pending > 1:
        sentence = teller.words.plural(
            "{n} delayed message will still be sent, the last one {at}.",
            "{n} delayed messages will still be sent, the last one {at}.",
            event.pending,
        )
    return _system(teller, sentence, n=event.pending, at=teller.at(event.last)) + goodbye


def _muted(event: Muted, teller: Teller) -> list[Line]:
    sentence = teller.words.plural(
        "{name} cannot speak until {until}: {n} complaint",
        "{name} cannot speak until {until}: {n} complaints",
        event.complaints,
    )
    return _system(
        teller, sentence, name=name(event.name), until=teller.when(event.until), n=event.complaints
    )


def _unmuted(event: Unmuted, teller: Teller) -> list[Line]:
    return _system(teller, teller.words.text("{name} may speak again"), name=name(event.name))


def _silenced(event: Silenced, teller: Teller) -> list[Line]:
    sentence = teller.words.plural(
        "You cannot speak until {until}, for {left}, because of {n} complaint. These still work: {commands}.",
        "You cannot speak until {until}, for {left}, because of {n} complaints. These still work: {commands}.",
        event.complaints,
    )
    until, left = teller.when(event.until), teller.left(event.until)
    values: dict[str, Span | Spans | str | int] = {
        "until": until,
        "left": left,
        "n": event.complaints,
        "commands": still_working(),
    }
    return [teller.head(LineKind.ERROR, fill(sentence, values))]


def _refused(event: Refused, teller: Teller) -> list[Line]:
    return [teller.head(LineKind.ERROR, explain_in_spans(event, teller))]


_TELLERS: dict[type, Callable[[Any, Teller], list[Line]]] = {
    Message: tell_message,
    Welcome: _welcome,
    Joined: _joined,
    Left: _left,
    Renamed: _renamed,
    Muted: _muted,
    Unmuted: _unmuted,
    Silenced: _silenced,
    Refused: _refused,
    Stopping: lambda _, teller: _system(teller, teller.words.text("The server is stopping")),
    Farewell: _farewell,
    Accepted: answers.accepted,
    Cancelled: answers.cancelled,
    NotSent: answers.not_sent,
    UsersListed: answers.users,
    HistoryListed: answers.history,
    ScheduledListed: answers.scheduled,
    IgnoredListed: answers.ignored,
    HelpShown: answers.help_shown,
    LanguageSet: answers.language_set,
}
