"""Sessions that join and leave."""

from besedka.chat.handlers.ignoring import announce_to_ignorers, forget_ignored, recognize, restore_ignored
from besedka.chat.handlers.keeping import return_undelivered
from besedka.chat.handlers.naming import check_name, free_guest_name, hold_names_of_departed
from besedka.chat.handlers.scheduling import due_after_leaving
from besedka.chat.handlers.unsent import tell_unsent
from besedka.chat.language.commands import Departure, Join, Leave
from besedka.chat.language.deliveries import Delivery, to_everybody, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Farewell, Joined, Left, Limits, Refused, Silenced, Welcome
from besedka.chat.language.rules import Rules
from besedka.chat.names.forms import NameForms, examine
from besedka.chat.state.people import NAMELESS, Person
from besedka.chat.state.resumption import Resumption
from besedka.chat.state.state import State

__all__ = ["announce_ends", "end", "end_sessions", "join", "leave", "silenced", "welcome"]


def join(state: State, entry: Entry, command: Join) -> list[Delivery]:
    """Handle `Join`: the others' `Joined` comes first, so that the session's own stream begins with its `Welcome`.

    Idempotent: a session that is already in stays as it is, and one that has ended is not started again.
    """
    session = entry.origin.session
    if session is None or session in state.people or session in state.ended:
        return []
    ended = _end_unheard(state, entry, command)
    conduct = state.conducts.adopt(command.network, entry.at, entry.seq)
    person = Person(entry.seq, session, NAMELESS, command.network, conduct, entry.origin.node, command.bot)
    person.answers = {} if command.numbered or command.token is not None else None
    if command.token is not None and command.token not in state.tokens:
        person.resumption = Resumption(command.token, entry.seq, state.tally.said)
    wish = None if command.name is None else _grant(state, entry, person, command.name)
    refused = wish if isinstance(wish, Refused) else None
    guests = state.guests
    if wish is None or isinstance(wish, Refused):
        guests, person.name = free_guest_name(state, person)
    else:
        person.name = wish
    deliveries = _announce(state, person, refused)
    state.guests = guests
    entered = _enter(state, person)
    return [*ended, *entered, *deliveries, *restore_ignored(state, person), *tell_unsent(state, person)]


def _end_unheard(state: State, entry: Entry, command: Join) -> list[Delivery]:
    """End the session that has the newcomer's name, if it is from the same network, detached, and was never heard.

    Its client cannot have used its token, and has probably never got it: the connection was lost with the answer to
    its `Join`, and this is the same client again.
    """
    forms = None if command.name is None else examine(command.name, state.rules.max_name)
    owner = state.names.owner(forms.fold) if isinstance(forms, NameForms) else None
    if owner is None or owner.network != command.network or not (owner.detached and owner.unheard):
        return []
    return end(state, entry, owner, "lost")


def _announce(state: State, person: Person, refused: Refused | None) -> list[Delivery]:
    """Return the deliveries to the others about a newcomer, then those to the newcomer."""
    session, until = person.session, person.conduct.muted_until
    joined = Joined(person.name.shown, until, bot=person.bot)
    deliveries = [to_everybody(joined, session), *announce_to_ignorers(state, person, joined)]
    deliveries.append(to_one(welcome(state, person), session))
    if until is not None:
        deliveries.append(silenced(session, until, person.conduct.muted_for))
    if refused is not None:
        deliveries.append(to_one(refused, session))
    return deliveries


def _enter(state: State, person: Person) -> list[Delivery]:
    """Add the newcomer to the chat; return the changed filters of those who already ignore it."""
    state.names.claim(person, person.name)
    state.enter(person)
    person.conduct.sessions[person.session] = None
    return recognize(state, person)


def _grant(state: State, entry: Entry, person: Person, name: str) -> NameForms | Refused:
    """Return the forms of the name a newcomer wants, or the refusal that says why it cannot have it.

    A muted person may only have the name it was muted under, because a name can carry a message, too.
    """
    until = person.conduct.muted_until
    wish = check_name(state, person, name)
    if until is None or isinstance(wish, Refused) or wish.shown == person.conduct.muted_name:
        return wish
    return Refused("muted", {"until": until, "left": until - entry.at})


def welcome(state: State, person: Person) -> Welcome:
    """Return the `Welcome` of a newcomer, which already lists it as a member, or of somebody who is in.

    When a thousand come back together, most of the time is spent here: hence lists, which are faster than generators.
    """
    rules = state.rules
    listed = state.lobby.first_with(person, rules.max_members_listed)
    away = [member for member in listed if member.resumption is not None and member.resumption.away]
    return Welcome(
        name=person.name.shown,
        members=tuple([member.name.shown for member in listed]),
        member_count=len(state.people) + (person.session not in state.people),
        limits=_limits(rules),
        muted_until=person.conduct.muted_until,
        bots=tuple([member.name.shown for member in listed if member.bot]),
        away=tuple([member.name.shown for member in away if member is not person]),
    )


def _limits(rules: Rules) -> Limits:
    history = rules.history_size
    if rules.history_kept is not None:
        history = min(history, rules.history_kept)
    return Limits(rules.max_text, rules.max_name, rules.max_delay_seconds, rules.max_pending, history)


def silenced(session: str, until: int, complaints: int) -> Delivery:
    """Return the delivery that tells a muted session that it is muted, and why."""
    return to_one(Silenced(until, complaints), session)


def leave(state: State, entry: Entry, person: Person, command: Leave) -> list[Delivery]:
    """Handle `Leave`: the session's last event is its `Farewell`; then the others get `Left`.

    Its delayed messages stay pending. Private messages to it that its client has not confirmed come back to their
    authors.
    """
    return end(state, entry, person, command.reason)


def end(state: State, entry: Entry, person: Person, reason: Departure) -> list[Delivery]:
    """Announce the end of a session, and end it."""
    deliveries = announce_ends([person], reason)
    return [*deliveries, *end_sessions(state, entry, [person])]


def announce_ends(people: list[Person], reason: Departure) -> list[Delivery]:
    """Return the deliveries for the ends of several sessions, one after the other. Call before they end."""
    return [delivery for person in people for delivery in _announce_end(person, people, reason)]


def end_sessions(state: State, entry: Entry, people: list[Person]) -> list[Delivery]:
    """End the sessions of `people`: remove them from the chat and hold their names.

    Returns the deliveries to the authors of private messages that they may not have got.
    """
    for person in people:
        state.depart(person)
        state.ended.put(person.session, None, entry.at + state.rules.ended_remembered)
        person.leave()
        del person.conduct.sessions[person.session]
        state.conducts.keep(person.conduct, entry.at)
        hold_names_of_departed(state, person, entry.at)
        forget_ignored(state, person)
    return [delivery for person in people for delivery in return_undelivered(state, entry, person)]


def _announce_end(person: Person, leaving: list[Person], reason: Departure) -> list[Delivery]:
    due = due_after_leaving(person, leaving)
    return [
        to_one(Farewell(reason, len(due), max(due, default=None)), person.session),
        to_everybody(Left(person.name.shown, reason), person.session),
    ]
