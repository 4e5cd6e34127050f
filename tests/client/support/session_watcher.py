"""A session of the terminal client, and a view that writes down what it is shown."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import suppress

from async_tests import until
from fake_server import FakeServer

from besedka.chat.language.events import Recorded, Resumed, Stamp, Welcome
from besedka.client import Backoff, Client, connect
from besedka.client.terminal.session.lines.in_flight import SentLine
from besedka.client.terminal.session.roster import Changes
from besedka.client.terminal.session.terminal_session import TerminalSession
from besedka.dialects.json.client_codec import Received


class Watcher:
    """A view that writes down."""

    def __init__(self) -> None:
        self.seen: list[object] = []
        self.texts: list[str] = []
        self.answers: list[tuple[str, type]] = []
        self.session: TerminalSession | None = None
        self.numbers: object = None
        self.found = self.left_out = 0
        self.changes = Changes()

    @property
    def notices(self) -> "Watcher":
        return self

    def show_json(self, text: str) -> None:
        self.texts.append(text)

    def show_event(self, received: Received) -> None:
        assert self.session is not None
        typed = self.session.typed(received)
        if typed is not None:
            self.answers.append((typed, type(received.event)))
        self.seen.append(received.event)

    def show_missed(self, rows: tuple[Recorded, ...], left_out: int) -> None:
        self.left_out = left_out
        self.seen.append([row.message.text for row in rows])

    def note(self, sentence: str, **values: object) -> None:
        self.seen.append(sentence)
        self.numbers = values.get("numbers", self.numbers)

    def connected(self) -> None:
        self.seen.append("connected")

    def lost(self, seconds: int | None = None) -> None:
        self.seen.append("lost" if seconds is None else f"lost, next try in {seconds}")

    def returned(self, resumed: Resumed, stamp: Stamp, away: int, changes: Changes) -> None:
        self.seen.append(resumed)
        self.changes = changes

    def new_session(self, reason: str, away: int, ignored: Sequence[str]) -> None:
        self.seen.append(("new session", reason, *ignored))

    def away(self, seconds: int) -> None:
        self.seen.append(f"away {seconds}")

    def show_sending(self, late: bool) -> None:
        self.seen.append("late" if late else "in time")

    def unanswered(self, lines: tuple[SentLine, ...]) -> None:
        self.seen.append(("unanswered", tuple(line.text for line in lines)))

    def was_said(self, line: str, number: int) -> None:
        self.seen.append(("was said", line))
        self.found = number

    async def ready(self) -> None:
        await asyncio.sleep(0)


class Nap:
    """A sleep that can be made to last until the test says so."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.awake = asyncio.Event()
        self.awake.set()

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await self.awake.wait()


async def start(
    server: FakeServer, *, retry: bool = True, wanted: str | None = None
) -> tuple[TerminalSession, Watcher, "asyncio.Task[None]", Nap]:
    """Without `retry`: a script."""

    async def again(name: str | None) -> Client:
        return await connect(f"127.0.0.1:{server.port}", name=name, reconnect_for=math.inf, backoff=pauses())

    def pauses() -> Backoff:
        return Backoff(uniform=lambda _, high: high, sleep=nap)

    nap, watcher = Nap(), Watcher()
    backoff = pauses() if retry else None
    session = watcher.session = TerminalSession(watcher, again, backoff)
    running = asyncio.ensure_future(session.run(await again("bob"), wanted))
    await until(lambda: any(isinstance(item, Welcome) for item in watcher.seen))
    server.asked.clear()
    return session, watcher, running, nap


async def gone(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
