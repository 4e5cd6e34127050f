"""The line client: lines in, lines out. For scripts, for screen readers (`--plain`), for programs (`--json`)."""

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
from besedka.client.terminal.screen.connection_notices import ConnectionNotices
from besedka.client.terminal.screen.event_renderer import EventRenderer, RenderedLines
from besedka.client.terminal.screen.output_writer import OutputWriter
from besedka.client.terminal.screen.summary_display import BatchedSummary
from besedka.client.terminal.session.error_messages import explain_end
from besedka.client.terminal.session.lines.in_flight import SentLine
from besedka.client.terminal.session.lines.typed_lines import is_exit
from besedka.client.terminal.session.session_runner import SessionRunner
from besedka.client.terminal.session.terminal_session import TerminalSession
from besedka.client.terminal.stream.stdin import Fault, InputLine, InputLines
from besedka.dialects.json.client_codec import Received, Unknown
from besedka.dialects.words.languages import N_
from besedka.standard_streams import complain
from besedka.system_errors import system_error

__all__ = ["LineClient"]

_MAX_IN_FLIGHT: Final = 32
"""Lines in flight: no need to wait for each answer, and the input is not read far ahead."""
_STEP_TIMEOUT: Final = 5.0
"""Timeout in seconds for each step of leaving; the same as the default of `Client.exit`."""
_SIGNAL_EXIT_BASE: Final = 128
"""Added to a signal's number for the exit code, as shells do (POSIX, XCU 2.8.2: more than 128)."""
_SECOND_PRESS_INTERVAL: Final = 5.0
"""Seconds within which a second Ctrl-C leaves the chat."""
_FAULTS: Final[Mapping[Fault, str]] = {
    "encoding": N_("Line {number} of the input is not UTF-8, and was not sent."),
    "length": N_("Line {number} of the input is too long, and was not sent."),
}

_NO_ANSWER: Final = N_("No answer came to line {number} of the input; it may be lost:")
_NOT_SENT: Final = N_("Line {number} of the input was not sent, the connection is lost:")


