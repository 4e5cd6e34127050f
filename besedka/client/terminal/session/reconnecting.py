"""Reconnection after a lost connection."""

from collections.abc import Awaitable, Callable
from math import ceil

from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.errors import HandshakeRefused, ServerUnreachable
from besedka.client.terminal.session.view import View
from besedka.dialects.words.languages import N_

__all__ = ["reconnect"]


async def reconnect(again: Callable[[], Awaitable[Client]], backoff: Backoff, view: View) -> Client:
    """Call `again` until it succeeds, with pauses in between; return the client. The view is told of each attempt.

    Raises `HandshakeRefused` when the server is back but refuses us permanently.
    """
    delay = backoff.next_delay()
    view.note(N_("Connection lost. Trying again in {seconds} s"), seconds=ceil(delay))
    while (chat := await _try(again, backoff, delay, view)) is None:
        delay = backoff.next_delay()
    backoff.reset()
    return chat


async def _try(
    again: Callable[[], Awaitable[Client]], backoff: Backoff, delay: float, view: View
) -> Client | None:
    view.away(ceil(delay))
    await backoff.wait(delay)
    view.away(0)
    try:
        return await again()
    except ServerUnreachable:
        return None
    except HandshakeRefused as error:
        if error.passing:
            return None
        raise
