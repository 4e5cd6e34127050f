"""Takes the name that the user wants as soon as it is free."""

from contextlib import suppress

from besedka.chat.language.commands import Rename
from besedka.chat.language.events import Resumed
from besedka.client.client import Client
from besedka.client.errors import ConnectionLost
from besedka.client.terminal.session.silent_requests import SilentRequests
from besedka.client.terminal.session.view import View
from besedka.client.wanted_name import WantedName
from besedka.dialects.json.client_codec import Received
from besedka.dialects.words.languages import N_

__all__ = ["NameRequest"]


class NameRequest:
    """Follows the events of all sessions, and requests the name silently: the answer is not shown."""

    def __init__(self, view: View, silent: SilentRequests, wanted: str) -> None:
        self._view, self._silent = view, silent
        self._name = WantedName(wanted)
        self._is_free = self._is_unexplained = False

    @property
    def wanted(self) -> str:
        """The name that the user wants."""
        return self._name.wanted

    def begin_again(self) -> None:
        """Note that a new session begins in place of a lost one; no typed line causes its refusal of the name."""
        self._is_free, self._is_unexplained = False, True

    def explain(self, received: Received) -> bool:
        """Explain the refusal of the name by a new session; return False for any other event."""
        refused = self._is_unexplained and received.ref is None and self._name.explains(received.event)
        if refused:
            self._is_unexplained = False
            sentence = N_(
                "“{name}” is taken, perhaps by your lost connection. You get it back as soon as it is free."
            )
            self._view.note(sentence, name=self.wanted)
        return refused

    def follow(self, received: Received) -> None:
        """Update from an event."""
        if self._name.follow(received.event, answer=received.ref is not None):
            self._is_free = True

    def follow_return(self, resumed: Resumed) -> None:
        """Update from the return of the connection; who gave up the name meanwhile was not told."""
        self._name.follow(resumed.state)
        self._is_free = self._name.open

    def ask(self, chat: Client) -> None:
        """Request the name if it may be free. After a refusal, wait on."""
        if not self._is_free or not self.wanted:
            return
        self._is_free = False
        with suppress(ConnectionLost):
            self._silent.add(chat.post_nowait(Rename(self.wanted)))
