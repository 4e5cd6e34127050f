"""The name that somebody wants to be called, while the chat may call them by another."""

from unicodedata import normalize

from besedka.chat.language.events import Left, Refused, Renamed, Welcome
from besedka.chat.names.forms import NameForms, clash, examine

__all__ = ["WantedName"]

_HOPELESS = ("name-invalid", "name-reserved")
_LONGEST = 256
"""Characters; whatever the server's limit is."""


class WantedName:
    """Follows a session's events, and tells when the wanted name has become free.

    A name may be lost to one's own ghost: the server holds the connection that broke for alive, and its name for taken.
    Whoever takes another name by themselves wants that one from then on.
    """

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self._me = wanted

    @property
    def open(self) -> bool:
        """Whether one is called by another name than one wants."""
        return normalize("NFC", self.wanted) != self._me

    def follow(self, event: object, *, answer: bool = False) -> bool:
        """Learn from an event; True when the wanted name may be had now, and is to be asked for.

        A name that was refused to who came in (not in an `answer`), and not since it is taken, is wanted no longer.
        """
        match event:
            case Welcome(name):
                self._me = name
            case Renamed(old, new) if old == self._me:
                self._me = self.wanted = new
            case Refused(code) if not answer and code in _HOPELESS:
                self.wanted = self._me
            case Left(name) | Renamed(name):
                return self.open and _clash(name, self.wanted)
        return False

    def explains(self, event: object) -> bool:
        """Whether the event is the refusal that came with a welcome under another name."""
        return isinstance(event, Refused) and event.code == "name-taken" and self.open


def _clash(one: str, other: str) -> bool:
    """Whether two people cannot have these names at a time: one is the other, or looks like it."""
    ours, theirs = examine(one, _LONGEST), examine(other, _LONGEST)
    if isinstance(ours, NameForms) and isinstance(theirs, NameForms):
        return clash(ours, theirs)
    return one == other
