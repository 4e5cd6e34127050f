"""A message reaches those it is for, and nobody else."""

from besedka.chat.entry import Entry
from besedka.chat.events import Delivery, Message, Recorded, Stamp
from besedka.chat.people import Person
from besedka.chat.room import Room

__all__ = ["spread"]


def spread(
    room: Room, entry: Entry, message: Message, author: Person, recipient: Person | None
) -> list[Delivery]:
    """Deliver `message`: a public one to everybody and into the history, a private one to its two ends."""
    if recipient is None:
        room.history.append(Recorded(Stamp(entry.seq, entry.at), message))
        return [Delivery(message)]
    ends = dict.fromkeys(person.session for person in (author, recipient) if person.present)
    return [Delivery(message, session) for session in ends]
