"""Tracks the name the user wants while the chat uses another."""

from unicodedata import normalize

from besedka.chat.language.events import Left, Refused, Renamed, Resumed, Welcome
from besedka.chat.names.forms import NameForms, clash, examine

__all__ = ["WantedName"]

_PERMANENT_REFUSALS = ("name-invalid", "name-reserved")
_MAX_NAME = 256
"""Characters; independent of the server's limit."""


class WantedName:
    """Follows a session's events and detects when the wanted name has become free.

    A name may be held by one's own broken connection, which the server still considers alive. A user who takes another
    name deliberately wants that one from then on.
    """

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self._me = wanted

    @property
    def open(self) -> bool:
        """Whether one's current name differs from the wanted one."""
        return normalize("NFC", self.wanted) != self._me

    def follow(self, event: object, *, answer: bool = False) -> bool:
        """Update from an event; return True if the wanted name may be free now and should be requested.

        A name refused on entering (not in an `answer`) for any reason other than being taken is given up.
        """
        match event:
            case Welcome(name) | Resumed(Welcome(name)):
                self._me = name
            case Renamed(old, new) if old == self._me:
                self._me = self.wanted = new
            case Refused(code) if not answer and code in _PERMANENT_REFUSALS:
                self.wanted = self._me
            case Left(name) | Renamed(name):
                return self.open and _clash(name, self.wanted)
        return False

    def explains(self, event: object) -> bool:
        """Return whether the event is the refusal that followed a welcome under another name."""
        return isinstance(event, Refused) and event.code == "name-taken" and self.open


def _clash(one: str, other: str) -> bool:
    """Return whether the two names cannot be in use together: they are equal or look alike."""
    ours, theirs = examine(one, _MAX_NAME), examine(other, _MAX_NAME)
    if isinstance(ours, NameForms) and isinstance(theirs, NameForms):
        return clash(ours, theirs)
    return one == other
