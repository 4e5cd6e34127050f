"""Names: who may take which, and how long a given-up name is held for its owner."""

from collections.abc import Collection
from itertools import count

from besedka.chat.handlers.ignoring import announce_rename, recognize, restore_ignored
from besedka.chat.handlers.refusals import refuse
from besedka.chat.handlers.unsent import tell_unsent
from besedka.chat.language.commands import Rename
from besedka.chat.language.deliveries import Delivery, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Accepted, Refused, Value
from besedka.chat.language.text import excerpt
from besedka.chat.names.forms import NameForms, NameProblem, examine
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = [
    "check_name",
    "expire_holds",
    "free_guest_name",
    "hold_names_of_departed",
    "release_all_names",
    "release_unneeded",
    "rename",
]


def check_name(state: State, person: Person, name: str) -> NameForms | Refused:
    """Return the forms of `name` if `person` may have it now, else the refusal that names the violated rule."""
    forms = examine(name, state.rules.max_name)
    if isinstance(forms, NameProblem):
        return _explain(name, forms)
    if not state.reserved.isdisjoint(forms.lookalikes):
        return Refused("name-reserved", {"name": forms.shown})
    if not state.names.is_free(forms, person):
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


def free_guest_name(state: State, person: Person) -> tuple[int, NameForms]:
    """Find a free guest name for a newcomer without a name; return its number and its forms."""
    for number in count(state.guests + 1):
        forms = examine(f"{state.rules.guest_prefix}{number}", state.rules.max_name)
        if isinstance(forms, NameForms) and state.names.is_free(forms, person):
            return number, forms
    raise AssertionError


def rename(state: State, entry: Entry, person: Person, command: Rename) -> list[Delivery]:
    """Handle `Rename`: everybody gets `Renamed`; the old name is held for the person (`Rules.name_hold`)."""
    forms = check_name(state, person, command.name)
    if isinstance(forms, Refused):
        return [to_one(forms, person.session)]
    old = person.name
    if forms == old:
        return refuse(person.session, "name-unchanged", {"name": old.shown})
    announcement = announce_rename(state, person, forms)
    state.names.claim(person, forms)
    state.lobby.rename(person, forms)
    if old.fold == forms.fold:
        state.names.release(person, old)
    else:
        if forms.fold in person.held:
            _release_held(state, person, forms.fold)  # Its owner takes it back.
        _hold(state, person, old, entry.at)
        _hold_no_more_than_allowed(state, person)
    return [
        to_one(Accepted("rename", name=forms.shown), person.session),
        *recognize(state, person),
        *announcement,
        *restore_ignored(state, person),
        *tell_unsent(state, person),
    ]


def _hold(state: State, person: Person, old: NameForms, at: int) -> None:
    """Hold a given-up name for its owner, so that nobody else can take it."""
    person.held[old.fold] = old
    for (owner, _), _ in state.holds.put((person, old.fold), None, at + state.rules.name_hold):
        release_unneeded(state, owner)


def _hold_no_more_than_allowed(state: State, person: Person, needed: Collection[str] = ()) -> None:
    """Release the oldest held names beyond the limit; those that a pending message needs are released last."""
    while len(person.held) > state.rules.held_names:
        _release_held(
            state, person, next((fold for fold in person.held if fold not in needed), next(iter(person.held)))
        )


def _release_held(state: State, person: Person, fold: str) -> None:
    state.names.release(person, person.held.pop(fold))
    state.holds.pop((person, fold))


def release_unneeded(state: State, person: Person) -> None:
    """Release the held names that neither their hold time nor a pending message keeps.

    A pending message keeps the name it was written under, so that it can still be sent under that name after
    its author has left.
    """
    if not person.held:
        return
    needed = {delayed.written_as.fold for delayed in person.pending.values()}
    for fold in list(person.held):
        if fold not in needed and (person, fold) not in state.holds:
            _release_held(state, person, fold)


def expire_holds(state: State, at: int) -> None:
    """Release the given-up names whose hold time has ended by `at`."""
    for (person, _), _ in state.holds.expire(at):
        release_unneeded(state, person)


def hold_names_of_departed(state: State, person: Person, at: int) -> None:
    """Hold the name that `person`, who has just left, gives up.

    The names under which its messages were written are held until those messages end.
    """
    for forms in [*person.held.values(), person.name]:
        state.departed.put(forms.fold, person, at + state.rules.departed_reportable)
    waiting = person.pending.values()
    needed = {
        delayed.written_as.fold if delayed.written_as.fold in person.held else person.name.fold
        for delayed in waiting
    }
    _hold(state, person, person.name, at)
    _hold_no_more_than_allowed(state, person, needed)
    for delayed in waiting:
        if delayed.written_as.fold not in person.held:
            delayed.written_as = person.name


def release_all_names(state: State, person: Person) -> None:
    """Release every name of `person`, who has left, including those that a pending message needs."""
    state.names.release_all(person, [person.name, *person.held.values()])
    for fold in person.held:
        state.holds.pop((person, fold))
    person.held.clear()
