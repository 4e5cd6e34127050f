"""Delivers a message to its audience, immediately or when it is due."""

from besedka.chat.handlers.keeping import keep, tell
from besedka.chat.language.deliveries import EVERYBODY, Delivery
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = ["deliver_message"]


def deliver_message(
    state: State, entry: Entry, message: Message, author: Person, recipient: Person | None
) -> list[Delivery]:
    """Deliver `message`: a public one to everybody and the history, a private one to its author and recipient.

    A recipient that ignores the author does not get it; the author sees no difference, also if the recipient never
    comes back. An author or recipient that has left gets nothing.
    """
    session = author.session
    if recipient is None:
        deliveries = [Delivery(message, EVERYBODY, session)]
        row = HistoryRow(entry.seq, entry.at, message, session, author.name.fold, author.network)
        state.lobby.history.append(row)
        if state.tokens:
            state.tally.note(entry.seq)
        return deliveries
    deliveries = []
    for end in dict.fromkeys(person for person in (author, recipient) if person.present):
        if session not in end.hidden:
            deliveries += tell(state, entry, end, message, session)
        elif end.detached:
            deliveries += keep(state, entry, end, message, session, hidden=True)
    return deliveries
