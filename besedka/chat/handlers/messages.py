"""A message reaches those it is for, and nobody else."""

from besedka.chat.language.delivery import EVERYBODY, Delivery, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import HistoryListed, Message, Recorded, Stamp
from besedka.chat.state.people import Person
from besedka.chat.state.room import Said
from besedka.chat.state.state import State

__all__ = ["history", "spread"]


def spread(
    state: State, entry: Entry, message: Message, author: Person, recipient: Person | None
) -> list[Delivery]:
    """Deliver `message`: a public one to everybody and into the history, a private one to its two
    ends.

    Who ignores the author does not get it; the author sees no difference.
    """
    session = author.session
    if recipient is None:
        told = [Delivery(message, EVERYBODY, session)]
        said = Said(entry.seq, entry.at, message, session, author.name.fold, author.network)
        state.lobby.history.append(said)
        return told
    ends = dict.fromkeys(person.session for person in (author, recipient) if person.present)
    if session in recipient.hidden:
        ends.pop(recipient.session, None)
    return [to_one(message, end, session) for end in ends]


def history(state: State, person: Person) -> HistoryListed:
    """The last public messages, without those of whom the person ignores."""
    seen = (row for row in state.lobby.history if row.session not in person.hidden)
    return HistoryListed(tuple(Recorded(Stamp(row.seq, row.at), row.message) for row in seen))
