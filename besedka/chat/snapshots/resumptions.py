"""Conversion of what lets sessions be resumed, to rows of a snapshot and back."""

from besedka.chat.language.events import Message, NotSent, Silenced, Undelivered
from besedka.chat.snapshots.primitives import UnreadableError
from besedka.chat.snapshots.snapshot_rows import KeptRow, PersonRow, ResumptionRow, Snapshot
from besedka.chat.state.people import Person
from besedka.chat.state.resumption import KeptEvent, Resumption, size_of
from besedka.chat.state.state import State

__all__ = ["add_resumption", "check_resumptions", "restore_resumption", "resumption_row"]


def resumption_row(resumption: Resumption) -> ResumptionRow:
    """Return the row of a `Resumption`. The server stops meanwhile: most have nothing kept, and nothing lost."""
    return ResumptionRow(
        resumption.token,
        resumption.seen,
        resumption.said,
        resumption.until,
        resumption.due,
        resumption.away,
        tuple([_kept_row(kept) for kept in resumption.kept]) if resumption.kept else (),
        tuple(resumption.lost) if resumption.lost else (),
    )


def _kept_row(kept: KeptEvent) -> KeptRow:
    event = kept.event
    return KeptRow(
        stamp=kept.stamp,
        said=kept.said,
        author=kept.author,
        hidden=kept.hidden,
        message=event if isinstance(event, Message) else None,
        not_sent=event if isinstance(event, NotSent) else None,
        silenced=event if isinstance(event, Silenced) else None,
        undelivered=event if isinstance(event, Undelivered) else None,
    )


def restore_resumption(row: ResumptionRow) -> Resumption:
    """Return the `Resumption` of a row. Raises `UnreadableError`."""
    kept = [_kept_event(item) for item in row.kept]
    size = sum(size_of(item.event) for item in kept)
    return Resumption(row.token, row.seen, row.said, row.until, row.due, row.away, kept, size, list(row.lost))


def _kept_event(row: KeptRow) -> KeptEvent:
    events = (row.message, row.not_sent, row.silenced, row.undelivered)
    found = [event for event in events if event is not None]
    if len(found) != 1:
        raise UnreadableError(f"the snapshot keeps {len(found)} events where it has to keep one")
    return KeptEvent(row.stamp, row.said, found[0], row.author, row.hidden)


def add_resumption(state: State, person: Person, resumption: Resumption) -> None:
    """Count what is kept for somebody who is here, and schedule when its grace ends."""
    state.kept_bytes += resumption.size
    if resumption.until is not None:
        state.count_detached(person, 1)
    if resumption.due is not None:
        state.schedule_end_of_grace(person, resumption.due)


def check_resumptions(rows: Snapshot) -> None:
    """Check that what the rows say of resumable sessions can be true. Raises `UnreadableError`."""
    tokens: dict[str, None] = {}
    messages = {row.number for row in rows.delayed}
    for person in rows.people:
        row = person.resumption
        if row is None:
            continue
        is_message = person.number in messages
        if not person.present or person.answers is None or row.token in tokens or is_message:
            raise UnreadableError(f"the snapshot's person {person.number} cannot be resumed, and is to be")
        _check(rows, person, row)
        tokens[row.token] = None
    if rows.said < len(rows.said_by) or list(rows.said_by) != sorted(rows.said_by):
        raise UnreadableError("the snapshot counts other messages than it has")


def _check(rows: Snapshot, person: PersonRow, row: ResumptionRow) -> None:
    places = [(kept.stamp.seq, kept.said) for kept in row.kept]
    seqs, saids = [row.seen, *(seq for seq, _ in places)], [0, *(said for _, said in places)]
    attached = row.until is None and row.due is None and not row.away
    detached = row.until is not None and row.due is not None and row.due <= row.until
    lost = list(row.lost)
    ordered = sorted(seqs) == seqs and sorted(saids) == saids and sorted(lost) == lost
    numbered = max([*lost, *seqs]) <= rows.last.seq and saids[-1] <= rows.said and 0 <= row.said <= rows.said
    if not ((attached or detached) and ordered and numbered):
        raise UnreadableError(f"the snapshot's person {person.number} has missed what cannot be")