class LineClient:
    """Sends lines, prints every event, and leaves at the end of the input, after all answers have arrived.

    - `backoff` None means a script: a lost connection ends the run with exit code 1, and a refused command makes the
      exit code 1 at the end.
    - `json` prints the events as the JSON received.
    - `columns` returns the width of the output terminal: lines are wrapped, a mention rings the bell, and no
      control sequences are passed to it. None for a pipe or a file: lines are not wrapped.
    - When the reader of the output is gone, the run ends quietly.
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
        self._script = backoff is None
        self.notices = ConnectionNotices(renderer, self._complain_with, script=self._script, announces=True)
        self._session = TerminalSession(self, again, backoff)
        self._runner = SessionRunner(self._session, _STEP_TIMEOUT)
        self._lines = lines
        self._json, self._columns = json, columns
        self._complain = complain
        self._writer = OutputWriter(output, self._broken)
        # A script gets a line for each event.
        live = backoff is not None and not json
        self._summary = BatchedSummary(renderer, self._write, self._loop.call_later) if live else None
        self._answered = asyncio.Event()
        self._code = 0
        self._interrupted = -math.inf  # never

    async def run(self, chat: Client, wanted: str | None = None) -> int:
        """Run until the input ends or the session is over; return the exit code. `wanted` is the requested name."""
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
            # Wait for a slow reader of a pipe without a timeout; Ctrl-C ends the wait.
            signalled = self._code > _SIGNAL_EXIT_BASE
            self._writer.close(1.0 if self._columns or signalled else None)
        self._count_lost()
        return self._code

    # -- session.view.View ------------------------------------------------------------

    def show_json(self, text: str) -> None:
        """Print an event as received, in JSON mode."""
        if self._json:
            # Between JSON tokens a line break has no meaning; inside tokens there is none.
            line = text.replace("\r", " ").replace("\n", " ")
            self._writer.write((clean(line) if self._columns else line) + "\n")

    def show_event(self, received: Received) -> None:
        """Print an event as text."""
        answer = self._session.typed(received) is not None
        if answer and isinstance(received.event, Refused):
            self._fail()
        told = self._renderer.render(received)
        if not self._json and not (self._summary is not None and self._summary.take(received, told)):
            self._print(told)
        if answer and isinstance(received.event, Unknown):
            self.note(N_("This program does not understand the server's answer. A newer version may."))
        self._answered.set()

    def show_missed(self, rows: tuple[Recorded, ...], left_out: int) -> None:
        """Print the messages sent before the session."""
        if not self._json:
            self._print(self._renderer.missed(rows, left_out))

    def note(self, sentence: str, **values: object) -> None:
        """Write a note about the connection to standard error."""
        self._complain_with(self._renderer.note(sentence, **values))

    def connected(self) -> None:
        """Note the return, if the loss was noted."""
        self.notices.connected()

    def away(self, seconds: int) -> None:
        """Do nothing: one note tells of a loss, however many attempts follow."""

    def show_sending(self, late: bool) -> None:
        """Note it for a person; a script waits silently."""
        if late and not self._script and self._session.connected:
            self.note(N_("Sending…"))

    def unanswered(self, lines: tuple[SentLine, ...]) -> None:
        """Name each line in a note; a script fails (exit code 1)."""
        self._answered.set()
        self._fail()
        for line in lines:
            sentence = _NO_ANSWER if line.written else _NOT_SENT
            self.note(sentence, number=line.number)
            self._complain_with(self._renderer.echo(line.text))

    def was_said(self, line: str, number: int) -> None:  # noqa: ARG002 - part of the View interface
        """Note the number of the message."""
        self.note(N_("It was sent after all: #{number}."), number=number)

    async def ready(self) -> None:
        """Wait until the output accepts more: a slow reader slows down our reading from the server."""
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
        # A person who ends the input does not wait for a connection that is lost.
        if self._script or self._session.connected:
            await self._answers(below=1)
        if not self._runner.ending:
            self._runner.leave()

    async def _feed_lines(self) -> None:
        async for line in self._lines:
            if line.fault is not None:
                self._fail()
                self.note(_FAULTS[line.fault], number=line.number)
            elif line.text.strip():
                await self._answers(below=_MAX_IN_FLIGHT)
                await self._send(line)
            else:
                self._session.hurry()

    async def _send(self, line: InputLine) -> None:
        if not self._script and is_exit(line.text):
            self._runner.leave()
            return
        try:
            if not self._session.say(line.text, line.number):
                self._not_connected(line)
            elif self._script:
                await self._session.drain()
            elif not self._session.connected:
                self._show_kept(line)
        except RefusedError as error:
            self._fail()
            sentence = N_("Line {number} of the input was not sent. {why}")
            self.note(sentence, number=line.number, why=self._renderer.why(error))

    def _not_connected(self, line: InputLine) -> None:
        self.note(N_("Not connected at the moment; not sent:"))
        self._complain_with(self._renderer.echo(line.text))

    def _show_kept(self, line: InputLine) -> None:
        self.note(N_("This will be sent as soon as the connection is back:"))
        self._complain_with(self._renderer.echo(line.text))

    def _fail(self) -> None:
        """Set the exit code to 1 for a script; a person has read the message."""
        if self._script:
            self._code = self._code or 1

    async def _answers(self, below: int) -> None:
        """Wait until fewer than `below` lines are unanswered."""
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
        """Leave: quietly if the reader of the output is gone, otherwise with a note of the error."""
        if error is not None:
            self._tell_failure(N_("The output cannot be written: {reason}."), error)
        if not self._runner.ending:
            self._runner.leave()

    def _signalled(self, number: int) -> None:
        if self._script or number != signal.SIGINT:
            self._code = 128 + number
        elif self._session.connected and self._loop.time() - self._interrupted > _SECOND_PRESS_INTERVAL:
            # The terminal has cleared any half-typed line and does not tell whether there was one.
            self._interrupted = self._loop.time()
            self.note(N_("Ctrl-C once more leaves the chat."))
            return
        self._runner.leave()

    def _listen(self) -> list[int]:
        numbers = [signal.SIGINT, signal.SIGTERM]
        try:
            for number in numbers:
                self._loop.add_signal_handler(number, self._signalled, number)
            self._loop.add_signal_handler(signal.SIGCONT, self._session.wake)
        except (
            NotImplementedError
        ):  # pragma: no cover - Windows: asyncio.run turns Ctrl-C into a cancellation
            return []
        return [signal.SIGCONT, *numbers]
