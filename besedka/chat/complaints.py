"""Complaints, and the mute that they end in."""

from besedka.chat.arrivals import silenced
from besedka.chat.commands import LOOPBACK, Report
from besedka.chat.conduct import Conduct
from besedka.chat.entry import Entry
from besedka.chat.events import Accepted, Delivery, Muted, Unmuted
from besedka.chat.people import Person
from besedka.chat.refusals import no_such_user, refuse
from besedka.chat.room import Room

__all__ = ["end_mute", "report"]


def report(room: Room, entry: Entry, person: Person, command: Report) -> list[Delivery]:
    """`report`: only the reporter is told of the complaint; everybody is told when it was one too many."""
    target, asked = room.find(command.name)
    if target is None:
        target, asked = room.find_departed(command.name)
    if target is None:
        return no_such_user(room, person, "report", command.name)
    if target is person:
        return refuse(person.session, "report-self")
    refusal = _does_not_count(person, target, entry.at)
    if refusal:
        return refusal
    conduct = target.conduct
    conduct.complaints[_reporter(person)] = entry.at + room.rules.complaint_lifetime
    accepted = Delivery(Accepted("report", name=target.name.shown, asked=asked), person.session)
    muting = _mute(room, entry, target) if len(conduct.complaints) > room.rules.complaints_tolerated else []
    room.conducts.keep(conduct, entry.at)
    return [accepted, *muting]


def _reporter(person: Person) -> str:
    """Who complains, so that one person counts once: a network, or on loopback a session."""
    return f"session {person.session}" if person.network == LOOPBACK else f"network {person.network}"


def _does_not_count(person: Person, target: Person, at: int) -> list[Delivery]:
    conduct, name = target.conduct, target.name.shown
    if conduct.muted_until is not None:
        return refuse(person.session, "already-muted", {"name": name, "until": conduct.muted_until})
    conduct.forget_old_complaints(at)
    if _reporter(person) in conduct.complaints:
        return refuse(person.session, "already-complained", {"name": name})
    return []


def _mute(room: Room, entry: Entry, target: Person) -> list[Delivery]:
    conduct, until = target.conduct, entry.at + room.rules.mute
    conduct.mute(target.name.shown, until)
    # Less than any message's number: a message that is due when the mute ends finds its author free to speak.
    room.agenda.put(until, -entry.seq, conduct)
    names = dict.fromkeys([target.name.shown, *_names(room, conduct)])
    told = [silenced(conduct, until, session) for session in conduct.sessions]
    return [*(Delivery(Muted(name, until, conduct.muted_for)) for name in names), *told]


def _names(room: Room, conduct: Conduct) -> list[str]:
    """What those are called who are in the chat with this record."""
    return [room.people[session].name.shown for session in conduct.sessions]


def end_mute(room: Room, conduct: Conduct) -> list[Delivery]:
    """The mute has run out: those who had it may speak again, and everybody is told; also when they are
    gone."""
    conduct.unmute()
    names = _names(room, conduct) or [conduct.muted_name]
    return [Delivery(Unmuted(name)) for name in names]
