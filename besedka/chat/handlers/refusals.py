"""Refusals that more than one handler gives."""

from collections.abc import Mapping

from besedka.chat.language.deliveries import Delivery, to_one
from besedka.chat.language.events import Refused, Value
from besedka.chat.language.text import excerpt
from besedka.chat.names.nearest import nearest
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = ["no_such_user", "refuse"]

_COMPARED = 1000
"""Names that a typing error is compared with: a mistake must not cost more the more people are here."""


def refuse(session: str, code: str, params: Mapping[str, Value] | None = None) -> list[Delivery]:
    """The answer that says no."""
    return [to_one(Refused(code, params or {}), session)]


def no_such_user(state: State, person: Person, command: str, name: str) -> list[Delivery]:
    """Nobody is called so, whom `command` names; offers the nearest name there is."""
    near = nearest(name, state.lobby.names_near(name, _COMPARED))
    params = {"name": excerpt(name), "nearest": near, "command": command}
    return refuse(person.session, "no-such-user", params)
