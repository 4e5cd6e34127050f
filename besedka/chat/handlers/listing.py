"""Who is here."""

from besedka.chat.language.events import User, UsersListed
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = ["users"]


def users(state: State, person: Person) -> UsersListed:
    """Who is in the chat, sorted by name; those are marked whom `person` ignores."""
    rows = tuple(
        User(other.name.shown, other.conduct.muted_until, other.session in person.hidden)
        for other in state.lobby.by_name()
    )
    return UsersListed(person.name.shown, rows)
