"""The chat's state: plain data and look-ups.

Only the handlers change it, and only in the order of the journal.
"""

from bisect import bisect_left, insort
from collections import Counter, deque
from collections.abc import Callable
from itertools import islice

from besedka.chat.agenda import Agenda
from besedka.chat.conduct import Conduct, Conducts
from besedka.chat.events import Recorded, User
from besedka.chat.fading import Fading
from besedka.chat.namebook import NameBook, reserved_forms
from besedka.chat.names import NameForms, NameProblem, examine
from besedka.chat.people import Delayed, Person
from besedka.chat.rules import Rules

__all__ = ["Room"]


class Room:
    """Everything that `Chat` knows."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.reserved = reserved_forms(rules.reserved_names)
        self.people: dict[str, Person] = {}
        """Who is in the chat, by session."""
        self.names = NameBook()
        self.guests = 0
        """How many guest names have been given out."""
        self.holds: Fading[tuple[Person, str], None] = Fading(rules.max_remembered)
        """Given-up names whose time runs, by (person, fold)."""
        self.departed: Fading[str, Person] = Fading(rules.max_remembered)
        """Who left not long ago, by the folds of their names."""
        self.conducts = Conducts(rules)
        self.agenda: Agenda[Delayed | Conduct] = Agenda()
        """Delayed messages, and ends of mutes."""
        self.pending = 0
        self.pending_by_network: Counter[str] = Counter()
        self.history: deque[Recorded] = deque(maxlen=rules.history_size)
        self._order: list[tuple[str, str]] = []

    def change_rules(self, rules: Rules) -> None:
        """From here on, `rules` decide.

        What is already promised (due times, running mutes) stays as promised.
        """
        self.rules = rules
        self.reserved = reserved_forms(rules.reserved_names)
        self.history = deque(self.history, maxlen=rules.history_size)
        self.holds.limit = self.departed.limit = rules.max_remembered
        self.conducts.change_rules(rules)

    def enter(self, person: Person) -> None:
        """`person` is in the chat from here on; its name has been claimed."""
        self.people[person.session] = person
        insort(self._order, (person.name.fold, person.session))

    def depart(self, person: Person) -> None:
        """`person` is not in the chat any more."""
        del self.people[person.session]
        self._unsort(person)

    def call(self, person: Person, name: NameForms) -> None:
        """Change the name under which `person` is listed."""
        self._unsort(person)
        person.name = name
        insort(self._order, (name.fold, person.session))

    def _unsort(self, person: Person) -> None:
        del self._order[bisect_left(self._order, (person.name.fold, person.session))]

    def present_names(self, limit: int | None = None) -> tuple[str, ...]:
        """The names in the chat, sorted; the first `limit` of them."""
        return tuple(self.people[session].name.shown for _, session in islice(self._order, limit))

    def names_near(self, name: str, limit: int) -> tuple[str, ...]:
        """The names in the chat, sorted; of more than `limit` those that stand next to `name`, and so begin like it."""
        place = bisect_left(self._order, (name.casefold(), ""))
        start = max(0, min(place - limit // 2, len(self._order) - limit))
        return tuple(self.people[session].name.shown for _, session in self._order[start : start + limit])

    def users(self) -> tuple[User, ...]:
        """Who is in the chat, sorted by name."""
        people = (self.people[session] for _, session in self._order)
        return tuple(User(person.name.shown, person.conduct.muted_until) for person in people)

    def find(self, name: str) -> tuple[Person | None, str | None]:
        """Who is in the chat under this name, or gave it up not long ago (then with the name that was asked
        for)."""
        return self._look_up(name, self.names.owner)

    def find_departed(self, name: str) -> tuple[Person | None, str | None]:
        """Who was called so and left not long ago."""
        return self._look_up(name, self.departed.get)

    def _look_up(self, name: str, owner: Callable[[str], Person | None]) -> tuple[Person | None, str | None]:
        forms = examine(name, self.rules.max_name)
        if isinstance(forms, NameProblem):
            return None, None
        person = owner(forms.fold)
        given_up = person is not None and person.name.fold != forms.fold
        return person, forms.shown if given_up else None
