"""A bot in a small chat, in the loop of the test; time passes for the bot when the test says so."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from async_tests import until
from fake_server import FakeServer, Peer
from serving import served

from besedka.bots.bot import Bot
from besedka.bots.service import BotService
from besedka.chat.language.events import Message
from besedka.client import Address, Client, connect
from besedka.structured_log import open_log


class Time:
    """A clock and a sleep that only `passes` moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[tuple[float, asyncio.Future[None]]] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        nap = (self.now + seconds, asyncio.get_running_loop().create_future())
        self.naps.append(nap)
        try:
            await nap[1]
        finally:
            self.naps.remove(nap)

    def passes(self, seconds: float) -> None:
        self.now += seconds
        for until_when, nap in self.naps:
            if until_when <= self.now and not nap.done():
                nap.set_result(None)

    def waits(self, seconds: float) -> bool:
        """Whether somebody sleeps that long from now on."""
        return any(abs(when - self.now - seconds) < 1e-6 for when, _ in self.naps)


class Living:
    """A running bot, and what it has logged."""

    def __init__(self, bot: Bot, port: int, name: str = "parrot") -> None:
        self.time = Time()
        self.stream = io.StringIO()
        self.service = BotService(
            bot,
            Address.parse(f"127.0.0.1:{port}"),
            name,
            open_log("debug", self.stream),
            clock=self.time.clock,
            sleep=self.time.sleep,
            uniform=lambda _, high: high,
        )
        self.running = asyncio.ensure_future(self.service.run())

    def logged(self, words: str) -> bool:
        return words in self.stream.getvalue()

    async def ends(self) -> None:
        """Ask it to stop, and let the time pass that it takes for that."""
        self.service.stop()
        while not self.running.done():
            self.time.passes(1.0)
            await asyncio.sleep(0)
        await self.running


class Asker:
    """Somebody in the chat, and the messages that it got from others."""

    def __init__(self, chat: Client) -> None:
        self.chat = chat
        self.heard: list[str] = []
        self.reading = asyncio.ensure_future(self._read())

    async def _read(self) -> None:
        async for received in self.chat:
            event = received.event
            if isinstance(event, Message) and event.author != self.chat.name:
                self.heard.append(event.text)

    async def hears(self, *texts: str) -> None:
        """Wait for this many messages, which are to be these."""
        await until(lambda: len(self.heard) >= len(texts))
        assert self.heard == list(texts)
        self.heard.clear()


@asynccontextmanager
async def asking(server: FakeServer, name: str = "eve") -> AsyncIterator[Asker]:
    async with connect(f"127.0.0.1:{server.port}", name=name) as chat:
        asker = Asker(chat)
        try:
            yield asker
        finally:
            asker.reading.cancel()
            await asyncio.wait([asker.reading])


@asynccontextmanager
async def living(bot: Bot, server: FakeServer) -> AsyncIterator[Living]:
    one = Living(bot, server.port)
    try:
        await until(lambda: one.running.done() or one.logged("event=joined"))
        yield one
    finally:
        await one.ends()


@asynccontextmanager
async def conversation(bot: Bot, *, resume: bool = False) -> AsyncIterator[tuple[FakeServer, Living, Asker]]:
    """A chat with the bot in it, and `eve`; with `resume`, sessions outlive their connections."""
    async with served() as server:
        server.resume = resume
        async with living(bot, server) as one, asking(server) as eve:
            yield server, one, eve


def peer_of(server: FakeServer, name: str) -> Peer:
    return next(peer for peer in server.peers if peer.name == name)
