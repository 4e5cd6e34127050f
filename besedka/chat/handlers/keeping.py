"""Keeps events to one session alone until its client has seen them: bytes that were written may never have arrived.

A private message ends once: its recipient's client has confirmed it, or its author is told that it may not have
arrived (`Undelivered`).
"""

from bisect import bisect_right
from collections import deque

from besedka.chat.language.deliveries import Delivery, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Message, Stamp, Undelivered
from besedka.chat.state.people import Person
from besedka.chat.state.resumption import MAX_LOST, KeptEvent, PrivateEvent, Resumption, size_of, size_of_text
from besedka.chat.state.state import State

__all__ = ["confirm_seen", "drop_kept", "has_room_for", "keep", "return_undelivered", "tell"]


def has_room_for(state: State, recipient: Person, text: str) -> bool:
    """Return whether a private message can wait for the recipient. It need not if that has a connection."""
    resumption, rules = recipient.resumption, state.rules
    if resumption is None or resumption.until is None:
        return True
    size = size_of_text(text)
    return (
        len(resumption.kept) < rules.max_kept
        and resumption.size + size <= rules.max_kept_bytes
        and state.kept_bytes + size <= rules.max_kept_total
    )


def tell(
    state: State, entry: Entry, person: Person, event: PrivateEvent, author: str | None = None
) -> list[Delivery]:
    """Return the delivery of an event to one session alone, which is kept if that session can be resumed.

    Behind it come those to the authors of messages that had to make room.
    """
    delivery = to_one(event, person.session, author)
    if person.resumption is None:
        return [delivery]
    return [delivery, *keep(state, entry, person, event, author)]


def keep(
    state: State,
    entry: Entry,
    person: Person,
    event: PrivateEvent,
    author: str | None = None,
    *,
    hidden: bool = False,
) -> list[Delivery]:
    """Keep the event for the session, if that can be resumed. The oldest make room; their authors are told."""
    deliveries: list[Delivery] = []
    stamp, said = Stamp(entry.seq, entry.at), state.tally.said
    waiting = deque([(person, KeptEvent(stamp, said, event, author, hidden))])
    while waiting:  # What an author is told is kept for it, and may need room in its turn.
        person, kept = waiting.popleft()
        for dropped in _keep(state, person, kept):
            back = _come_back(state, person, dropped)
            if back is not None:
                deliveries.append(to_one(back[1], back[0].session))
                waiting.append((back[0], KeptEvent(stamp, said, back[1])))
    return deliveries


def _keep(state: State, person: Person, new: KeptEvent) -> list[KeptEvent]:
    """Keep an event; return those that had to make room."""
    resumption, rules = person.resumption, state.rules
    if resumption is None:
        return []
    kept, size = resumption.kept, size_of(new.event)
    kept.append(new)
    resumption.size += size
    state.kept_bytes += size
    dropped: list[KeptEvent] = []
    while kept and (
        len(kept) > rules.max_kept
        or resumption.size > rules.max_kept_bytes
        or state.kept_bytes > rules.max_kept_total
    ):
        dropped += drop_kept(state, resumption, 1)
    resumption.lost += [gone.stamp.seq for gone in dropped if not gone.hidden]
    del resumption.lost[:-MAX_LOST]
    return dropped


def drop_kept(state: State, resumption: Resumption, count: int) -> list[KeptEvent]:
    """Remove the oldest kept events, so many, and return them."""
    dropped = resumption.kept[:count]
    size = sum(size_of(kept.event) for kept in dropped)
    del resumption.kept[:count]
    resumption.size -= size
    state.kept_bytes -= size
    return dropped


def confirm_seen(state: State, entry: Entry, person: Person, seq: int) -> None:
    """Note that the session's client has seen everything up to entry `seq`, and at most up to the last entry."""
    resumption, seq = person.resumption, min(seq, entry.seq - 1)
    if resumption is None or seq <= resumption.seen:
        return
    said = state.tally.up_to(seq)
    if said is not None:
        resumption.said = said
    resumption.seen = seq
    del resumption.lost[: bisect_right(resumption.lost, seq)]
    drop_kept(state, resumption, bisect_right(resumption.kept, seq, key=lambda kept: kept.stamp.seq))


def return_undelivered(state: State, entry: Entry, person: Person) -> list[Delivery]:
    """Tell the authors who are here which private messages `person`, whose session has ended, may not have got."""
    resumption, person.resumption = person.resumption, None
    if resumption is None:
        return []
    backs = [_come_back(state, person, kept) for kept in resumption.kept]
    return [delivery for back in backs if back is not None for delivery in tell(state, entry, *back)]


def _come_back(state: State, person: Person, kept: KeptEvent) -> tuple[Person, Undelivered] | None:
    """Return what the author of a message to `person` is told, if it is here; None for anything else."""
    event = kept.event
    if not isinstance(event, Message) or kept.author is None or kept.author == person.session:
        return None
    author = state.people.get(kept.author)
    return None if author is None else (author, Undelivered(event.number, event.text, person.name.shown))
