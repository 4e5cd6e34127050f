"""Tells the server what the program has seen, so that nobody is told that it was not delivered."""

import asyncio
from collections.abc import Callable
from typing import Final

from besedka.client.session.position import Position, is_private
from besedka.dialects.json.client_codec import Received

__all__ = ["Confirmation"]

_INTERVAL: Final = 20.0
"""Seconds after which the position is told if anything came (docs/protocol.md, "Seen")."""


class Confirmation:
    """Confirms what was given to the program: at the end of the turn after private events, else every 20 seconds.

    `send` tells the server a position; it returns False while there is no connection.
    """

    def __init__(self, send: Callable[[int], bool], confirmed: int = 0) -> None:
        self._send = send
        self._position = Position(confirmed)
        self._confirmed = confirmed
        self._loop = asyncio.get_running_loop()
        self._later: asyncio.TimerHandle | None = None
        self._soon: asyncio.Handle | None = None

    @property
    def seq(self) -> int:
        """The last entry of which the program was given everything."""
        return self._position.seq

    def given(self, received: Received) -> None:
        """Note that the program was given this event."""
        self._position.take(received)
        if self._position.seq <= self._confirmed:
            return
        if is_private(received.event):
            self._soon = self._soon or self._loop.call_soon(self.flush)
        elif self._later is None:
            self._later = self._loop.call_later(_INTERVAL, self.flush)

    def flush(self) -> None:
        """Confirm now what is not confirmed yet."""
        self.cancel()
        if self._position.seq > self._confirmed and self._send(self._position.seq):
            self._confirmed = self._position.seq

    def cancel(self) -> None:
        """Cancel the timers."""
        for handle in (self._later, self._soon):
            if handle is not None:
                handle.cancel()
        self._later = self._soon = None
