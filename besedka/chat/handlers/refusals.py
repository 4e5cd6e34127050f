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
"""Names that a mistyped one is compared with. Chosen: a mistake must not cost more the more people are here."""


def refuse(session: str, code: str, params: Mapping[str, Value] | None = None) -> list[Delivery]:
    """The delivery of one refusal; its codes and their parameters are in docs/protocol.md."""
    return [to_one(Refused(code, params or {}), session)]


def no_such_user(state: State, person: Person, command: str, name: str) -> list[Delivery]:
    """The refusal of a `command` that names nobody; it offers the nearest name, if one is near enough."""
    near = nearest(name, state.lobby.names_near(name, _COMPARED))
    params = {"name": excerpt(name), "nearest": near, "command": command}
    return refuse(person.session, "no-such-user", params)
