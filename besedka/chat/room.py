"""A room: its members, their order, and what was said in it."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator
from itertools import islice

from besedka.chat.events import Recorded
from besedka.chat.names import NameForms
from besedka.chat.people import Person
from besedka.records import record

__all__ = ["Room", "Said"]


@record
class Said:
    """A row of the history, and who said it: the session, its name's fold and its network at that time."""

    recorded: Recorded
    session: str
    fold: str
    network: str


class Room:
    """Members in the order of their names, and the last `history_size` public messages, oldest first."""

    def __init__(self, history_size: int) -> None:
        self.members: dict[str, Person] = {}
        """By session, in the order of coming."""
        self.history: deque[Said] = deque(maxlen=history_size)
        self._order: list[tuple[str, str]] = []

    def keep(self, history_size: int) -> None:
        """From here on the history has at most so many rows; the oldest go."""
        self.history = deque(self.history, maxlen=history_size)

    def enter(self, person: Person) -> None:
        """`person` is a member from here on."""
        self.members[person.session] = person
        insort(self._order, (person.name.fold, person.session))

    def depart(self, person: Person) -> None:
        """`person` is no member any more."""
        del self.members[person.session]
        self._unsort(person)

    def call(self, person: Person, name: NameForms) -> None:
        """Change the name under which `person` is listed."""
        self._unsort(person)
        person.name = name
        insort(self._order, (name.fold, person.session))

    def _unsort(self, person: Person) -> None:
        del self._order[bisect_left(self._order, (person.name.fold, person.session))]

    def by_name(self) -> Iterator[Person]:
        """The members, sorted by name."""
        return (self.members[session] for _, session in self._order)

    def present_names(self, limit: int | None = None) -> tuple[str, ...]:
        """The members' names, sorted; the first `limit` of them."""
        return tuple(person.name.shown for person in islice(self.by_name(), limit))

    def names_near(self, name: str, limit: int) -> tuple[str, ...]:
        """The members' names, sorted; of more than `limit` those that stand next to `name`, and so begin like it."""
        place = bisect_left(self._order, (name.casefold(), ""))
        start = max(0, min(place - limit // 2, len(self._order) - limit))
        return tuple(self.members[session].name.shown for _, session in self._order[start : start + limit])
