"""One line for those who come and go: it grows on the screen, or is said when a moment has passed."""

from collections.abc import Callable
from typing import Final

from besedka.client.terminal.layout.wrap import Paragraph
from besedka.client.terminal.screen.console import Console
from besedka.client.terminal.screen.crowd import Crowd
from besedka.client.terminal.screen.narrator import Narrator, Told
from besedka.dialects.json.client_codec import Received

__all__ = ["Gathering", "Moves"]

_MOMENT: Final = 1.0
"""Seconds that a line waits for others where it cannot be written over."""


class Gathering:
    """Shows joins and leaves at once, in the line of those right before, as long as nothing else stands below it."""

    def __init__(self, console: Console, narrator: Narrator) -> None:
        self._console, self._narrator = console, narrator
        self._crowd = Crowd()
        self._line: Paragraph | None = None

    def show(self, received: Received, alone: tuple[Paragraph, ...]) -> bool:
        """Show a move; `alone` is how it is told by itself. False for all other events."""
        if self._line is not None and self._crowd.take(received.event):
            line = self._narrator.crowd(self._crowd, received.stamp)
            if self._console.replace(self._line, line):
                self._line = line
                return True
        self._crowd, self._line = Crowd(), None
        if not alone or not self._crowd.take(received.event):
            return False
        self._console.show(alone)
        self._line = alone[-1]
        return True


class Moves:
    """Gathers joins and leaves for a moment, for who reads line by line; whatever else is to be shown ends that.

    `later` calls something after so many seconds.
    """

    def __init__(
        self,
        narrator: Narrator,
        show: Callable[[Told], None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._narrator, self._show, self._later = narrator, show, later
        self._crowd = Crowd()
        self._told = Told()

    def take(self, received: Received, alone: Told) -> bool:
        """Keep a move, `alone` being how it is told by itself. For all other events False, and what waited is shown."""
        if not self._crowd.take(received.event):
            self.end()
            if not self._crowd.take(received.event):  # nor is it the first of others
                return False
        first = self._crowd.moves == 1
        self._told = alone if first else Told((self._narrator.crowd(self._crowd, received.stamp),))
        if first:
            crowd = self._crowd
            self._later(_MOMENT, lambda: self.end() if self._crowd is crowd else None)
        return True

    def end(self) -> None:
        """Show what waits."""
        told, self._told, self._crowd = self._told, Told(), Crowd()
        if told.lines:
            self._show(told)
