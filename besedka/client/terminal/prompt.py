"""The prompt before the input line: one's name, and what is being waited for."""

import asyncio
from collections.abc import Callable

from besedka.client.terminal.connecting_notice import NOTICE_DELAY
from besedka.client.terminal.screen.event_renderer import EventRenderer

__all__ = ["Prompt"]


class Prompt:
    """Shows what takes longer than `NOTICE_DELAY`: a missing connection or a missing answer.

    `show` is called with the whole prompt whenever it may have changed; name and language come from the renderer.
    `waiting` returns the number of lines without an answer, which is shown while there is no connection.
    `later(seconds, call)` schedules a call; by default it is the running loop's `call_later`.
    """

    def __init__(
        self,
        renderer: EventRenderer,
        show: Callable[[str], None],
        waiting: Callable[[], int] = lambda: 0,
        later: Callable[[float, Callable[[], None]], asyncio.TimerHandle] | None = None,
    ) -> None:
        self._renderer, self._show, self._waiting = renderer, show, waiting
        self._later = later or asyncio.get_running_loop().call_later
        self._soon: asyncio.TimerHandle | None = None
        self._seconds = 0
        self._is_away = self._is_sending = False

    def connected(self) -> None:
        """Note that the chat is connected."""
        self.close()
        self._soon, self._is_away = None, False
        self.refresh()

    def away(self, seconds: int) -> None:
        """Note that it is not; the next attempt is in `seconds`, or (0) in progress."""
        self._seconds = seconds
        if self._soon is None:
            self._soon = self._later(NOTICE_DELAY, self._tell)
        self.refresh()

    def sending(self, late: bool) -> None:
        """Note whether an answer has been awaited for longer than a moment."""
        self._is_sending = late
        self.refresh()

    def refresh(self) -> None:
        """Show the prompt again: one's name or the language may have changed."""
        self._show(f"{self._state()}{self._renderer.me}> ")

    def close(self) -> None:
        """Cancel the timer: nothing is shown unprompted from now on."""
        if self._soon is not None:
            self._soon.cancel()

    def _tell(self) -> None:
        self._is_away = True
        self.refresh()

    def _state(self) -> str:
        words = self._renderer.words
        if self._is_away:
            state = words.text("Connecting…")
            if self._seconds:
                state = words.text("(not connected, next try in {seconds} s)").format(seconds=self._seconds)
            waiting = self._waiting()
            if waiting:
                state += " " + words.plural("({n} line waits)", "({n} lines wait)", waiting).format(n=waiting)
            return state + " "
        return words.text("Sending…") + " " if self._is_sending else ""
