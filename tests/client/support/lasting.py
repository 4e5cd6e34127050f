"""Clients whose sessions outlive their connections, and the fake server that keeps them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from async_tests import until
from fake_server import FakeServer
from serving import served

from besedka.chat.language.events import Message
from besedka.client import Backoff, Client, connect

__all__ = ["Naps", "Reader", "away", "joining", "kept", "kinds"]


class Naps:
    """A sleep that lasts until the test says so."""

    def __init__(self, *, over: bool = False) -> None:
        self.taken: list[float] = []
        self.over = asyncio.Event()
        if over:
            self.over.set()

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await self.over.wait()

    def backoff(self) -> Backoff:
        return Backoff(uniform=lambda _, high: high, sleep=self)


def joining(server: FakeServer, **more: Any) -> connect:
    return connect(f"127.0.0.1:{server.port}", **{"name": "bob", **more})


@asynccontextmanager
async def kept(**more: Any) -> AsyncIterator[tuple[FakeServer, Client]]:
    """A client with a session that can be resumed, and its server."""
    async with served() as server:
        server.resume = True
        async with joining(server, **more) as chat:
            await until(lambda: chat.resumable)
            yield server, chat


async def away(naps: Naps, server: FakeServer) -> None:
    """Stop the server, and wait until the client pauses before its next attempt."""
    await server.stop()
    await until(lambda: naps.taken)


class Reader:
    """Reads a client to its end."""

    def __init__(self, chat: Client) -> None:
        self.events: list[Any] = []
        self.texts: list[str] = []
        self._chat = chat
        self.task = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        async for received, text in self._chat.raw():
            self.events.append(received.event)
            self.texts.append(text)

    @property
    def kinds(self) -> list[Any]:
        return kinds(self.events)

    async def until(self, kind: Any) -> None:
        """Wait until it has read an event of this type, or a message with this text."""
        await until(lambda: kind in self.kinds or self.task.done())
        assert kind in self.kinds

    async def end(self) -> BaseException | None:
        """Wait for the end; return the error that it was."""
        await asyncio.wait({self.task})
        return self.task.exception()


def kinds(events: list[Any]) -> list[Any]:
    """Messages as their texts, everything else as its type."""
    return [event.text if isinstance(event, Message) else type(event) for event in events]
