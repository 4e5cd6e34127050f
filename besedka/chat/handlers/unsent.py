"""What authors are told of messages that were not sent while their server was down."""

from besedka.chat.language.deliveries import Delivery, to_one
from besedka.chat.language.events import NotSent
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import State
from besedka.chat.state.unsent import Unsent

__all__ = ["keep_unsent", "tell_unsent"]


def keep_unsent(state: State, delayed: DelayedMessage, event: NotSent, until: int) -> None:
    """Keep `event` for the message's author, who is not here, until it is back. Call before the message is concluded.

    Whoever is back is recognized as those are whom somebody ignores: by name and network together.
    """
    author = delayed.author
    folds = tuple(dict.fromkeys((author.name.fold, *author.held)))
    state.unsent.put(Unsent(event, author.network, folds), until)


def tell_unsent(state: State, person: Person) -> list[Delivery]:
    """Return what `person`, who has just taken a name, has to be told of its earlier session's messages; only once."""
    rows = state.unsent.take(person.name.fold, person.network)
    return [to_one(row.event, person.session) for row in rows]
