"""Who is here, and whom one ignores, as far as the events that passed by tell: names for Tab."""

from besedka.chat.language.events import Accepted, IgnoredListed, Joined, Left, Renamed, UsersListed, Welcome
from besedka.chat.language.text import clean

__all__ = ["Roster"]


class Roster:
    """The names that are known. In a very large chat a welcome lists not everybody; `users` completes it.

    They are kept as they may be shown and typed: without anything that a terminal would obey.
    """

    def __init__(self) -> None:
        self._names: dict[str, None] = {}
        self._ignored: dict[str, None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order in which they became known."""
        return tuple(self._names)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names of those whom one ignores, whether they are here or not."""
        return tuple(self._ignored)

    def follow(self, event: object) -> None:
        """Learn what an event says about who is here, and whom one ignores."""
        self._follow_ignored(event)
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

    def _follow_ignored(self, event: object) -> None:
        match event:
            case Welcome():
                self._ignored = {}
            case IgnoredListed(users):
                self._ignored = dict.fromkeys(_shown(user.name) for user in users)
            case UsersListed(users=users):
                for user in users:
                    self._mark(user.name, ignored=user.ignored)
            case Joined(name, ignored=ignored):
                self._mark(name, ignored=ignored)
            case Accepted("ignore" | "unignore" as command, name=str(name)):
                self._mark(name, ignored=command == "ignore")
            case Renamed(old, new) if _shown(old) in self._ignored:
                self._mark(old, ignored=False)
                self._mark(new, ignored=True)
            case Renamed(new=new, ignored=True):
                self._mark(new, ignored=True)

    def _mark(self, name: str, *, ignored: bool) -> None:
        if ignored:
            self._ignored[_shown(name)] = None
        else:
            self._ignored.pop(_shown(name), None)


def _shown(name: str) -> str:
    return clean(name, newline=False)
