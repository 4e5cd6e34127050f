"""Restores a state from the rows of its snapshot: creates each object once and recomputes everything derived."""

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import TypeVar

from besedka.chat.language.rules import Rules
from besedka.chat.snapshots.primitives import UnreadableError
from besedka.chat.snapshots.resumptions import add_resumption, check_resumptions, restore_resumption
from besedka.chat.snapshots.snapshot_rows import (
    ConductRow,
    DelayedRow,
    IgnoredRow,
    PersonRow,
    Snapshot,
)
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.ignored import Ignored
from besedka.chat.state.node_registry import Node
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import State
from besedka.chat.state.unsent import Unsent

__all__ = ["restore_state"]

K = TypeVar("K")
V = TypeVar("V")


def restore_state(rows: Snapshot, rules: Rules) -> State:
    """Return the state that `rows` were taken of. Raises `UnreadableError` if they contradict each other."""
    _check_numbers(rows)
    state = State(rules)
    state.guests = rows.guests
    conducts = _index(((row.number, _conduct(row)) for row in rows.conducts), "conduct")
    people = _index(((row.number, _person(row, conducts)) for row in rows.people), "person")
    for person in people.values():
        _add_person(state, person)
    _restore_ignored(state, rows, people)
    _index(((row.number, row) for row in rows.delayed), "message")
    for delayed in rows.delayed:
        _add_delayed(state, _delayed(delayed, people))
    _index(((row.muted_by, row) for row in rows.conducts if row.muted_until is not None), "mute")
    for conduct in conducts.values():
        state.schedule_unmute(conduct)
    _check_duplicates(rows)
    _check_nodes(rows)
    check_resumptions(rows)
    state.holds.fill(
        ((_find_holder(people, number, fold), fold), until, None) for number, fold, until in rows.holds
    )
    state.departed.fill(
        (fold, until, _find(people, number, "person")) for fold, number, until in rows.departed
    )
    state.conducts.fill((_find(conducts, number, "conduct"), until) for number, until in rows.kept)
    state.lobby.history.extend(rows.history)
    state.ended.fill((session, until, None) for session, until in rows.ended)
    state.nodes.update((row.node, Node(row.lives, row.over)) for row in rows.nodes)
    state.no_expiry_before = rows.no_expiry_before
    state.tally.fill(rows.said, rows.said_by)
    state.unsent.fill(_unsent(rows))
    return state


def _check_numbers(rows: Snapshot) -> None:
    """Check that every number is that of an entry that was applied."""
    numbers = [row.number for row in rows.conducts]
    numbers += [row.number for row in rows.people] + [row.number for row in rows.delayed]
    numbers += [row.number for person in rows.people for row in person.ignored]
    numbers += [row.number for row, _ in rows.unsent]
    numbers += [row.muted_by for row in rows.conducts] + [said.seq for said in rows.history]
    numbers += rows.said_by
    if rows.last.seq < 1 or max(numbers, default=0) > rows.last.seq:
        raise UnreadableError(f"the snapshot is of entry {rows.last.seq}, and has what came later")


def _check_nodes(rows: Snapshot) -> None:
    for row in rows.nodes:
        if not row.lives:
            raise UnreadableError(f"the snapshot's node {row.node!a} has no life")


def _check_duplicates(rows: Snapshot) -> None:
    _index(((hold[:2], hold) for hold in rows.holds), "held name")
    _index(((fold, number) for fold, number, _ in rows.departed), "departed")
    _index(rows.kept, "kept conduct")
    _index(rows.ended, "ended session")
    _index(((row.number, row) for row, _ in rows.unsent), "message that was not sent")
    _index(((row.node, row) for row in rows.nodes), "node")
    _index((((said.seq, said.message.number), said) for said in rows.history), "message of the history")
    for row in rows.people:
        _index(((name.fold, name) for name in row.held), "held name")
    _index(((row.name.fold, row) for row in rows.people if row.present), "name of somebody here,")


