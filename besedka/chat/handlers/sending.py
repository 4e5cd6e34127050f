"""Sending a message: to everybody or to one, now or later."""

from besedka.chat.handlers.keeping import has_room_for
from besedka.chat.handlers.message_delivery import deliver_message
from besedka.chat.handlers.refusals import no_such_user, refuse
from besedka.chat.handlers.scheduling import schedule
from besedka.chat.language.commands import Send
from besedka.chat.language.deliveries import Delivery, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Accepted, Message
from besedka.chat.language.text import clean, is_blank
from besedka.chat.language.text_limit import too_long
from besedka.chat.state.people import Person, shown_name
from besedka.chat.state.state import State

__all__ = ["send"]


def send(state: State, entry: Entry, person: Person, command: Send) -> list[Delivery]:
    """Handle `Send`: the author's `Accepted` precedes its own message, so that it can recognize that message."""
    limit = state.rules.max_text
    refused = too_long(command.text, limit)
    if refused is not None:
        return [to_one(refused, person.session)]
    text = clean(command.text)
    if is_blank(text):
        return refuse(person.session, "text-empty", {"limit": limit})
    recipient, asked = None, None
    if command.to is not None:
        recipient, asked = state.find(command.to)
        if recipient is None:
            return no_such_user(state, person, "send", command.to)
        if not command.delay and not has_room_for(state, recipient, text):
            return refuse(person.session, "recipient-full", {"name": recipient.name.shown})
    if command.delay:  # Zero seconds is no delay: nothing to wait for or to cancel.
        return schedule(state, entry, person, text, recipient, asked, command.delay)
    name = shown_name(recipient)
    accepted = Accepted("send", entry.seq, None, name, asked)
    message = Message(entry.seq, person.name.shown, text, name, False, person.bot)
    return [Delivery(accepted, person.session), *deliver_message(state, entry, message, person, recipient)]
