"""The chat's state: plain data and look-ups.

Only the handlers change it, and only in the order of the journal.
"""

from collections import Counter
from collections.abc import Callable

from besedka.chat.language.rules import Rules
from besedka.chat.names.forms import NameProblem, examine
from besedka.chat.state.agenda import Agenda
from besedka.chat.state.conduct import Conduct, Conducts
from besedka.chat.state.expiring import ExpiringMap
from besedka.chat.state.ignored import IgnoredIndex
from besedka.chat.state.name_registry import NameRegistry, reserved_forms
from besedka.chat.state.node_registry import Node
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.room import Room

__all__ = ["State"]


class State:
    """Everything that `Chat` knows."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.reserved = reserved_forms(rules.reserved_names)
        self.people: dict[str, Person] = {}
        """Who is in the chat, by session, in the order of joining."""
        self.lobby = Room(rules.history_size)
        """The one room: everybody is in it."""
        self.names = NameRegistry()
        self.guests = 0
        """How many guest names have been given out."""
        self.holds: ExpiringMap[tuple[Person, str], None] = ExpiringMap(rules.max_remembered)
        """Given-up names whose time runs, by (person, fold)."""
        self.departed: ExpiringMap[str, Person] = ExpiringMap(rules.max_remembered)
        """Who left not long ago, by the folds of their names."""
        self.conducts = Conducts(rules)
        self.agenda: Agenda[DelayedMessage | Conduct] = Agenda()
        """DelayedMessage messages, and ends of mutes."""
        self.authors: dict[str, Person] = {}
        """Who has messages pending, here or gone, by session."""
        self.pending = 0
        self.pending_by_network: Counter[str] = Counter()
        self.ignored = IgnoredIndex()
        self.ended: ExpiringMap[str, None] = ExpiringMap(rules.max_remembered)
        """Sessions that ended not long ago: a `Join` of one of them is a repeated one."""
        self.nodes: dict[str, Node] = {}
        """The lives of nodes, by their names."""
        self.no_expiry_before = 0
        """Until this time nothing that is over is forgotten: it has been tried in vain."""

    def change_rules(self, rules: Rules) -> None:
        """From here on, `rules` decide.

        What is already promised (due times, running mutes) stays as promised.
        """
        self.reserved = reserved_forms(rules.reserved_names)
        self.rules = rules
        self.lobby.limit_history(rules.history_size)
        self.holds.limit = self.departed.limit = self.ended.limit = rules.max_remembered
        self.conducts.change_rules(rules)

    def may_have_due(self, at: int) -> bool:
        """Whether by this time something may be due, or something over that is only remembered for a while."""
        return self.agenda.may_have_due(at) or self.has_expired(at)

    def has_expired(self, at: int) -> bool:
        """Whether by this time something is over that is only remembered for a while."""
        return (
            self.holds.earliest <= at
            or self.departed.earliest <= at
            or self.ended.earliest <= at
            or self.conducts.earliest_end <= at
        )

    def enter(self, person: Person) -> None:
        """`person` is in the chat from here on; its name has been claimed."""
        self.people[person.session] = person
        self.lobby.enter(person)

    def depart(self, person: Person) -> None:
        """`person` is not in the chat any more."""
        del self.people[person.session]
        self.lobby.depart(person)

    def add_pending(self, delayed: DelayedMessage) -> None:
        """`delayed` is pending from here on."""
        author = delayed.author
        author.pending[delayed.number] = delayed
        self.authors[author.session] = author
        self.agenda.put(delayed.due, delayed.number, delayed)
        self.pending += 1
        self.pending_by_network[author.network] += 1

    def schedule_unmute(self, conduct: Conduct) -> None:
        """A mute has begun, and will end."""
        if conduct.muted_until is not None:
            # Less than any message's number: a message that is due when the mute ends finds its author free to speak.
            self.agenda.put(conduct.muted_until, -conduct.muted_by, conduct)

    def find(self, name: str) -> tuple[Person | None, str | None]:
        """Who is in the chat under this name, or gave it up not long ago (then with the name that was asked
        for)."""
        return self._look_up(name, self.names.owner)

    def find_departed(self, name: str) -> tuple[Person | None, str | None]:
        """Who was called so and left not long ago."""
        return self._look_up(name, self.departed.get)

    def find_lately(self, name: str) -> tuple[Person | None, str | None]:
        """Who is in the chat under this name, else who was called so and left not long ago."""
        person, asked = self.find(name)
        return (person, asked) if person is not None else self.find_departed(name)

    def _look_up(self, name: str, owner: Callable[[str], Person | None]) -> tuple[Person | None, str | None]:
        forms = examine(name, self.rules.max_name)
        if isinstance(forms, NameProblem):
            return None, None
        person = owner(forms.fold)
        given_up = person is not None and person.name.fold != forms.fold
        return person, forms.shown if given_up else None
