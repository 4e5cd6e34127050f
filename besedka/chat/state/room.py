"""A room: its members in order, and its history."""

from bisect import bisect_left, insort
from collections.abc import Iterator

from besedka.chat.language.rules import Rules
from besedka.chat.names.forms import NameForms
from besedka.chat.state.history import History
from besedka.chat.state.people import Person

__all__ = ["Room"]


class Room:
    """A room: its members sorted by name, and its history."""

    def __init__(self, rules: Rules) -> None:
        self.history = History(rules)
        self._order: list[tuple[str, str, Person]] = []
        """Sorted by fold and session; no two members share both."""

    def enter(self, person: Person) -> None:
        """Add `person` as a member."""
        insort(self._order, (person.name.fold, person.session, person))

    def depart(self, person: Person) -> None:
        """Remove a member. Call while it still has the name it is listed under."""
        self._unsort(person)

    def rename(self, person: Person, name: NameForms) -> None:
        """Give a member another name, and move it in the order."""
        self._unsort(person)
        person.name = name
        insort(self._order, (name.fold, person.session, person))

    def _unsort(self, person: Person) -> None:
        del self._order[bisect_left(self._order, (person.name.fold, person.session))]

    def by_name(self) -> Iterator[Person]:
        """Iterate over the members, sorted by name."""
        return (person for _, _, person in self._order)

    def first_with(self, newcomer: Person, limit: int) -> list[Person]:
        """Return the members and `newcomer`, a future one or a member, sorted by name; at most the first `limit`."""
        people = [person for _, _, person in self._order[:limit]]
        key = (newcomer.name.fold, newcomer.session)
        place = bisect_left(self._order, key)
        if place == len(self._order) or self._order[place][:2] != key:
            people.insert(place, newcomer)
        return people[:limit]

    def names_near(self, name: str, limit: int) -> tuple[str, ...]:
        """Return the sorted names of the members; of more than `limit`, those next to `name`, which begin like it."""
        place = bisect_left(self._order, (name.casefold(), ""))
        start = max(0, min(place - limit // 2, len(self._order) - limit))
        return tuple(person.name.shown for _, _, person in self._order[start : start + limit])
