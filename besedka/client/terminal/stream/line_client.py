"""The client without a terminal to draw on.

Lines in, lines out. For scripts, for screen readers (`--plain`), for programs (`--json`).
"""

import asyncio
import math
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from besedka.chat.language.events import Recorded, Refused
from besedka.chat.language.text import clean
from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.errors import RefusedError
from besedka.client.terminal.screen.event_renderer import EventRenderer, RenderedLines
from besedka.client.terminal.screen.output_writer import OutputWriter
from besedka.client.terminal.screen.summary_display import BatchedSummary
from besedka.client.terminal.session.error_messages import explain_end
from besedka.client.terminal.session.in_flight import SentLine
from besedka.client.terminal.session.session_runner import SessionRunner
from besedka.client.terminal.session.terminal_session import TerminalSession, is_exit
from besedka.client.terminal.stream.stdin import Fault, InputLine, InputLines
from besedka.dialects.json.client_codec import Received, Unknown
from besedka.dialects.words.languages import N_
from besedka.standard_streams import complain
from besedka.system_errors import system_error

__all__ = ["LineClient"]

_WINDOW: Final = 32
"""Lines that may be under way: answers need not be waited for one by one, and no input is read far ahead."""
_PATIENCE: Final = 5.0
"""Seconds that each step of a farewell may take; `Client.exit` waits as long by default."""
_SIGNALLED: Final = 128
"""What is added to a signal's number for the exit code, as shells do (POSIX, XCU 2.8.2: more than 128)."""
_ONCE_MORE: Final = 5.0
"""Seconds in which a second Ctrl-C means the same as the first."""
_FAULTS: Final[Mapping[Fault, str]] = {
    "encoding": N_("Line {number} of the input is not UTF-8, and was not sent."),
    "length": N_("Line {number} of the input is too long, and was not sent."),
}


