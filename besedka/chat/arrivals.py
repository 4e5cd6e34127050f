"""Coming and going."""

from besedka.chat.commands import Join, Leave
from besedka.chat.conduct import Conduct
from besedka.chat.entry import Entry
from besedka.chat.events import Delivery, Farewell, Joined, Left, Limits, Refused, Silenced, Welcome
from besedka.chat.names import NameForms
from besedka.chat.naming import free_guest_name, leave_names, obtain
from besedka.chat.people import NAMELESS, Person
from besedka.chat.room import Room
from besedka.chat.rules import Rules
from besedka.chat.scheduling import will_go

__all__ = ["join", "leave", "silenced"]


def join(room: Room, entry: Entry, command: Join) -> list[Delivery]:
    """A session enters: the others are told first, so its own stream begins with its welcome.

    A session that is in already stays as it is: `Join` of one session is idempotent.
    """
    session = entry.session
    if session is None or session in room.people:
        return []
    person, refused = _newcomer(room, entry, session, command)
    until = person.conduct.muted_until
    told_before = Delivery(Joined(person.name.shown, until))
    room.enter(person)
    person.conduct.sessions[session] = None
    deliveries = [told_before, Delivery(_welcome(room, person), session)]
    if until is not None:
        deliveries.append(silenced(person.conduct, until, session))
    if refused is not None:
        deliveries.append(Delivery(refused, session))
    return deliveries


def _newcomer(room: Room, entry: Entry, session: str, command: Join) -> tuple[Person, Refused | None]:
    """A person with a name of its own: the one that was wished for, or a guest's and the reason why."""
    conduct = room.conducts.adopt(command.network, entry.at)
    person = Person(session, NAMELESS, command.network, conduct)
    wish = None if command.name is None else _grant(room, entry, person, command.name)
    refused = wish if isinstance(wish, Refused) else None
    person.name = free_guest_name(room, person) if wish is None or isinstance(wish, Refused) else wish
    room.names.claim(person, person.name)
    return person, refused


def _grant(room: Room, entry: Entry, person: Person, name: str) -> NameForms | Refused:
    """The name that a newcomer wishes for.

    Who is muted gets its own or a guest's: a name can say a lot, too.
    """
    until = person.conduct.muted_until
    wish = obtain(room, person, name)
    if until is None or isinstance(wish, Refused) or wish.shown == person.conduct.muted_name:
        return wish
    return Refused("muted", {"until": until, "left": until - entry.at})


def _welcome(room: Room, person: Person) -> Welcome:
    rules = room.rules
    return Welcome(
        name=person.name.shown,
        members=room.present_names(rules.max_members_listed),
        member_count=len(room.people),
        limits=_limits(rules),
        muted_until=person.conduct.muted_until,
    )


def _limits(rules: Rules) -> Limits:
    return Limits(
        rules.max_text, rules.max_name, rules.max_delay_seconds, rules.max_pending, rules.history_size
    )


def silenced(conduct: Conduct, until: int, session: str) -> Delivery:
    """Tell a muted session that it is, and why."""
    return Delivery(Silenced(until, conduct.muted_for), session)


def leave(room: Room, entry: Entry, person: Person, command: Leave) -> list[Delivery]:
    """A session ends: its own stream with its farewell, then the others are told.

    Its delayed messages stay.
    """
    room.depart(person)
    person.leave()
    del person.conduct.sessions[person.session]
    room.conducts.keep(person.conduct, entry.at)
    leave_names(room, person, entry.at)
    due = will_go(person)
    return [
        Delivery(Farewell(command.reason, len(due), max(due, default=None)), person.session),
        Delivery(Left(person.name.shown, command.reason)),
    ]
