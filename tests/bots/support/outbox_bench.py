"""An outbox that runs, and a chat that takes its messages when the test says so."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from service_bench import Time

from besedka.bots.desk.actions import Outgoing
from besedka.bots.desk.askers import Asker
from besedka.bots.outbox import Outbox
from besedka.client import Client, RefusedError
from besedka.structured_log import open_log


class Chat:
    """Takes messages, or fails with what stands in `errors` first."""

    def __init__(self, *errors: Exception) -> None:
        self.connected = True
        self.resumable = False
        self.errors = list(errors)
        self.sent: list[tuple[str, str | None]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.in_flight = self.most_in_flight = 0

    async def send(self, text: str, to: str | None = None) -> None:
        self.in_flight += 1
        self.most_in_flight = max(self.in_flight, self.most_in_flight)
        await self.gate.wait()
        self.in_flight -= 1
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append((text, to))


class Sender:
    """An outbox that runs, its clock and its log."""

    def __init__(self) -> None:
        self.time = Time()
        self.stream = io.StringIO()
        self.misnamed = False
        self.box = Outbox(open_log("debug", self.stream), lambda: self.misnamed, self.time.sleep)
        self.eve = Asker("eve")

    def attach(self, chat: Chat | None) -> None:
        self.box.attach(cast("Client | None", chat))

    def deliver(self, *texts: str, public: bool = False) -> "asyncio.Future[None]":
        return asyncio.ensure_future(self.box.deliver([Outgoing(text, self.eve, public) for text in texts]))

    def logged(self, words: str) -> bool:
        return words in self.stream.getvalue()


@asynccontextmanager
async def sending(*errors: Exception) -> AsyncIterator[tuple[Sender, Chat]]:
    sender, chat = Sender(), Chat(*errors)
    running = asyncio.ensure_future(sender.box.run())
    sender.attach(chat)
    try:
        yield sender, chat
    finally:
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled()


def refused(code: str, **params: Any) -> RefusedError:
    return RefusedError(code, params, "no")
