"""Questions about public messages: what depends on who asks is decided at once, the messages are read afterwards."""

from collections.abc import Iterable

from besedka.chat.handlers.ignoring import hides_of
from besedka.chat.language.events import HistoryListed, Recorded, Refused, SearchListed, Stamp
from besedka.chat.language.matching import terms
from besedka.chat.language.questions import MAX_FOUND, MAX_LISTED, MAX_SEARCH, Search, ShowHistory
from besedka.chat.language.text import excerpt
from besedka.chat.state.messages import Hides, HistoryRow, Messages
from besedka.chat.state.people import Person
from besedka.chat.state.state import State
from besedka.records import record

__all__ = ["Listed", "Lookup", "look_up_history", "look_up_words"]

Listed = HistoryListed | SearchListed | Refused
"""Every answer about public messages."""


@record
class Lookup:
    """A valid question about public messages, of a person who does not see those that `hides` is true for."""

    question: ShowHistory | Search
    count: int
    hides: Hides

    def answer(self, messages: Messages) -> Listed:
        """Answer from these messages and nothing else. May be called in any thread."""
        if isinstance(self.question, Search):
            return self._search(messages, self.question)
        return self._page(messages, self.question)

    def _page(self, messages: Messages, question: ShowHistory) -> HistoryListed | Refused:
        before, around = question.before, question.around
        if around is None:
            return HistoryListed(_recorded(messages.before(before, self.count, self.hides)), before=before)
        rows = messages.around(around, self.count, self.hides)
        if rows is None:
            return Refused("not-in-history", {"number": around})
        return HistoryListed(_recorded(rows), around=around)

    def _search(self, messages: Messages, question: Search) -> SearchListed:
        found = messages.search(terms(question.text), self.count + 1, self.hides)
        cut = len(found.rows) > self.count or not found.whole
        return SearchListed(_recorded(found.rows[: self.count]), text=excerpt(question.text), cut=cut)


def look_up_history(state: State, person: Person, question: ShowHistory) -> Lookup | Listed:
    """Check the question. The last messages are listed at once if there are as many in memory as are wanted."""
    count = state.rules.history_size if question.count is None else question.count
    if question.count is not None and not 1 <= count <= MAX_LISTED:
        return Refused("count-out-of-range", {"limit": MAX_LISTED, "given": count})
    if question.before is not None and question.around is not None:
        return Refused("before-and-around")
    hides = hides_of(state, person)
    if question.before is None and question.around is None:
        rows = state.lobby.history.before(None, count, hides)
        if len(rows) == count:
            return HistoryListed(_recorded(rows))
    return Lookup(question, count, hides)


def look_up_words(state: State, person: Person, question: Search) -> Lookup | Listed:
    """Check what is searched for."""
    if len(question.text) > MAX_SEARCH:
        return Refused("search-too-long", {"limit": MAX_SEARCH, "length": len(question.text)})
    if not terms(question.text):
        return Refused("search-empty")
    return Lookup(question, MAX_FOUND, hides_of(state, person))


def _recorded(rows: Iterable[HistoryRow]) -> tuple[Recorded, ...]:
    return tuple(Recorded(Stamp(row.seq, row.at), row.message) for row in rows)
