"""Answers to questions: read from the state, which they do not change."""

from besedka.chat.handlers.ignoring import listed_name
from besedka.chat.handlers.lookups import Listed, Lookup, look_up_history, look_up_words
from besedka.chat.language.events import (
    IgnoredListed,
    IgnoredUser,
    ScheduledListed,
    User,
    UsersListed,
)
from besedka.chat.language.questions import (
    ListIgnored,
    ListScheduled,
    ListUsers,
    Search,
    ShowHistory,
)
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = ["history", "ignored", "scheduled", "search", "users"]


def users(state: State, person: Person, _question: ListUsers) -> UsersListed:
    """List who is in the chat, sorted by name; mark those whom `person` ignores."""
    rows = tuple(
        User(
            other.name.shown, other.conduct.muted_until, other.session in person.hidden, other.bot, other.away
        )
        for other in state.lobby.by_name()
    )
    return UsersListed(person.name.shown, rows)


def history(state: State, person: Person, question: ShowHistory) -> Listed:
    """List public messages that are in memory, oldest first, except from people whom `person` ignores."""
    return _from_memory(state, look_up_history(state, person, question))


def search(state: State, person: Person, question: Search) -> Listed:
    """List the newest public messages in memory with these words, except from people whom `person` ignores."""
    return _from_memory(state, look_up_words(state, person, question))


def _from_memory(state: State, found: Lookup | Listed) -> Listed:
    return found.answer(state.lobby.history) if isinstance(found, Lookup) else found


def scheduled(_state: State, person: Person, _question: ListScheduled) -> ScheduledListed:
    """List the person's pending messages, sorted by due time."""
    waiting = sorted(person.pending.values(), key=lambda delayed: (delayed.due, delayed.number))
    return ScheduledListed(tuple(delayed.as_pending() for delayed in waiting))


def ignored(state: State, person: Person, _question: ListIgnored) -> IgnoredListed:
    """List whom the person ignores, in the order in which it began to."""
    rows = dict.fromkeys(IgnoredUser(listed_name(state, row), here=row.here) for row in person.ignored)
    return IgnoredListed(tuple(rows))
