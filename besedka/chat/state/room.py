"""A room: its members, their order, and what was said in it."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator
from itertools import islice

from besedka.chat.language.events import Message
from besedka.chat.names.forms import NameForms
from besedka.chat.state.people import Person
from besedka.records import record

__all__ = ["HistoryRow", "Room"]


@record
class HistoryRow:
    """A row of the history: a message, the number and time of the entry that delivered it, and the session that said
    it, with its name's fold and its network at that time."""

    seq: int
    at: int
    message: Message
    session: str
    fold: str
    network: str


class Room:
    """A room: its members in the order of their names, and its last `history_size` public messages, oldest first."""

    def __init__(self, history_size: int) -> None:
        self.history: deque[HistoryRow] = deque(maxlen=history_size)
        self._order: list[tuple[str, str, Person]] = []
        """By fold and session; no two have both in common."""

    def limit_history(self, history_size: int) -> None:
        """Let the history have at most so many rows from here on; the oldest go."""
        self.history = deque(self.history, maxlen=history_size)

    def enter(self, person: Person) -> None:
        """Make `person` a member."""
        insort(self._order, (person.name.fold, person.session, person))

    def depart(self, person: Person) -> None:
        """Remove a member. To be called while it still has the name that it is listed under."""
        self._unsort(person)

    def rename(self, person: Person, name: NameForms) -> None:
        """Give a member another name, and its place in the order."""
        self._unsort(person)
        person.name = name
        insort(self._order, (name.fold, person.session, person))

    def _unsort(self, person: Person) -> None:
        del self._order[bisect_left(self._order, (person.name.fold, person.session))]

    def by_name(self) -> Iterator[Person]:
        """The members, sorted by name."""
        return (person for _, _, person in self._order)

    def names_with(self, newcomer: Person, limit: int) -> tuple[str, ...]:
        """The names of the members and of one who will be one, sorted; the first `limit` of them."""
        names = [person.name.shown for person in islice(self.by_name(), limit)]
        names.insert(bisect_left(self._order, (newcomer.name.fold, newcomer.session)), newcomer.name.shown)
        return tuple(names[:limit])

    def names_near(self, name: str, limit: int) -> tuple[str, ...]:
        """The members' names, sorted; of more than `limit` those that stand next to `name`, and so begin like it."""
        place = bisect_left(self._order, (name.casefold(), ""))
        start = max(0, min(place - limit // 2, len(self._order) - limit))
        return tuple(person.name.shown for _, _, person in self._order[start : start + limit])
