"""Ignoring: filters one person's messages for another. Nobody else sees a difference; the ignored are not told."""

from dataclasses import replace

from besedka.chat.handlers.refusals import no_such_user, refuse
from besedka.chat.language.commands import Ignore, Unignore
from besedka.chat.language.deliveries import Delivery, Filter, FilterChanged, to_everybody, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Accepted, Joined, Renamed
from besedka.chat.language.text import excerpt
from besedka.chat.names.forms import NameForms, NameProblem, examine
from besedka.chat.names.nearest import nearest
from besedka.chat.state.ignored import Ignored
from besedka.chat.state.messages import Hides, HistoryRow
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = [
    "announce_rename",
    "announce_to_ignorers",
    "filter_of",
    "forget_ignored",
    "hides_of",
    "ignore",
    "keep_ignored",
    "listed_name",
    "recognize",
    "restore_ignored",
    "unignore",
]


def ignore(state: State, entry: Entry, person: Person, command: Ignore) -> list[Delivery]:
    """Handle `Ignore` of somebody who is here, left recently, or has a message pending."""
    found, asked = _find_author(state, command.name)
    if found is None:
        return no_such_user(state, person, "ignore", command.name)
    target = _present_visit(state, found)
    if target is person:
        return refuse(person.session, "ignore-self")
    if any(row.covers(target.session, target.name.fold, target.network) for row in person.ignored):
        return refuse(person.session, "already-ignored", {"name": target.name.shown})
    limit = state.rules.max_ignored
    if len(person.ignored) >= limit:
        return refuse(person.session, "too-many-ignored", {"limit": limit})
    accepted = Accepted("ignore", name=target.name.shown, asked=asked)
    name, network = target.name, target.network
    sessions = (*_earlier_sessions(state, person, found, target), target.session)
    folds = tuple(dict.fromkeys((name.fold, *target.held)))
    row = Ignored(entry.seq, person, name, network, sessions, target.present, name.fold, folds)
    person.ignored = (*person.ignored, row)
    state.ignored.put(row)
    return [to_one(accepted, person.session), _refresh_filter(person)]


def _find_author(state: State, name: str) -> tuple[Person | None, str | None]:
    """Find who is here under this name, left recently, or left a message that is still pending."""
    found, asked = state.find_lately(name)
    forms = examine(name, state.rules.max_name)
    if found is not None or isinstance(forms, NameProblem):
        return found, asked
    gone = [author for author in state.authors.values() if not author.present and author.wrote_as(forms.fold)]
    if not gone:
        return None, None
    found = max(gone, key=lambda author: author.number)
    return found, None if found.name.fold == forms.fold else forms.shown


def _earlier_sessions(state: State, owner: Person, found: Person, target: Person) -> list[str]:
    """Return the session of `found`, and those under the target's name and network with something still visible.

    Only ended sessions are returned. Pending messages and rows of the history count as visible.
    """
    fold, network = target.name.fold, target.network
    authors = [
        author for author in state.authors.values() if author.network == network and author.wrote_as(fold)
    ]
    # A restored state has its authors in another order than the one that it was written from.
    sessions = [author.session for author in sorted(authors, key=lambda author: author.number)]
    sessions += [said.session for said in state.lobby.history if (said.fold, said.network) == (fold, network)]
    ended = dict.fromkeys([found.session, *sessions])
    return [session for session in ended if session not in (owner.session, *state.people, target.session)]


def _present_visit(state: State, found: Person) -> Person:
    """Return the present person if `found` left and is back under its name from its network, else `found`."""
    owner = state.names.owner(found.name.fold)
    if owner is None or (owner.name.fold, owner.network) != (found.name.fold, found.network):
        return found
    return owner