def _conduct(row: ConductRow) -> Conduct:
    return Conduct(
        number=row.number,
        network=row.network,
        complaints=dict(row.complaints),
        muted_until=row.muted_until,
        muted_for=row.muted_for,
        muted_name=row.muted_name,
        muted_by=row.muted_by,
    )


def _person(row: PersonRow, conducts: Mapping[int, Conduct]) -> Person:
    return Person(
        number=row.number,
        session=row.session,
        name=row.name,
        network=row.network,
        conduct=_find(conducts, row.conduct, "conduct"),
        node=row.node,
        bot=row.bot,
        present=row.present,
        held={name.fold: name for name in row.held},
        outcomes=dict(row.outcomes),
        departures=list(row.departures),
        done_up_to=row.done_up_to,
        resumption=None if row.resumption is None else restore_resumption(row.resumption),
        answers=None
        if row.answers is None
        else {kept.request: (kept.stamp, kept.answer) for kept in row.answers},
    )


def _add_person(state: State, person: Person) -> None:
    """Add the person to the room and claim its names."""
    for name in person.held.values():
        state.names.claim(person, name)
    if not person.present:
        return
    if person.session in state.people:
        raise UnreadableError(f"the snapshot has two people of the session {person.session!a}")
    state.names.claim(person, person.name)
    state.enter(person)
    if person.resumption is not None:
        add_resumption(state, person, person.resumption)
    person.conduct.sessions[person.session] = None


def _restore_ignored(state: State, rows: Snapshot, people: Mapping[int, Person]) -> None:
    """Restore who ignores whom, oldest first."""
    found = (
        (row.number, _ignored(row, people[owner.number])) for owner in rows.people for row in owner.ignored
    )
    for _, row in sorted(_index(found, "ignored person").items()):
        if not row.sessions or (row.here and row.sessions[-1] not in state.people):
            raise UnreadableError(f"the snapshot's ignored person {row.number} is here and is not")
        if not row.owner.present:
            row.owner.kept_ignored = (*row.owner.kept_ignored, row)
            continue
        row.owner.ignored = (*row.owner.ignored, row)
        row.owner.refresh_hidden()
        state.ignored.put(row)


def _ignored(row: IgnoredRow, owner: Person) -> Ignored:
    if row.here and not owner.present:
        raise UnreadableError(f"the snapshot's person {owner.number} ignores somebody and is gone")
    if owner.session in row.sessions:
        raise UnreadableError(f"the snapshot's person {owner.number} ignores itself")
    folds = tuple(dict.fromkeys(row.folds))
    return Ignored(row.number, owner, row.name, row.network, row.sessions, row.here, row.begun_as, folds)


def _delayed(row: DelayedRow, people: Mapping[int, Person]) -> DelayedMessage:
    return DelayedMessage(
        number=row.number,
        author=_find(people, row.author, "person"),
        text=row.text,
        recipient=None if row.recipient is None else _find(people, row.recipient, "person"),
        due=row.due,
        written_as=row.written_as,
        waits=row.waits,
        late=row.late,
    )


def _add_delayed(state: State, delayed: DelayedMessage) -> None:
    state.add_pending(delayed)
    if delayed.waits:
        insort(delayed.author.line, delayed, key=attrgetter("turn"))


def _unsent(rows: Snapshot) -> list[tuple[Unsent, int]]:
    return [(replace(row, folds=tuple(dict.fromkeys(row.folds))), until) for row, until in rows.unsent]


def _find_holder(people: Mapping[int, Person], number: int, fold: str) -> Person:
    person = _find(people, number, "person")
    _find(person.held, fold, "held name")
    return person


def _index(things: Iterable[tuple[K, V]], what: str) -> dict[K, V]:
    found: dict[K, V] = {}
    for number, thing in things:
        if number in found:
            raise UnreadableError(f"the snapshot has the {what} {number!a} twice")
        found[number] = thing
    return found


def _find(things: Mapping[K, V], key: K, what: str) -> V:
    if key not in things:
        raise UnreadableError(f"the snapshot has no {what} {key!a}")
    return things[key]
