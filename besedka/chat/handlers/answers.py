"""Answers to questions: read from the state, which they do not change."""

from besedka.chat.handlers.ignoring import listed_name
from besedka.chat.language.events import (
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Recorded,
    ScheduledListed,
    Stamp,
    User,
    UsersListed,
)
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = ["history", "ignored", "scheduled", "users"]


def users(state: State, person: Person) -> UsersListed:
    """List who is in the chat, sorted by name; mark those whom `person` ignores."""
    rows = tuple(
        User(other.name.shown, other.conduct.muted_until, other.session in person.hidden, other.bot)
        for other in state.lobby.by_name()
    )
    return UsersListed(person.name.shown, rows)


def history(state: State, person: Person) -> HistoryListed:
    """List the last public messages, oldest first, except those from people whom `person` ignores."""
    seen = (row for row in state.lobby.history if row.session not in person.hidden)
    return HistoryListed(tuple(Recorded(Stamp(row.seq, row.at), row.message) for row in seen))


def scheduled(_state: State, person: Person) -> ScheduledListed:
    """List the person's pending messages, sorted by due time."""
    waiting = sorted(person.pending.values(), key=lambda delayed: (delayed.due, delayed.number))
    return ScheduledListed(tuple(delayed.as_pending() for delayed in waiting))


def ignored(state: State, person: Person) -> IgnoredListed:
    """List whom the person ignores, in the order in which it began to."""
    rows = dict.fromkeys(IgnoredUser(listed_name(state, row), here=row.here) for row in person.ignored)
    return IgnoredListed(tuple(rows))
