"""Conversion of the state to JSON-compatible values, and back to the same state."""

from operator import attrgetter
from typing import Any

from besedka.chat.language.events import Stamp
from besedka.chat.snapshots.primitives import UnreadableError
from besedka.chat.snapshots.restoring import restore_state
from besedka.chat.snapshots.resumptions import resumption_row
from besedka.chat.snapshots.snapshot_rows import (
    PRIMITIVES,
    SNAPSHOT_VERSION,
    ConductRow,
    DelayedRow,
    IgnoredRow,
    KeptAnswer,
    NodeRow,
    PersonRow,
    Snapshot,
)
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.ignored import Ignored
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import State

__all__ = ["Snapshot", "SnapshotError", "read_snapshot", "take_snapshot", "write_snapshot"]


_NUMBER = attrgetter("number")


class SnapshotError(ValueError):
    """The value is not a snapshot that this version can read; the message says why in one sentence."""


def take_snapshot(state: State | None, last: Stamp) -> Snapshot:
    """Return everything that `state` knows, as records that never change; another thread may write them."""
    return Snapshot(SNAPSHOT_VERSION, last) if state is None else _take_snapshot(state, last)


def write_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """Return the snapshot as JSON-compatible values that share nothing with it."""
    written: dict[str, Any] = PRIMITIVES.write(snapshot)
    return written


def read_snapshot(snapshot: object) -> tuple[State | None, Stamp]:
    """Return the state that `snapshot` was taken of, and the last entry's stamp. Raises `SnapshotError`."""
    if type(snapshot) is not dict or "version" not in snapshot:
        raise SnapshotError("this is no snapshot of a chat")
    version = snapshot["version"]
    if type(version) is not int or version != SNAPSHOT_VERSION:
        raise SnapshotError(f"the snapshot is of version {version}, and not of {SNAPSHOT_VERSION}")
    try:
        rows = PRIMITIVES.read(Snapshot, snapshot, "the snapshot")
        return (None if rows.rules is None else restore_state(rows, rows.rules)), rows.last
    except UnreadableError as error:
        raise SnapshotError(str(error)) from None


def _take_snapshot(state: State, last: Stamp) -> Snapshot:
    """Return the rows. The server stops meanwhile, so this takes no step for what a row does not have."""
    waiting = state.agenda.items()
    delayed = [item for item in waiting if isinstance(item, DelayedMessage)]
    ending = [item for item in waiting if isinstance(item, Conduct)]
    holds, departed = state.holds.rows(), state.departed.rows()
    people = _people(state, delayed, holds, departed)
    kept = state.conducts.rows()
    conducts = [*[person.conduct for person in people], *[conduct for conduct, _ in kept], *ending]
    return Snapshot(
        version=SNAPSHOT_VERSION,
        last=last,
        rules=state.rules,
        guests=state.guests,
        conducts=tuple([_conduct_row(conduct) for conduct in _by_number(conducts)]),
        people=tuple([_person_row(person) for person in people]),
        delayed=tuple([_delayed_row(item) for item in delayed]),
        holds=tuple([(person.number, fold, until) for (person, fold), until, _ in holds]),
        departed=tuple([(fold, person.number, until) for fold, until, person in departed]),
        kept=tuple([(conduct.number, until) for conduct, until in kept]),
        history=tuple(state.lobby.history),
        ended=tuple([(session, until) for session, until, _ in state.ended.rows()]),
        nodes=tuple([NodeRow(name, node.lives, node.over) for name, node in state.nodes.items()]),
        no_expiry_before=state.no_expiry_before,
        said=state.tally.said,
        said_by=tuple(state.tally.seqs),
        unsent=tuple(state.unsent.rows()),
    )


def _people(
    state: State,
    delayed: list[DelayedMessage],
    holds: list[tuple[tuple[Person, str], int, None]],
    departed: list[tuple[str, int, Person]],
) -> list[Person]:
    """Return everybody who is here, or gone and still referred to, in the order of joining."""
    ends = [end for item in delayed for end in (item.author, item.recipient) if end is not None]
    holders = [person for (person, _), _, _ in holds]
    return _by_number([*state.people.values(), *ends, *holders, *[person for _, _, person in departed]])


def _by_number(things: list[Any]) -> list[Any]:
    return sorted(dict.fromkeys(things), key=_NUMBER)


def _conduct_row(conduct: Conduct) -> ConductRow:
    return ConductRow(
        conduct.number,
        conduct.network,
        tuple(conduct.complaints.items()) if conduct.complaints else (),
        conduct.muted_until,
        conduct.muted_for,
        conduct.muted_name,
        conduct.muted_by,
    )


def _person_row(person: Person) -> PersonRow:
    ignored = (*person.ignored, *person.kept_ignored) if person.ignored or person.kept_ignored else ()
    return PersonRow(
        person.number,
        person.session,
        person.name,
        person.network,
        person.conduct.number,
        person.node,
        person.present,
        tuple(person.held.values()) if person.held else (),
        tuple(person.outcomes.items()) if person.outcomes else (),
        tuple(person.departures) if person.departures else (),
        tuple([_ignored_row(row) for row in ignored]) if ignored else (),
        person.done_up_to,
        _kept_answers(person.answers) if person.answers else None if person.answers is None else (),
        person.bot,
        None if person.resumption is None else resumption_row(person.resumption),
    )


def _ignored_row(row: Ignored) -> IgnoredRow:
    return IgnoredRow(row.number, row.name, row.network, row.sessions, row.here, row.begun_as, row.folds)


def _kept_answers(answers: dict[int, tuple[Stamp, Any]]) -> tuple[KeptAnswer, ...]:
    return tuple([KeptAnswer(request, stamp, answer) for request, (stamp, answer) in answers.items()])


def _delayed_row(delayed: DelayedMessage) -> DelayedRow:
    return DelayedRow(
        number=delayed.number,
        author=delayed.author.number,
        text=delayed.text,
        recipient=None if delayed.recipient is None else delayed.recipient.number,
        due=delayed.due,
        written_as=delayed.written_as,
        waits=delayed.waits,
        late=delayed.late,
    )
