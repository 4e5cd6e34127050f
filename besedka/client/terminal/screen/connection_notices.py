"""Tells the user of a lost connection, of its return, and of a session that could not be resumed."""

from collections.abc import Callable, Sequence
from typing import Final

from besedka.chat.language.events import Resumed, Stamp
from besedka.client.terminal.screen.event_renderer import EventRenderer, RenderedLines
from besedka.client.terminal.screen.return_notices import Changes
from besedka.dialects.words.languages import N_

__all__ = ["ConnectionNotices"]

_LOST: Final = N_("Connection lost. What you type now will be sent when it is back; Enter tries at once.")
_TRYING: Final = N_("Connection lost. Trying again in {seconds} s")
_LOST_TO_A_SCRIPT: Final = N_("Connection lost, trying to get it back.")


class ConnectionNotices:
    """The `session.view.Notices` of both clients. `show` is called with what is to be shown.

    `script`: nobody is typing. `announces`: tell of the return as well, because no prompt shows it.
    """

    def __init__(
        self,
        renderer: EventRenderer,
        show: Callable[[RenderedLines], None],
        *,
        script: bool = False,
        announces: bool = False,
    ) -> None:
        self._renderer, self._show = renderer, show
        self._script, self._announces = script, announces
        self._told = False

    def lost(self, seconds: int | None = None) -> None:
        """Tell of the loss; if the session goes on, tell a person what happens to what is typed from now on."""
        self._told = True
        if seconds is not None:
            self._show(self._renderer.note(_TRYING, seconds=seconds))
        else:
            self._show(self._renderer.note(_LOST_TO_A_SCRIPT if self._script else _LOST))

    def connected(self) -> None:
        """Tell of the return, if that is wanted and the loss was told."""
        if self._told and self._announces:
            self._show(self._renderer.note(N_("Connected again.")))
        self._told = False

    def returned(self, resumed: Resumed, stamp: Stamp, away: int, changes: Changes) -> None:
        """Tell how long the absence was, and what is not shown again."""
        self._show(self._renderer.returned(resumed, stamp, away, changes))

    def new_session(self, reason: str, away: int, ignored: Sequence[str]) -> None:
        """Tell that the former session is over."""
        self._show(self._renderer.new_session(reason, away, ignored))
