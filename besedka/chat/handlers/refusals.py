"""Refusals shared by several handlers."""

from collections.abc import Mapping

from besedka.chat.language.deliveries import Delivery, to_one
from besedka.chat.language.events import Refused, Value
from besedka.chat.language.text import excerpt
from besedka.chat.names.nearest import nearest
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = ["no_such_user", "refuse"]

_MAX_COMPARED_NAMES = 1000
"""Names that a mistyped one is compared with. Chosen: the cost of a mistake must not grow with the membership."""


def refuse(session: str, code: str, params: Mapping[str, Value] | None = None) -> list[Delivery]:
    """Return the delivery of one refusal; docs/protocol.md lists the codes and their parameters."""
    return [to_one(Refused(code, params or {}), session)]


def no_such_user(state: State, person: Person, command: str, name: str) -> list[Delivery]:
    """Refuse a `command` whose name matches nobody; suggest the nearest name if one is near enough."""
    near = nearest(name, state.lobby.names_near(name, _MAX_COMPARED_NAMES))
    params = {"name": excerpt(name), "nearest": near, "command": command}
    return refuse(person.session, "no-such-user", params)
