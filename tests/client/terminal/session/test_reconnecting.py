import asyncio
from typing import cast

import pytest
from async_tests import asynchronous

from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.errors import HandshakeRefused, ServerUnreachable
from besedka.client.terminal.session.reconnecting import Reconnection
from besedka.client.terminal.session.view import View


class Listener:
    """What of a view is told of the tries."""

    def __init__(self) -> None:
        self.told: list[object] = []

    @property
    def notices(self) -> "Listener":
        return self

    def lost(self, seconds: int) -> None:
        self.told.append(f"lost, next try in {seconds}")

    def away(self, seconds: int) -> None:
        self.told.append(seconds)


async def tried(*results: object, at_once: bool = False) -> tuple[object, list[object]]:
    """What comes of tries with these results, and what is told meanwhile."""
    listener, left = Listener(), list(results)

    async def again() -> Client:
        result = left.pop(0)
        if isinstance(result, Exception):
            raise result
        return cast("Client", result)

    async def sleep(seconds: float) -> None:
        listener.told.append(f"slept {seconds}")

    backoff = Backoff(uniform=lambda _, high: high, sleep=sleep)
    found = await Reconnection(backoff, cast("View", listener)).run(again, at_once=at_once)
    assert not left
    return found, listener.told


@asynchronous
async def test_each_try_is_told_before_and_after_its_pause() -> None:
    chat = object()
    found, told = await tried(ServerUnreachable("h:1", "no"), chat)
    assert found is chat
    assert told == ["lost, next try in 1", 1, "slept 0.5", 0, 1, "slept 1.0", 0]


@asynchronous
async def test_where_the_server_is_known_to_be_back_there_is_no_pause() -> None:
    chat = object()
    assert await tried(chat, at_once=True) == (chat, [0])
    found, told = await tried(ServerUnreachable("h:1", "no"), chat, at_once=True)
    assert found is chat
    assert told == [0, "lost, next try in 1", 1, "slept 0.5", 0]


@asynchronous
async def test_a_pause_ends_when_somebody_is_waiting() -> None:
    paused = asyncio.Event()

    async def sleep(seconds: float) -> None:
        paused.set()
        await asyncio.Event().wait()

    async def again() -> Client:
        return cast("Client", listener)

    listener = Listener()
    reconnection = Reconnection(Backoff(sleep=sleep), cast("View", listener))
    running = asyncio.ensure_future(reconnection.run(again))
    await paused.wait()
    reconnection.wake()
    assert cast("object", await running) is listener


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
@asynchronous
async def test_a_refusal_that_may_pass_is_tried_again(status: int) -> None:
    chat = object()
    found, _ = await tried(HandshakeRefused("h:1", status, "later"), chat)
    assert found is chat


@pytest.mark.parametrize("status", [None, 200, 301, 400, 403, 404, 410])
@asynchronous
async def test_any_other_is_the_end(status: int | None) -> None:
    with pytest.raises(HandshakeRefused):
        await tried(HandshakeRefused("h:1", status, "never"))
