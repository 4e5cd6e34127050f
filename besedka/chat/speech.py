"""Saying something: to everybody or to one, now or later."""

from besedka.chat.commands import Send
from besedka.chat.entry import Entry
from besedka.chat.events import Accepted, Delivery, Message
from besedka.chat.lengths import too_long
from besedka.chat.messages import spread
from besedka.chat.people import Person, called
from besedka.chat.refusals import no_such_user, refuse
from besedka.chat.room import Room
from besedka.chat.scheduling import schedule
from besedka.chat.text import clean, is_blank

__all__ = ["send"]


def send(room: Room, entry: Entry, person: Person, command: Send) -> list[Delivery]:
    """`send`: the author is answered before it sees its own message, so that it knows which one is its
    own."""
    limit = room.rules.max_text
    refused = too_long(command.text, limit)
    if refused is not None:
        return [Delivery(refused, person.session)]
    text = clean(command.text)
    if is_blank(text):
        return refuse(person.session, "text-empty", {"limit": limit})
    recipient, asked = None, None
    if command.to is not None:
        recipient, asked = room.find(command.to)
        if recipient is None:
            return no_such_user(room, person, "send", command.to)
    if command.delay:  # A delay of no seconds is none: there would be nothing to wait for, or to take back.
        return schedule(room, entry, person, text, recipient, asked, command.delay)
    name = called(recipient)
    accepted = Accepted("send", number=entry.seq, name=name, asked=asked)
    message = Message(entry.seq, person.name.shown, text, name)
    return [Delivery(accepted, person.session), *spread(room, entry, message, person, recipient)]
