"""The client without a terminal to draw on.

Lines in, lines out. For scripts, for screen readers (`--plain`), for programs (`--json`).
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Final

from besedka.chat.events import Recorded, Refused
from besedka.chat.text import clean
from besedka.client.client import Client
from besedka.client.errors import ConnectionLost, HandshakeRefused
from besedka.client.retry import Backoff
from besedka.client.terminal.narrator import Narrator, Told
from besedka.client.terminal.session import Session
from besedka.client.terminal.stdin import Lines
from besedka.client.terminal.writer import Writer
from besedka.dialects.json_client import Received
from besedka.dialects.languages import N_

__all__ = ["Stream"]

_WINDOW: Final = 32
_LEAVE: Final = 5.0


class Stream:
    """Sends lines, prints every event, and leaves politely at the end of the input, after all answers have come.

    `backoff` None means a script: a lost connection is the end, with exit code 1. So is a refused command at
    the end. `json` prints the events as the JSON they came as. `terminal` says that the output is one: it has a
    bell, and must be given nothing that it would obey. When nobody reads the output any more, the run ends
    quietly.
    """

    def __init__(
        self,
        narrator: Narrator,
        again: Callable[[str], Awaitable[Client]],
        lines: Lines,
        *,
        output: int = 1,
        json: bool = False,
        terminal: bool = False,
        backoff: Backoff | None = None,
        complain: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True),
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._narrator = narrator
        self._session = Session(self, again, backoff)
        self._script = backoff is None
        self._lines = lines
        self._json, self._terminal = json, terminal
        self._complain = complain
        self._writer = Writer(output, self._broken)
        self._answered = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._goodbye: asyncio.Task[None] | None = None
        self._code = 0

    async def run(self, chat: Client) -> int:
        """Until the input has ended or the server said goodbye; the exit code."""
        signals = self._listen()
        self._running = asyncio.ensure_future(self._session.run(chat))
        feeding = asyncio.ensure_future(self._feed())
        try:
            await asyncio.wait([self._running])
            self._look_at_end(self._running)
        finally:
            feeding.cancel()
            for number in signals:
                self._loop.remove_signal_handler(number)
            # A slow reader of a pipe is waited for; whoever does not want that presses Ctrl-C.
            self._writer.close()
        return self._code

    # -- besedka.client.terminal.session.View -----------------------------------------------------------------------

    def received(self, received: Received, text: str) -> None:
        """Print an event."""
        answer = self._session.typed(received) is not None
        if answer and isinstance(received.event, Refused):
            self._code = self._code or 1
        told = self._narrator.tell(received)
        if self._json:
            # Between the tokens of JSON a line break means nothing; inside of them there is none.
            line = text.replace("\r", " ").replace("\n", " ")
            self._writer.write((clean(line) if self._terminal else line) + "\n")
        else:
            self._print(told)
        self._answered.set()

    def missed(self, rows: tuple[Recorded, ...]) -> None:
        """Print what was said meanwhile."""
        if not self._json:
            self._print(self._narrator.missed(rows))

    def note(self, sentence: str, **values: object) -> None:
        """Say something about the connection, beside the output."""
        for line in self._narrator.note(self._narrator.words.text(sentence), **values).lines:
            self._complain(line)

    def connected(self) -> None:
        """Nothing shows it but the notes."""

    def away(self, seconds: int) -> None:
        """Nothing shows it but the notes."""

    def unanswered(self, lines: tuple[str, ...]) -> None:
        """Nobody knows what became of these."""
        self._answered.set()
        for line in lines:
            self.note(N_("No answer came to this, it may be lost:"))
            self._complain(self._narrator.echo(line).lines[0])

    async def ready(self) -> None:
        """Whoever reads our output slowly slows down what we read."""
        await self._writer.drain()

    def _print(self, told: Told) -> None:
        bell = "\a" if told.bell and self._terminal else ""
        self._writer.write(bell + "".join(f"{line}\n" for line in told.lines))

    # -- the input --------------------------------------------------------------------------------------------------

    async def _feed(self) -> None:
        async for line in self._lines:
            if line.strip():
                await self._answers(below=_WINDOW)
                if not await self._session.say(line):
                    self.note(N_("Not connected at the moment; not sent:"))
                    self._complain(self._narrator.echo(line).lines[0])
        await self._answers(below=1)
        if self._goodbye is None:
            self._leave()

    async def _answers(self, below: int) -> None:
        """Wait until fewer than `below` lines have no answer."""
        while self._session.waiting >= below:
            self._answered.clear()
            await self._answered.wait()

    # -- the end ----------------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        """Politely; the second time at once."""
        if self._goodbye is None:
            self._goodbye = asyncio.ensure_future(self._say_goodbye())
        else:
            self._stop()

    async def _say_goodbye(self) -> None:
        if await self._session.leave(_LEAVE) and self._running is not None:
            await asyncio.wait([self._running], timeout=_LEAVE)
        self._stop()

    def _stop(self) -> None:
        self._session.abort()
        if self._running is not None:
            self._running.cancel()

    def _broken(self) -> None:
        """Nobody reads our output any more: a quiet end."""
        if self._goodbye is None:
            self._leave()

    def _signalled(self, number: int) -> None:
        if self._script or number != signal.SIGINT:
            self._code = 128 + number
        self._leave()

    def _listen(self) -> list[int]:
        numbers = [signal.SIGINT, signal.SIGTERM]
        try:
            for number in numbers:
                self._loop.add_signal_handler(number, self._signalled, number)
        except (
            NotImplementedError
        ):  # pragma: no cover - Windows: asyncio.run turns Ctrl-C into a cancellation
            return []
        return [int(number) for number in numbers]

    def _look_at_end(self, running: "asyncio.Task[None]") -> None:
        error = None if running.cancelled() else running.exception()
        if isinstance(error, ConnectionLost | HandshakeRefused):
            self.note("{why}", why=error)
            self._code = self._code or 1
        elif error is not None:
            raise error
