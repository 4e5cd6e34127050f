"""Refusals that more than one handler gives."""

from collections.abc import Mapping

from besedka.chat.events import Delivery, Refused, Value
from besedka.chat.nearest import nearest
from besedka.chat.people import Person
from besedka.chat.room import Room
from besedka.chat.text import clean

__all__ = ["no_such_user", "quoted", "refuse"]

_QUOTED = 64
_COMPARED = 1000
"""Names that a typing error is compared with: a mistake must not cost more the more people are here."""


def refuse(session: str, code: str, params: Mapping[str, Value] | None = None) -> list[Delivery]:
    """The answer that says no."""
    return [Delivery(Refused(code, params or {}), session)]


def quoted(word: str) -> str:
    """A piece of what somebody typed, fit to be shown back."""
    return clean(word[:_QUOTED], newline=False)


def no_such_user(room: Room, person: Person, name: str) -> list[Delivery]:
    """Nobody is called so; offers the nearest name there is."""
    near = nearest(quoted(name), room.names_near(quoted(name), _COMPARED))
    return refuse(person.session, "no-such-user", {"name": quoted(name), "nearest": near})
