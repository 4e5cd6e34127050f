"""Tracks who is present and who is ignored, from events."""

from typing import NamedTuple

from besedka.chat.language.events import (
    Accepted,
    IgnoredListed,
    Joined,
    Left,
    Renamed,
    Resumed,
    UsersListed,
    Welcome,
)
from besedka.chat.language.text import clean

__all__ = ["Changes", "Roster"]


class Changes(NamedTuple):
    """Names that appeared and disappeared during an absence. Somebody renamed is in both, under two names."""

    here: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Roster:
    """The known names. In a very large chat the welcome lists only some of them; `users` gives the rest.

    Names are stored cleaned: without control characters.
    """

    def __init__(self) -> None:
        self._names: dict[str, None] = {}
        self._whole = False
        self._ignored: dict[str, None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of first sight."""
        return tuple(self._names)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names that this user ignores, present or not."""
        return tuple(self._ignored)

    def changes(self, now: Welcome) -> Changes:
        """Return how the people present differ from those known; nothing if either list is incomplete."""
        if not self._whole or len(now.members) < now.member_count:
            return Changes()
        names = dict.fromkeys(map(_shown, now.members))
        here = tuple(name for name in names if name not in self._names)
        return Changes(here, tuple(name for name in self._names if name not in names))

    def follow(self, event: object) -> None:
        """Update the names by an event; one that says nothing about them changes nothing."""
        self._follow_presence(event)
        self._follow_ignored(event)

    def _follow_presence(self, event: object) -> None:
        match event:
            case Welcome(name, members, count) | Resumed(Welcome(name, members, count)):
                self._names = dict.fromkeys(map(_shown, (*members, name)))
                self._whole = len(members) >= count
            case UsersListed(users=users):
                self._whole = True
                self._names = dict.fromkeys(_shown(user.name) for user in users)
            case Joined(name):
                self._names[_shown(name)] = None
            case Left(name):
                self._names.pop(_shown(name), None)
            case Renamed(old, new):
                self._names.pop(_shown(old), None)
                self._names[_shown(new)] = None

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
            # An ignored person takes another name; or somebody takes a name by which they are ignored again.
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
