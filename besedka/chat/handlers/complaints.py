"""Complaints, and the mute that enough of them cause."""

from besedka.chat.handlers.keeping import tell
from besedka.chat.handlers.refusals import no_such_user, refuse
from besedka.chat.language.commands import LOOPBACK, Report
from besedka.chat.language.deliveries import Delivery, to_everybody, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Accepted, Muted, Silenced, Unmuted
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = ["end_mute", "report"]


def report(state: State, entry: Entry, person: Person, command: Report) -> list[Delivery]:
    """Handle `Report`: only the reporter learns of the complaint, unless it mutes; then everybody gets `Muted`."""
    target, asked = state.find_lately(command.name)
    if target is None:
        return no_such_user(state, person, "report", command.name)
    if target is person:
        return refuse(person.session, "report-self")
    conduct, reporter = target.conduct, _reporter(person)
    refusal = _check_complaint(person, reporter, target, entry.at)
    if refusal:
        return refusal
    accepted = to_one(Accepted("report", name=target.name.shown, asked=asked), person.session)
    names = [target.name.shown, *_names(state, conduct)]
    _, complaints = conduct.severity(entry.at)
    one_too_many = complaints + 1 > state.rules.complaints_tolerated
    until = entry.at + state.rules.mute
    muting = _announce_mute(state, entry, conduct, names, until, complaints + 1) if one_too_many else []
    conduct.forget_old_complaints(entry.at)
    conduct.complaints[reporter] = entry.at + state.rules.complaint_lifetime
    if one_too_many:
        conduct.mute(target.name.shown, until, entry.seq)
        state.schedule_unmute(conduct)
    state.conducts.keep(conduct, entry.at)
    return [accepted, *muting]


def _reporter(person: Person) -> str:
    """Identify the reporter so that one person counts once: by network, or on loopback by session."""
    return f"session {person.session}" if person.network == LOOPBACK else f"network {person.network}"


def _check_complaint(person: Person, reporter: str, target: Person, at: int) -> list[Delivery]:
    conduct, name = target.conduct, target.name.shown
    if conduct.muted_until is not None:
        return refuse(person.session, "already-muted", {"name": name, "until": conduct.muted_until})
    if conduct.has(reporter, at):
        return refuse(person.session, "already-complained", {"name": name})
    return []


def _announce_mute(
    state: State, entry: Entry, conduct: Conduct, names: list[str], until: int, complaints: int
) -> list[Delivery]:
    """Return `Muted` to everybody for each of `names`, and `Silenced` to the muted sessions."""
    deliveries = [to_everybody(Muted(name, until, complaints)) for name in dict.fromkeys(names)]
    for session in conduct.sessions:
        deliveries += tell(state, entry, state.people[session], Silenced(until, complaints))
    return deliveries


def _names(state: State, conduct: Conduct) -> list[str]:
    """Return the names of those in the chat with this record."""
    return [state.people[session].name.shown for session in conduct.sessions]


def end_mute(state: State, conduct: Conduct) -> list[Delivery]:
    """End an expired mute: its people may speak again. Everybody gets `Unmuted`, even if the muted have left."""
    names = _names(state, conduct) or [conduct.muted_name]
    conduct.unmute()
    return [to_everybody(Unmuted(name)) for name in names]
