"""The answers to questions: read from the state, and nothing is changed."""

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
    """Who is in the chat, sorted by name; those are marked whom `person` ignores."""
    rows = tuple(
        User(other.name.shown, other.conduct.muted_until, other.session in person.hidden)
        for other in state.lobby.by_name()
    )
    return UsersListed(person.name.shown, rows)


def history(state: State, person: Person) -> HistoryListed:
    """The last public messages, oldest first, without those of whom `person` ignores."""
    seen = (row for row in state.lobby.history if row.session not in person.hidden)
    return HistoryListed(tuple(Recorded(Stamp(row.seq, row.at), row.message) for row in seen))


def scheduled(_state: State, person: Person) -> ScheduledListed:
    """The person's pending messages, by the time at which they go."""
    waiting = sorted(person.pending.values(), key=lambda delayed: (delayed.due, delayed.number))
    return ScheduledListed(tuple(delayed.as_pending() for delayed in waiting))


def ignored(state: State, person: Person) -> IgnoredListed:
    """Whom the person ignores, in the order in which it began to."""
    rows = dict.fromkeys(IgnoredUser(listed_name(state, row), here=row.here) for row in person.ignored)
    return IgnoredListed(tuple(rows))
