"""Who is here, as far as the events that passed by tell: names for Tab."""

from besedka.chat.events import Joined, Left, Renamed, UsersListed, Welcome
from besedka.chat.text import clean

__all__ = ["Roster"]


class Roster:
    """The names that are known. In a very large chat a welcome lists not everybody; `users` completes it.

    They are kept as they may be shown and typed: without anything that a terminal would obey.
    """

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order in which they became known."""
        return tuple(self._names)

    def follow(self, event: object) -> None:
        """Learn what an event says about who is here."""
        if isinstance(event, Welcome):
            self._names = dict.fromkeys(map(_shown, (*event.members, event.name)))
        elif isinstance(event, UsersListed):
            self._names = dict.fromkeys(_shown(user.name) for user in event.users)
        elif isinstance(event, Joined):
            self._names[_shown(event.name)] = None
        elif isinstance(event, Left):
            self._names.pop(_shown(event.name), None)
        elif isinstance(event, Renamed):
            self._names.pop(_shown(event.old), None)
            self._names[_shown(event.new)] = None


def _shown(name: str) -> str:
    return clean(name, newline=False)
