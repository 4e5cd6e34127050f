"""Ignoring somebody: with one's own eyes only, and without their learning of it."""

from besedka.chat.commands import Ignore, Unignore
from besedka.chat.delivery import Delivery, Filter, FilterChanged, to_one
from besedka.chat.entry import Entry
from besedka.chat.events import Accepted, IgnoredListed, IgnoredUser, Joined
from besedka.chat.ignored import Ignored
from besedka.chat.names import NameProblem, examine
from besedka.chat.nearest import nearest
from besedka.chat.people import Person
from besedka.chat.refusals import no_such_user, refuse
from besedka.chat.state import State
from besedka.chat.text import excerpt

__all__ = ["filter_of", "forget_ignored", "greet_ignored", "ignore", "ignored", "recognize", "unignore"]


def ignore(state: State, entry: Entry, person: Person, command: Ignore) -> list[Delivery]:
    """`ignore`: somebody who is here, or left not long ago."""
    target, asked = state.find_lately(command.name)
    if target is None:
        return no_such_user(state, person, "ignore", command.name)
    if target is person:
        return refuse(person.session, "ignore-self")
    if any(row.covers(target.session, target.name.fold, target.network) for row in person.ignored):
        return refuse(person.session, "already-ignored", {"name": target.name.shown})
    limit = state.rules.max_ignored
    if len(person.ignored) >= limit:
        return refuse(person.session, "too-many-ignored", {"limit": limit})
    accepted = Accepted("ignore", name=target.name.shown, asked=asked)
    row = Ignored(entry.seq, person, target.name, target.network, (target.session,), target.present)
    person.ignored = (*person.ignored, row)
    state.ignored.put(row)
    return [to_one(accepted, person.session), _look_again(person)]


def unignore(state: State, _entry: Entry, person: Person, command: Unignore) -> list[Delivery]:
    """`unignore`: what comes from here on is seen again."""
    rows, asked = _find(state, person, command.name)
    if not rows:
        near = nearest(command.name, tuple(_name(state, row) for row in person.ignored))
        return refuse(person.session, "not-ignored", {"name": excerpt(command.name), "nearest": near})
    accepted = Accepted("unignore", name=_name(state, rows[0]), asked=asked)
    person.ignored = tuple(row for row in person.ignored if row not in rows)
    for row in rows:
        state.ignored.drop(row)
    return [to_one(accepted, person.session), _look_again(person)]


def ignored(state: State, person: Person) -> IgnoredListed:
    """Whom the person ignores, in the order in which it began to."""
    rows = dict.fromkeys(IgnoredUser(_name(state, row), here=row.here) for row in person.ignored)
    return IgnoredListed(tuple(rows))


def filter_of(person: Person) -> Filter:
    """What the person does not get of what everybody gets."""
    return Filter(person.hidden)


def recognize(state: State, person: Person) -> list[Delivery]:
    """`person` has just taken a name: who ignored somebody of this name and network ignores it from here on."""
    owners = dict.fromkeys(row.owner for row in state.ignored.recognize(person))
    return [_look_again(owner) for owner in owners]


def greet_ignored(state: State, person: Person, joined: Joined) -> list[Delivery]:
    """A join stays visible to who will ignore the newcomer, with a mark."""
    marked = Joined(joined.name, joined.muted_until, ignored=True)
    owners = dict.fromkeys(row.owner.session for row in state.ignored.waiting_for(person))
    return [to_one(marked, session, person.session) for session in owners]


def forget_ignored(state: State, person: Person) -> None:
    """`person` has left: it ignores nobody any more, and who ignores it will know it again."""
    for row in person.ignored:
        state.ignored.drop(row)
    person.ignored, person.hidden = (), frozenset()
    state.ignored.leave(person)


def _look_again(person: Person) -> Delivery:
    person.look_again()
    return to_one(FilterChanged(filter_of(person)), person.session)


def _name(state: State, row: Ignored) -> str:
    return (state.people[row.sessions[-1]].name if row.here else row.name).shown


def _find(state: State, person: Person, name: str) -> tuple[list[Ignored], str | None]:
    """The rows that `name` means: of its person's present name or one that it gave up, else of the last that somebody
    had. They are several when people whom no row tells apart have been ignored one after the other."""
    target, asked = state.find(name)
    here = [
        row
        for row in person.ignored
        if target is not None and row.here and row.sessions[-1] == target.session
    ]
    if here:
        return here, asked
    forms = examine(name, state.rules.max_name)
    if isinstance(forms, NameProblem):
        return [], None
    return [row for row in person.ignored if not row.here and row.name.fold == forms.fold], None
