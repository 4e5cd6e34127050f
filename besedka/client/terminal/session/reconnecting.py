"""New attempts to reach a chat whose session is over."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from math import ceil

from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.connection.liveness import until_slept
from besedka.client.errors import HandshakeRefused, ServerUnreachable
from besedka.client.terminal.session.view import View
from besedka.dialects.words.languages import N_

__all__ = ["Reconnection"]


class Reconnection:
    """Attempts with growing pauses, which end early when the machine has slept. The view is told of each."""

    def __init__(self, backoff: Backoff, view: View) -> None:
        self._backoff, self._view = backoff, view
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """End the present pause: an attempt may succeed now."""
        self._woken.set()

    async def run(self, again: Callable[[], Awaitable[Client]], *, at_once: bool = False) -> Client:
        """Call `again` until it succeeds; return the client. `at_once`: without a pause before the first attempt.

        Raises `HandshakeRefused` when the server is back but refuses us permanently.
        """
        chat = await self._try(again) if at_once else None
        if chat is None:
            delay = self._backoff.next_delay()
            self._view.note(N_("Connection lost. Trying again in {seconds} s"), seconds=ceil(delay))
            await self._pause(delay)
            while (chat := await self._try(again)) is None:
                await self._pause(self._backoff.next_delay())
        self._backoff.reset()
        return chat

    async def _pause(self, delay: float) -> None:
        self._view.away(ceil(delay))
        self._woken.clear()
        ends = (
            self._backoff.wait(delay),
            self._woken.wait(),
            until_slept(time.time, asyncio.get_running_loop().time),
        )
        waits = [asyncio.ensure_future(end) for end in ends]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

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