def unignore(state: State, _entry: Entry, person: Person, command: Unignore) -> list[Delivery]:
    """Handle `Unignore`: deliver that person's messages again from here on."""
    rows, asked = _find(state, person, command.name)
    if not rows:
        near = nearest(command.name, tuple(listed_name(state, row) for row in person.ignored))
        return refuse(person.session, "not-ignored", {"name": excerpt(command.name), "nearest": near})
    accepted = Accepted("unignore", name=listed_name(state, rows[0]), asked=asked)
    person.ignored = tuple(row for row in person.ignored if row not in rows)
    for row in rows:
        state.ignored.drop(row)
    return [to_one(accepted, person.session), _refresh_filter(person)]


def filter_of(person: Person) -> Filter:
    """Return the person's filter for events to everybody."""
    return Filter(person.hidden)


def hides_of(state: State, person: Person) -> Hides:
    """Return which public messages the person does not see, however old they are.

    These are the messages of the sessions that its filter hides; and those that were said under a name and from a
    network by which somebody it ignores is recognized, unless their session is still here.
    """
    if not person.ignored:
        return _hides_nothing
    hidden, here = person.hidden, frozenset(state.people)
    traces = frozenset((fold, row.network) for row in person.ignored for fold in _known_as(state, row))

    def hides(said: HistoryRow) -> bool:
        return said.session in hidden or ((said.fold, said.network) in traces and said.session not in here)

    return hides


def _hides_nothing(_: HistoryRow) -> bool:
    return False


def _known_as(state: State, row: Ignored) -> tuple[str, ...]:
    """Return the folds of the ignored person's present or last name, and of others by which it is recognized."""
    name = state.people[row.sessions[-1]].name if row.here else row.name
    return (name.fold, row.begun_as, *row.folds)


def recognize(state: State, person: Person) -> list[Delivery]:
    """Apply existing ignores to `person`, who has just taken a name.

    Those who ignored somebody of this name and network ignore `person` from here on. Returns their changed
    filters.
    """
    if not state.ignored:
        return []
    said = state.lobby.history.authors()

    def is_to_be_seen(session: str) -> bool:
        return session in said or any(author.session == session for author in state.authors.values())

    rows = state.ignored.recognize(person, is_to_be_seen)
    owners = dict.fromkeys(row.owner for row in rows)
    return [_refresh_filter(owner) for owner in owners]


def announce_to_ignorers(state: State, person: Person, joined: Joined) -> list[Delivery]:
    """Return the marked `Joined` for each session about to ignore the newcomer, whose filter hides the plain one."""
    if not state.ignored:
        return []
    marked = replace(joined, ignored=True)
    owners = dict.fromkeys(row.owner.session for row in state.ignored.waiting_for(person))
    return [to_one(marked, session, person.session) for session in owners]


def announce_rename(state: State, person: Person, name: NameForms) -> list[Delivery]:
    """Return `Renamed` to everybody, and a marked one to each session about to ignore `person` for its new name.

    The plain event is hidden from the latter, and thereby from all who already ignore `person`; these get it
    individually.
    """
    plain, session = Renamed(person.name.shown, name.shown), person.session
    already = dict.fromkeys(row.owner.session for row in state.ignored.about(session))
    owners = dict.fromkeys(row.owner.session for row in state.ignored.waiting_for(person, name))
    new = [owner for owner in owners if owner not in already]
    if not new:
        return [to_everybody(plain)]
    marked = Renamed(plain.old, plain.new, ignored=True)
    return [
        to_everybody(plain, session),
        *(to_one(plain, owner, session) for owner in already),
        *(to_one(marked, owner, session) for owner in new),
    ]


def keep_ignored(state: State, people: list[Person]) -> None:
    """Let people whose server was down keep whom they ignore, until they are back or no longer remembered.

    Call before their sessions end. Whom they ignore is described as somebody who is not here.
    """
    for person in people:
        kept = person.ignored
        for row in kept:
            state.ignored.drop(row)
        person.kept_ignored = tuple(_as_gone(state, row) for row in kept)
        person.ignored, person.hidden = (), frozenset()