class LineClient:
    """Sends lines, prints every event, and leaves politely at the end of the input, after all answers have come.

    `backoff` None means a script: a lost connection is the end, with exit code 1. So is a refused command at
    the end. `json` prints the events as the JSON they came as. `columns` tells the width of the terminal that the
    output goes to: lines are wrapped, a mention rings its bell, and nothing is written that it would obey. None
    when it is a pipe or a file: there a line is a line. When nobody reads the output any more, the run ends
    quietly.
    """

    def __init__(
        self,
        renderer: EventRenderer,
        again: Callable[[str], Awaitable[Client]],
        lines: InputLines,
        *,
        output: int = 1,
        json: bool = False,
        columns: Callable[[], int] | None = None,
        backoff: Backoff | None = None,
        complain: Callable[[str], None] = complain,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._renderer = renderer
        self._session = TerminalSession(self, again, backoff)
        self._runner = SessionRunner(self._session, _PATIENCE)
        self._script = backoff is None
        self._lines = lines
        self._json, self._columns = json, columns
        self._complain = complain
        self._writer = OutputWriter(output, self._broken)
        # A script gets a line for each event.
        live = backoff is not None and not json
        self._summary = BatchedSummary(renderer, self._write, self._loop.call_later) if live else None
        self._away = False
        self._answered = asyncio.Event()
        self._code = 0
        self._interrupted = -math.inf  # never

    async def run(self, chat: Client, wanted: str | None = None) -> int:
        """Until the input has ended or the server said goodbye; the exit code. `wanted` is the name asked for."""
        signals = self._listen()
        self._runner.begin(chat, wanted)
        feeding = asyncio.ensure_future(self._feed())
        try:
            trouble = await self._runner.end()
            if trouble is not None:
                self.note("{why}", why=explain_end(trouble, self._renderer.words))
                self._code = self._code or 1
        finally:
            feeding.cancel()
            for number in signals:
                self._loop.remove_signal_handler(number)
            self._end_summary()
            # A slow reader of a pipe is waited for; whoever does not want that presses Ctrl-C.
            signalled = self._code > _SIGNALLED
            self._writer.close(1.0 if self._columns or signalled else None)
        self._count_lost()
        return self._code

    # -- session.view.View ------------------------------------------------------------

    def show_json(self, text: str) -> None:
        """Print an event as it came, where JSON is wanted."""
        if self._json:
            # Between the tokens of JSON a line break means nothing; inside of them there is none.
            line = text.replace("\r", " ").replace("\n", " ")
            self._writer.write((clean(line) if self._columns else line) + "\n")

    def show_event(self, received: Received) -> None:
        """Print an event in words."""
        answer = self._session.typed(received) is not None
        if answer and isinstance(received.event, Refused):
            self._fail()
        told = self._renderer.render(received)
        if not self._json and not (self._summary is not None and self._summary.take(received, told)):
            self._print(told)
        if answer and isinstance(received.event, Unknown):
            self.note(N_("This program does not understand the server's answer. A newer version may."))
        self._answered.set()

    def show_missed(self, rows: tuple[Recorded, ...]) -> None:
        """Print what was said meanwhile."""
        if not self._json:
            self._print(self._renderer.missed(rows))

    def note(self, sentence: str, **values: object) -> None:
        """Say something about the connection, beside the output."""
        self._complain_with(self._renderer.note(sentence, **values))

    def connected(self) -> None:
        """Say so to who was told that it was lost."""
        if self._away:
            self._away = False
            self.note(N_("Connected again."))

    def away(self, seconds: int) -> None:  # noqa: ARG002 - the view's
        """Remember it, for `connected`: the notes have said it."""
        self._away = True

    def show_sending(self, late: bool) -> None:
        """Say it to somebody at a keyboard; a script waits without a word."""
        if late and not self._script:
            self.note(N_("Sending…"))

    def unanswered(self, lines: tuple[SentLine, ...]) -> None:
        """Name each of them beside the output; a script fails by it (exit code 1)."""
        self._answered.set()
        self._fail()
        for line in lines:
            self.note(N_("No answer came to line {number} of the input; it may be lost:"), number=line.number)
            self._complain_with(self._renderer.echo(line.text))

    def was_said(self, line: str, number: int) -> None:  # noqa: ARG002 - the view's
        """Say which message it was, beside the output."""
        self.note(N_("It was sent after all: #{number}."), number=number)

    async def ready(self) -> None:
        """Wait until the output takes what was written: whoever reads it slowly slows down what we read."""
        await self._writer.drain()

    def _print(self, told: RenderedLines) -> None:
        self._end_summary()
        self._write(told)

    def _end_summary(self) -> None:
        if self._summary is not None:
            self._summary.end()

    def _write(self, told: RenderedLines) -> None:
        bell = "\a" if told.bell and self._columns else ""
        self._writer.write(bell + "".join(f"{row}\n" for row in self._rows(told)))

    def _complain_with(self, told: RenderedLines) -> None:
        self._end_summary()
        for row in self._rows(told):
            self._complain(row)

    def _rows(self, told: RenderedLines) -> list[str]:
        return told.rows(self._columns() if self._columns else None)

    # -- the input --------------------------------------------------------------------------------------------------

    async def _feed(self) -> None:
        try:
            await self._feed_lines()
        except OSError as error:
            self._tell_failure(N_("The input cannot be read: {reason}."), error)
        await self._answers(below=1)
        if not self._runner.ending:
            self._runner.leave()

    async def _feed_lines(self) -> None:
        async for line in self._lines:
            if line.fault is not None:
                self._fail()
                self.note(_FAULTS[line.fault], number=line.number)
            elif line.text.strip():
                await self._answers(below=_WINDOW)
                await self._send(line)

    async def _send(self, line: InputLine) -> None:
        if not self._script and is_exit(line.text):
            self._runner.leave()
            return
        try:
            if self._session.say(line.text, line.number):
                await self._session.drain()
            else:
                self._not_connected(line)
        except RefusedError as error:
            self._fail()
            sentence = N_("Line {number} of the input was not sent. {why}")
            self.note(sentence, number=line.number, why=self._renderer.why(error))

    def _not_connected(self, line: InputLine) -> None:
        self.note(N_("Not connected at the moment; not sent:"))
        self._complain_with(self._renderer.echo(line.text))

    def _fail(self) -> None:
        """A script wants to know that something was not done; somebody who sits there has read it."""
        if self._script:
            self._code = self._code or 1

    async def _answers(self, below: int) -> None:
        """Wait until fewer than `below` lines have no answer."""
        while self._session.waiting >= below:
            self._answered.clear()
            await self._answered.wait()

    # -- the end ----------------------------------------------------------------------------------------------------

    def _count_lost(self) -> None:
        if self._writer.lost and self._writer.trouble:
            sentence = N_("There was no room for {n} of the lines of the output: {reason}.")
            self._tell_failure(sentence, self._writer.trouble, n=self._writer.lost)

    def _tell_failure(self, sentence: str, error: OSError, **values: object) -> None:
        self.note(sentence, reason=system_error(error, self._renderer.words), **values)
        self._code = self._code or 1

    def _broken(self, error: OSError | None) -> None:
        """Nobody reads our output any more: a quiet end. Or it cannot be written, and that is told."""
        if error is not None:
            self._tell_failure(N_("The output cannot be written: {reason}."), error)
        if not self._runner.ending:
            self._runner.leave()

    def _signalled(self, number: int) -> None:
        if self._script or number != signal.SIGINT:
            self._code = 128 + number
        elif self._session.connected and self._loop.time() - self._interrupted > _ONCE_MORE:
            # The terminal has cleared a half-typed line, and does not tell whether there was one.
            self._interrupted = self._loop.time()
            self.note(N_("Ctrl-C once more leaves the chat."))
            return
        self._runner.leave()

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
