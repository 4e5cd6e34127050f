"""Answers to questions: read from the state, which they do not change."""

from itertools import islice

from besedka.chat.handlers.ignoring import listed_name
from besedka.chat.language.events import (
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Recorded,
    Refused,
    ScheduledListed,
    SearchListed,
    Stamp,
    User,
    UsersListed,
)
from besedka.chat.language.matching import terms
from besedka.chat.language.questions import (
    MAX_FOUND,
    MAX_LISTED,
    MAX_SEARCH,
    ListIgnored,
    ListScheduled,
    ListUsers,
    Search,
    ShowHistory,
)
from besedka.chat.language.text import excerpt
from besedka.chat.state.history import HistoryRow
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


def history(state: State, person: Person, question: ShowHistory) -> HistoryListed | Refused:
    """List public messages, oldest first, except those from people whom `person` ignores."""
    count, before, around = question.count, question.before, question.around
    if count is None:
        count = state.rules.history_size
    elif not 1 <= count <= MAX_LISTED:
        return Refused("count-out-of-range", {"limit": MAX_LISTED, "given": count})
    if before is not None and around is not None:
        return Refused("before-and-around")
    rows = [row for row in state.lobby.history if row.session not in person.hidden]
    end = len(rows)
    if before is not None:
        end = _place(rows, before)
    elif around is not None:
        place = _place(rows, around)
        if place == len(rows) or rows[place].message.number != around:
            return Refused("not-in-history", {"number": around})
        end = max(min(place + (count + 1) // 2, end), min(count, end))
    return HistoryListed(_recorded(rows[max(0, end - count) : end]), before=before, around=around)


def _place(rows: list[HistoryRow], number: int) -> int:
    """Return the index of the message of this number, else of the first one delivered after the entry `number`."""
    later = len(rows)
    for index, row in enumerate(rows):
        if row.message.number == number:
            return index
        if row.seq > number:
            later = min(later, index)
    return later


def search(state: State, person: Person, question: Search) -> SearchListed | Refused:
    """List the newest public messages with these words, newest first, except from people whom `person` ignores."""
    if len(question.text) > MAX_SEARCH:
        return Refused("search-too-long", {"limit": MAX_SEARCH, "length": len(question.text)})
    wanted = terms(question.text)
    if not wanted:
        return Refused("search-empty")
    found = (row for row in state.lobby.history.search(wanted) if row.session not in person.hidden)
    rows = list(islice(found, MAX_FOUND + 1))
    text = excerpt(question.text)
    return SearchListed(_recorded(rows[:MAX_FOUND]), text=text, cut=len(rows) > MAX_FOUND)


def _recorded(rows: list[HistoryRow]) -> tuple[Recorded, ...]:
    return tuple(Recorded(Stamp(row.seq, row.at), row.message) for row in rows)


def scheduled(_state: State, person: Person, _question: ListScheduled) -> ScheduledListed:
    """List the person's pending messages, sorted by due time."""
    waiting = sorted(person.pending.values(), key=lambda delayed: (delayed.due, delayed.number))
    return ScheduledListed(tuple(delayed.as_pending() for delayed in waiting))


def ignored(state: State, person: Person, _question: ListIgnored) -> IgnoredListed:
    """List whom the person ignores, in the order in which it began to."""
    rows = dict.fromkeys(IgnoredUser(listed_name(state, row), here=row.here) for row in person.ignored)
    return IgnoredListed(tuple(rows))