def _as_gone(state: State, row: Ignored) -> Ignored:
    if not row.here:
        return row
    target = state.people[row.sessions[-1]]
    folds = tuple(dict.fromkeys((target.name.fold, *target.held, row.begun_as)))
    return replace(row, name=target.name, here=False, folds=folds)


def restore_ignored(state: State, person: Person) -> list[Delivery]:
    """Let `person`, who has just taken a name, ignore again whom it ignored before its server was down.

    It is recognized as those are whom somebody ignores: by its name and network together. But whom that list is about
    is somebody else who has taken the name: nobody ignores itself. Returns its filter if that has changed.
    """
    before = state.departed.get(person.name.fold)
    if before is None or before.network != person.network or not before.kept_ignored:
        return []
    if any(_is_about_owner(replace(row, owner=person)) for row in before.kept_ignored):
        return []
    rows, before.kept_ignored = before.kept_ignored, ()
    for row in rows:
        _restore(state, replace(row, owner=person))
    person.ignored = tuple(sorted(person.ignored, key=lambda row: row.number))
    return [_refresh_filter(person)]


def _is_about_owner(row: Ignored) -> bool:
    """Return whether the row is about its own owner: by its session, or by its network and a name of its."""
    owner = row.owner
    return any(row.covers(owner.session, fold, owner.network) for fold in (owner.name.fold, *owner.held))


def _restore(state: State, row: Ignored) -> None:
    """Let the row's owner ignore that person again, unless it does already, or ignores as many as it may."""
    others = row.owner.ignored
    _recognize_present(state, row)
    known = {(other.name.fold, other.network) for other in others}
    here = {other.sessions[-1] for other in others if other.here}
    already = (row.name.fold, row.network) in known or (row.here and row.sessions[-1] in here)
    if already or len(others) >= state.rules.max_ignored:
        return
    row.owner.ignored = (*others, row)
    state.ignored.put(row)


def _recognize_present(state: State, row: Ignored) -> None:
    """Attach the row to the person it is about, if that has stayed or is back already."""
    row.here = row.sessions[-1] in state.people
    if row.here:
        return
    owners = (state.names.owner(fold) for fold in row.folds)
    back = next((found for found in owners if found and _is_about(row, found)), None)
    if back is not None:
        row.sessions, row.here = (*row.sessions, back.session), True


def _is_about(row: Ignored, person: Person) -> bool:
    return person is not row.owner and row.covers(person.session, person.name.fold, person.network)


def forget_ignored(state: State, person: Person) -> None:
    """Drop the ignores of `person`, who has left, and make those about it recognize it when it returns."""
    if not state.ignored:
        return
    for row in person.ignored:
        state.ignored.drop(row)
    person.ignored, person.hidden = (), frozenset()
    state.ignored.leave(person)


def _refresh_filter(person: Person) -> Delivery:
    person.refresh_hidden()
    return to_one(FilterChanged(filter_of(person)), person.session)


def listed_name(state: State, row: Ignored) -> str:
    """Return the name of an ignored person in the list of `ignored`: its present name, else its last one."""
    return (state.people[row.sessions[-1]].name if row.here else row.name).shown


def _find(state: State, person: Person, name: str) -> tuple[list[Ignored], str | None]:
    """Return the rows that `name` refers to, and the name that was asked for if it is a given-up one.

    Rows listed under the name take precedence: first of somebody here, then of people who are not. Otherwise
    it is the row of the person who gave up the name. There are several rows if indistinguishable people were
    ignored one after the other.
    """
    target, asked = state.find(name)
    forms = examine(name, state.rules.max_name)
    if isinstance(forms, NameProblem):
        return [], None
    session = None if target is None else target.session
    here = [row for row in person.ignored if row.here and row.sessions[-1] == session]
    gone = [row for row in person.ignored if not row.here and row.name.fold == forms.fold]
    if gone and (asked is not None or not here):
        return gone, None
    return here, asked
