"""Shows joins and leaves in one line, which is updated on the screen or delayed by a moment."""

from collections.abc import Callable
from typing import Final

from besedka.client.terminal.layout.wrap import Paragraph
from besedka.client.terminal.screen.console import Console
from besedka.client.terminal.screen.event_renderer import EventRenderer, RenderedLines
from besedka.client.terminal.screen.membership_summary import MembershipSummary
from besedka.dialects.json.client_codec import Received

__all__ = ["BatchedSummary", "InPlaceSummary"]

_GATHERING_TIME: Final = 1.0
"""Seconds that a line is delayed to gather further moves, where it cannot be overwritten."""


class InPlaceSummary:
    """Shows joins and leaves at once, updating the line of the preceding ones while it is still the last line."""

    def __init__(self, console: Console, renderer: EventRenderer) -> None:
        self._console, self._renderer = console, renderer
        self._summary = MembershipSummary()
        self._line: Paragraph | None = None

    def show(self, received: Received, alone: tuple[Paragraph, ...]) -> bool:
        """Show a join or leave; `alone` is its own rendering. Return False for any other event."""
        if self._line is not None and self._summary.take(received.event):
            line = self._renderer.membership(self._summary, received.stamp)
            if self._console.replace(self._line, line):
                self._line = line
                return True
        self._summary, self._line = MembershipSummary(), None
        if not alone or not self._summary.take(received.event):
            return False
        self._console.show(alone)
        self._line = alone[-1]
        return True


class BatchedSummary:
    """Gathers joins and leaves for a moment, for line-by-line output; showing anything else ends the gathering.

    `later(seconds, call)` schedules a call.
    """

    def __init__(
        self,
        renderer: EventRenderer,
        show: Callable[[RenderedLines], None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._renderer, self._show, self._later = renderer, show, later
        self._summary = MembershipSummary()
        self._told = RenderedLines()

    def take(self, received: Received, alone: RenderedLines) -> bool:
        """Keep a move; `alone` is its own rendering. For any other event, show what was gathered and return False."""
        if not self._summary.take(received.event):
            self.end()
            if not self._summary.take(received.event):  # nor does it begin a new summary
                return False
        first = self._summary.moves == 1
        self._told = (
            alone if first else RenderedLines((self._renderer.membership(self._summary, received.stamp),))
        )
        if first:
            summary = self._summary
            self._later(_GATHERING_TIME, lambda: self.end() if self._summary is summary else None)
        return True

    def end(self) -> None:
        """Show what was gathered."""
        told, self._told, self._summary = self._told, RenderedLines(), MembershipSummary()
        if told.lines:
            self._show(told)
