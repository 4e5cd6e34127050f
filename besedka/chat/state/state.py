"""The chat's state: plain data and lookups.

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
from besedka.chat.state.tally import Tally
from besedka.chat.state.unsent import UnsentMessages
from besedka.records import record

__all__ = ["Census", "State"]


@record
class Census:
    """`pending`: delayed messages that are not sent yet. `muted`: sessions in the chat that are muted now."""

    sessions: int = 0
    detached: int = 0
    pending: int = 0
    muted: int = 0


class State:
    """Everything that `Chat` knows."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.reserved = reserved_forms(rules.reserved_names)
        self.people: dict[str, Person] = {}
        """The people in the chat by session, in the order of joining."""
        self.lobby = Room(rules)
        """The only room; everybody is in it."""
        self.names = NameRegistry()
        self.guests = 0
        """Number of guest names given out so far."""
        self.holds: ExpiringMap[tuple[Person, str], None] = ExpiringMap(rules.max_remembered)
        """Given-up names until their hold time ends, by (person, fold)."""
        self.departed: ExpiringMap[str, Person] = ExpiringMap(rules.max_remembered)
        """People who left recently, by the folds of their names."""
        self.conducts = Conducts(rules)
        self.agenda: Agenda[DelayedMessage | Conduct | Person] = Agenda()
        """Delayed messages, ends of mutes, and detached sessions."""
        self.authors: dict[int, Person] = {}
        """People with pending messages, here or gone, by number: a session can come again once it is forgotten.
        In no order that may decide anything."""
        self.pending = 0
        self.pending_by_network: Counter[str] = Counter()
        self.ignored = IgnoredIndex()
        self.unsent = UnsentMessages(rules.max_remembered)
        """What authors have to be told when they are back after their server was down."""
        self.tokens: dict[str, Person] = {}
        """The people in the chat whose sessions can be resumed, by the hashes of their tokens."""
        self.detached = 0
        self.detached_by_network: Counter[str] = Counter()
        self.kept_bytes = 0
        """Approximate bytes of all events that are kept for such sessions."""
        self.tally = Tally()
        """Counts the public messages while there are such sessions."""
        self.ended: ExpiringMap[str, None] = ExpiringMap(rules.max_remembered)
        """Sessions that ended recently: a `Join` of one of them is a repeated one."""
        self.nodes: dict[str, Node] = {}
        """The lives of nodes, by node name."""
        self.no_expiry_before = 0
        """No expiry is attempted before this time: the last attempt failed."""

    def change_rules(self, rules: Rules) -> None:
        """Apply `rules` from here on.

        Promises already made (due times, running mutes) stay as they are.
        """
        self.reserved = reserved_forms(rules.reserved_names)
        self.rules = rules
        self.lobby.history.change_rules(rules)
        self.holds.limit = self.departed.limit = self.ended.limit = rules.max_remembered
        self.unsent.set_limit(rules.max_remembered)
        self.conducts.change_rules(rules)

    def census(self) -> Census:
        """Return the present numbers. Takes a look at everybody who is in the chat."""
        muted = sum(person.conduct.muted_until is not None for person in self.people.values())
        return Census(len(self.people), self.detached, self.pending, muted)

    def may_have_due(self, at: int) -> bool:
        """Return whether anything may be due or have expired by this time."""
        return self.agenda.may_have_due(at) or self.has_expired(at)

    def has_expired(self, at: int) -> bool:
        """Return whether anything that is remembered for a limited time has expired by this time."""
        return (
            self.holds.earliest <= at
            or self.departed.earliest <= at
            or self.ended.earliest <= at
            or self.unsent.earliest <= at
            or self.conducts.earliest_end <= at
        )

    def enter(self, person: Person) -> None:
        """Add `person` to the chat. Its name must have been claimed."""
        self.people[person.session] = person
        self.lobby.enter(person)
        if person.resumption is not None:
            self.tokens[person.resumption.token] = person

    def depart(self, person: Person) -> None:
        """Remove `person` from the chat."""
        del self.people[person.session]
        self.lobby.depart(person)
        self.forget_token(person)

    def forget_token(self, person: Person) -> None:
        """Let the session of `person` not be resumed any more. What is kept for it stays with it. Idempotent."""
        resumption = person.resumption
        if resumption is None or self.tokens.get(resumption.token) is not person:
            return
        del self.tokens[resumption.token]
        self.kept_bytes -= resumption.size
        if resumption.until is not None:
            self.count_detached(person, -1)
        self.agenda.drop(person.number)
        if not self.tokens:
            self.tally = Tally()

    def schedule_end_of_grace(self, person: Person, due: int) -> None:
        """Schedule when a detached session is shown as away or, if it is already, ended."""
        self.agenda.put(due, person.number, person)

    def count_detached(self, person: Person, more: int) -> None:
        """Count `person` as detached (1), or no longer (-1)."""
        self.detached += more
        self.detached_by_network[person.network] += more
        if not self.detached_by_network[person.network]:
            del self.detached_by_network[person.network]

    def add_pending(self, delayed: DelayedMessage) -> None:
        """Add `delayed` to the pending messages."""
        author = delayed.author
        author.pending[delayed.number] = delayed
        self.authors[author.number] = author
        self.agenda.put(delayed.due, delayed.number, delayed)
        self.pending += 1
        self.pending_by_network[author.network] += 1

    def schedule_unmute(self, conduct: Conduct) -> None:
        """Schedule the end of a mute that has begun."""
        if conduct.muted_until is not None:
            # Less than any message's number: a message due when the mute ends is sent, as the mute ends first.
            self.agenda.put(conduct.muted_until, -conduct.muted_by, conduct)

    def find(self, name: str) -> tuple[Person | None, str | None]:
        """Find who is in the chat under this name, or gave it up recently and still holds it.

        In the latter case the name that was asked for comes second.
        """
        return self._look_up(name, self.names.owner)

    def find_departed(self, name: str) -> tuple[Person | None, str | None]:
        """Find who left recently and had this name."""
        return self._look_up(name, self.departed.get)

    def find_lately(self, name: str) -> tuple[Person | None, str | None]:
        """Find who is in the chat under this name, else who left recently and had it."""
        person, asked = self.find(name)
        return (person, asked) if person is not None else self.find_departed(name)

    def _look_up(self, name: str, owner: Callable[[str], Person | None]) -> tuple[Person | None, str | None]:
        forms = examine(name, self.rules.max_name)
        if isinstance(forms, NameProblem):
            return None, None
        person = owner(forms.fold)
        given_up = person is not None and person.name.fold != forms.fold
        return person, forms.shown if given_up else None
