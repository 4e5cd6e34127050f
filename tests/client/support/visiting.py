"""A session of the terminal client with a server whose sessions come back, and a loss between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from async_tests import until
from fake_server import FakeServer
from serving import served
from session_watcher import Nap, Watcher, gone, start

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Message
from besedka.client.terminal.session.terminal_session import TerminalSession
from besedka.wire.http import encode_response

__all__ = ["OFFERED", "Visit", "visiting"]

BUSY = encode_response(503, b"busy")
OFFERED = ("unanswered", ("send hello",))


class Visit:
    """A session, its server, and what was shown."""

    def __init__(
        self, server: FakeServer, started: tuple[TerminalSession, Watcher, "asyncio.Task[None]", Nap]
    ) -> None:
        self.server = server
        self.session, self.watcher, self.running, self.nap = started

    @property
    def seen(self) -> list[Any]:
        return self.watcher.seen

    @property
    def texts(self) -> list[str]:
        return [item.text for item in self.seen if isinstance(item, Message)]

    @property
    def sent(self) -> list[str]:
        """The texts that the server was asked to send, with each repetition."""
        return [ask.text for ask in self.server.asked if isinstance(ask, Send)]

    async def lose(self) -> None:
        """The connection breaks and does not come back before `returns`."""
        self.nap.awake.clear()
        self.server.refuse = BUSY
        naps = len(self.nap.seconds)
        self.server.drop()
        await until(lambda: len(self.nap.seconds) > naps)

    async def returns(self) -> None:
        self.server.refuse = None
        times = self.seen.count("connected")
        self.nap.awake.set()
        await until(lambda: self.seen.count("connected") > times)


@asynccontextmanager
async def visiting(*, script: bool = False) -> AsyncIterator[Visit]:
    async with served() as server:
        server.resume = True
        visit = Visit(server, await start(server, retry=not script))
        try:
            yield visit
        finally:
            if not visit.running.done():
                await gone(visit.running)
