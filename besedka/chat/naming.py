"""Taking a name, giving it up, and how long it stays one's own."""

from collections.abc import Collection

from besedka.chat.commands import Rename
from besedka.chat.entry import Entry
from besedka.chat.events import Accepted, Delivery, Refused, Renamed, Value
from besedka.chat.names import NameForms, NameProblem, examine
from besedka.chat.people import Person
from besedka.chat.refusals import refuse
from besedka.chat.room import Room
from besedka.chat.text import excerpt

__all__ = ["expire_holds", "free_guest_name", "leave_names", "obtain", "rename", "settle"]


def obtain(room: Room, person: Person, name: str) -> NameForms | Refused:
    """The forms of `name` if `person` may have it, or the refusal that says which rule is against it."""
    forms = examine(name, room.rules.max_name)
    if isinstance(forms, NameProblem):
        return _explain(name, forms)
    if not room.reserved.isdisjoint(forms.lookalikes):
        return Refused("name-reserved", {"name": forms.shown})
    if not room.names.is_free(forms, person):
        return Refused("name-taken", {"name": forms.shown})
    return forms


def _explain(name: str, problem: NameProblem) -> Refused:
    params: dict[str, Value] = {"name": excerpt(name), "rule": problem.rule}
    if problem.limit:
        params["limit"] = problem.limit
    if problem.character:
        params["character"] = problem.character
    if problem.scripts:
        params["scripts"] = problem.scripts
    return Refused("name-invalid", params)


def free_guest_name(room: Room, person: Person) -> NameForms:
    """A name for a newcomer who has none."""
    while True:
        room.guests += 1
        forms = examine(f"{room.rules.guest_prefix}{room.guests}", room.rules.max_name)
        if isinstance(forms, NameForms) and room.names.is_free(forms, person):
            return forms


def rename(room: Room, entry: Entry, person: Person, command: Rename) -> list[Delivery]:
    """`rename`: everybody is told; the old name stays the person's for a while."""
    forms = obtain(room, person, command.name)
    if isinstance(forms, Refused):
        return [Delivery(forms, person.session)]
    old = person.name
    if forms == old:
        return refuse(person.session, "name-unchanged", {"name": old.shown})
    room.names.claim(person, forms)
    room.call(person, forms)
    if old.fold == forms.fold:
        room.names.release(person, old)
    else:
        if forms.fold in person.held:
            _let_go(room, person, forms.fold)  # Its owner has come back to it.
        _hold(room, person, old, entry.at)
        _hold_no_more_than_allowed(room, person)
    return [
        Delivery(Accepted("rename", name=forms.shown), person.session),
        Delivery(Renamed(old.shown, forms.shown)),
    ]


def _hold(room: Room, person: Person, old: NameForms, at: int) -> None:
    """Keep a given-up name from others."""
    person.held[old.fold] = old
    for (owner, _), _ in room.holds.put((person, old.fold), None, at + room.rules.name_hold):
        settle(room, owner)


def _hold_no_more_than_allowed(room: Room, person: Person, needed: Collection[str] = ()) -> None:
    """Let go of the oldest names that are too many, those last that a message needs."""
    while len(person.held) > room.rules.held_names:
        _let_go(
            room, person, next((fold for fold in person.held if fold not in needed), next(iter(person.held)))
        )


def _let_go(room: Room, person: Person, fold: str) -> None:
    room.names.release(person, person.held.pop(fold))
    room.holds.pop((person, fold))


def settle(room: Room, person: Person) -> None:
    """Let go of the held names that neither their time nor a pending message keeps.

    A pending message keeps the name it was written by, so that it can still be sent under that name when its author
    has left.
    """
    if not person.held:
        return
    needed = {delayed.written_as.fold for delayed in person.pending.values()}
    for fold in list(person.held):
        if fold not in needed and (person, fold) not in room.holds:
            _let_go(room, person, fold)


def expire_holds(room: Room, at: int) -> None:
    """Free the given-up names whose time is over by `at`."""
    for (person, _), _ in room.holds.expire(at):
        settle(room, person)


def leave_names(room: Room, person: Person, at: int) -> None:
    """`person` has just left: its name is given up, and those under which its messages wait are kept as long as they
    wait."""
    for forms in [*person.held.values(), person.name]:
        room.departed.put(forms.fold, person, at + room.rules.departed_reportable)
    waiting = person.pending.values()
    needed = {
        delayed.written_as.fold if delayed.written_as.fold in person.held else person.name.fold
        for delayed in waiting
    }
    _hold(room, person, person.name, at)
    _hold_no_more_than_allowed(room, person, needed)
    for delayed in waiting:
        if delayed.written_as.fold not in person.held:
            delayed.written_as = person.name
