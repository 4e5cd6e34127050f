"""New attempts to reach a chat whose session is over."""

from collections.abc import Awaitable, Callable
from math import ceil

from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.errors import HandshakeRefused, ServerUnreachable
from besedka.client.pause import Pause
from besedka.client.terminal.session.view import View

__all__ = ["Reconnection"]


class Reconnection:
    """Attempts with growing pauses (`Pause`). The view is told of each."""

    def __init__(self, backoff: Backoff, view: View) -> None:
        self._backoff, self._view = backoff, view
        self._pause = Pause(backoff)

    def wake(self) -> None:
        """End the present pause: an attempt may succeed now."""
        self._pause.wake()

    async def run(self, again: Callable[[], Awaitable[Client]], *, at_once: bool = False) -> Client:
        """Call `again` until it succeeds; return the client. `at_once`: without a pause before the first attempt.

        Raises `HandshakeRefused` when the server is back but refuses us permanently.
        """
        chat = await self._try(again) if at_once else None
        if chat is None:
            delay = self._backoff.next_delay()
            self._view.notices.lost(ceil(delay))
            await self._wait(delay)
            while (chat := await self._try(again)) is None:
                await self._wait(self._backoff.next_delay())
        self._backoff.reset()
        return chat

    async def _wait(self, delay: float) -> None:
        self._view.away(ceil(delay))
        await self._pause.wait(delay)

    async def _try(self, again: Callable[[], Awaitable[Client]]) -> Client | None:
        self._view.away(0)
        try:
            return await again()
        except ServerUnreachable:
            return None
        except HandshakeRefused as error:
            if error.passing:
                return None
            raise
