"""The full client on a terminal: wires up the session, the console, the terminal's settings and the signals."""

import asyncio
import signal
import termios
from collections.abc import Awaitable, Callable
from typing import Final

from besedka.chat.language.events import Recorded
from besedka.client.backoff import Backoff
from besedka.client.client import Client
from besedka.client.errors import RefusedError
from besedka.client.terminal.layout.capabilities import columns, lines
from besedka.client.terminal.prompt import Prompt
from besedka.client.terminal.screen.connection_notices import ConnectionNotices
from besedka.client.terminal.screen.console import Console
from besedka.client.terminal.screen.event_renderer import EventRenderer, RenderedLines
from besedka.client.terminal.screen.failed_lines import failure
from besedka.client.terminal.screen.job_control import JobControl
from besedka.client.terminal.screen.keyboard import Keyboard
from besedka.client.terminal.screen.output_writer import OutputWriter
from besedka.client.terminal.screen.raw_mode import RawMode
from besedka.client.terminal.screen.summary_display import InPlaceSummary
from besedka.client.terminal.session.error_messages import explain_end
from besedka.client.terminal.session.lines.in_flight import SentLine
from besedka.client.terminal.session.lines.typed_lines import is_exit
from besedka.client.terminal.session.session_runner import SessionRunner
from besedka.client.terminal.session.terminal_session import TerminalSession
from besedka.descriptors import FailureKind, failure_kind
from besedka.dialects.json.client_codec import Received, Unknown
from besedka.dialects.words.languages import N_
from besedka.standard_streams import complain
from besedka.system_errors import system_error

__all__ = ["App"]

_STEP_TIMEOUT: Final = 2.0
"""Timeout in seconds for each step of leaving; short, because the user who pressed Ctrl-C is waiting."""
_ENDING_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class App:
    """One run of the full client, from the first connection to the end.

    `keyboard` (read) and `display` (written) are descriptors of the same terminal. Create inside a running event loop.
    """

    def __init__(
        self,
        renderer: EventRenderer,
        again: Callable[[str], Awaitable[Client]],
        *,
        keyboard: int = 0,
        display: int = 1,
        backoff: Backoff | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._renderer = renderer
        self.notices = ConnectionNotices(renderer, self._tell)
        self._session = TerminalSession(self, again, backoff or Backoff())
        self._runner = SessionRunner(self._session, _STEP_TIMEOUT)
        self._raw_mode = RawMode(keyboard, display)
        self._writer = OutputWriter(display, self._lost)
        self._console = Console(
            self._writer.write,
            columns=columns(display),
            lines=lines(display),
            names=lambda: self._session.roster.names,
            ignored=lambda: self._session.roster.ignored,
            on_line=self._line,
            on_leave=self._runner.leave,
            on_clear=self._cleared,
            on_empty=self._session.hurry,
            on_suspend=self._suspend,
        )
        self._job_control = JobControl(
            self._console, self._writer, self._raw_mode, display, self._session.wake, self._hang_up
        )
        self._keyboard = Keyboard(keyboard, self._console, self._lost)
        self._prompt = Prompt(renderer, self._show_prompt, lambda: self._session.waiting)
        self._summary = InPlaceSummary(self._console, renderer)
        self._flushing = self._cleared_before = self._keeping = False
        self._code = 0
        self._failure: OSError | None = None

    async def run(self, chat: Client, wanted: str | None = None) -> int:
        """Run until the user leaves, restore the terminal, return the exit code. `wanted` is the requested name."""
        if not self._take():
            return self._ended()
        try:
            self._listen()
            self._runner.begin(chat, wanted)
            trouble = await self._runner.end()
            if trouble is not None:
                self.note("{why}", why=explain_end(trouble, self._renderer.words))
                self._code = self._code or 1
        finally:
            self._close()
        return self._ended()

    def _take(self) -> bool:
        """Enter raw mode; return False if the terminal is gone, or unusable because we run in the background."""
        try:
            self._raw_mode.enter()
        except (OSError, termios.error) as error:
            failure = OSError(*error.args)
            gone = failure_kind(failure, self._keyboard.fd) is FailureKind.GONE
            self._failure, self._code = (None, 128 + signal.SIGHUP) if gone else (failure, 1)
            self._writer.close()
            return False
        return True

    def _ended(self) -> int:
        """Report why the terminal could not be used, if so; return the exit code."""
        if self._failure is not None:
            sentence = self._renderer.words.text("The terminal cannot be used: {reason}.")
            complain(sentence.format(reason=system_error(self._failure, self._renderer.words)))
        return self._code

    # -- session.view.View ------------------------------------------------------------

    def show_json(self, text: str) -> None:
        """Do nothing: this client does not print JSON."""

    def show_event(self, received: Received) -> None:
        """Show an event, below the command that it answers, if any."""
        told = self._renderer.render(received)
        typed = self._session.typed(received)
        strange = typed is not None and isinstance(received.event, Unknown)
        if typed is not None and (told.lines or strange):
            self._tell(self._renderer.echo(typed))
        if not self._summary.show(received, told.lines):
            self._tell(told)
        if strange:
            self.note(N_("This program does not understand the server's answer. A newer version may."))
        self._prompt.refresh()

    def show_missed(self, rows: tuple[Recorded, ...], left_out: int) -> None:
        """Show the messages sent before the session."""
        self._tell(self._renderer.missed(rows, left_out))

    def note(self, sentence: str, **values: object) -> None:
        """Show a note about the connection."""
        self._tell(self._renderer.note(sentence, **values))

    def connected(self) -> None:
        """Update the prompt; allow a line twice as long as the server's message limit (`Console.make_room`)."""
        self._console.make_room(2 * self._session.max_text)
        self._keeping = False
        self.notices.connected()
        self._prompt.connected()

    def away(self, seconds: int) -> None:
        """Update the prompt; a line per attempt would push the chat off the screen."""
        self._prompt.away(seconds)

    def show_sending(self, late: bool) -> None:
        """Update the prompt."""
        self._prompt.sending(late)

    def unanswered(self, lines: tuple[SentLine, ...]) -> None:
        """List the lines above the input; put the last one into the input unless the user has typed something."""
        before = ""
        for line in lines:
            offered = line is lines[-1] and not self._runner.ending and self._console.offer(line.text)
            sentence = failure(written=line.written, offered=offered, leaving=self._runner.ending)
            if sentence != before:
                self.note(sentence)
            before = sentence
            self._tell(self._renderer.echo(line.text))

    def was_said(self, line: str, number: int) -> None:
        """Remove the line from the input if it is still offered there, and show the message's number."""
        self._console.withdraw(line)
        self.note(N_("It was sent after all: #{number}."), number=number)

    async def ready(self) -> None:
        """Wait until the terminal accepts more output. While it is stopped, nothing more is read from the server."""
        await self._writer.drain()

    # -- showing ----------------------------------------------------------------------------------------------------

    def _tell(self, told: RenderedLines) -> None:
        self._console.show(told.lines, bell=told.bell)
        self._schedule_flush()

    def _show_prompt(self, prompt: str) -> None:
        self._console.set_prompt(prompt)
        self._schedule_flush()

    def _schedule_flush(self) -> None:
        """Draw once per event loop iteration, however many changes it brings."""
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        self._console.flush()

    # -- input -------------------------------------------------------------------------------------------------------

    def _line(self, line: str) -> bool:
        if is_exit(line):
            # Leave as on Ctrl-D, which does not wait for a silent server.
            self._runner.leave()
            return True
        try:
            taken = self._session.say(line)
        except RefusedError as error:
            self._tell(self._renderer.refused(error))
            return False
        if not taken:
            self._session.hurry()
            self.note(N_("Not connected at the moment; your line stays here."))
        elif not self._session.connected:
            self._show_kept(line)
        return taken

    def _show_kept(self, line: str) -> None:
        """Show a line that waits for the connection, the first of them with a word about it."""
        if not self._keeping:
            self._keeping = True
            self.note(N_("This will be sent as soon as the connection is back:"))
        self._tell(self._renderer.echo(line))
        self._prompt.refresh()

    def _suspend(self) -> None:
        """Handle Ctrl-Z, which arrives as a key in raw mode."""
        self._job_control.suspend()

    def _cleared(self) -> None:
        """Tell once that Ctrl-C cleared the line and that pressing it again leaves the chat."""
        if not self._cleared_before:
            self._cleared_before = True
            self.note(
                N_("The line is cleared; the Up key brings it back. Ctrl-C on an empty line leaves the chat.")
            )

    # -- leaving ----------------------------------------------------------------------------------------------------

    def _terminate(self, number: int) -> None:
        self._code = 128 + number
        self._runner.leave()

    def _lost(self, error: OSError | None) -> None:
        if error is None:
            self._hang_up()
        else:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        """Leave because the terminal exists but cannot be used; the error is reported after it is restored."""
        self._keyboard.close()
        if self._failure is None:
            self._failure = error
            self._code = self._code or 1
            if not self._runner.ending:
                self._runner.leave()

    def _hang_up(self) -> None:
        """Leave because the terminal is gone; the server is still sent `exit`."""
        self._keyboard.close()
        if not self._runner.ending:  # SIGHUP and the end of either descriptor may all report it
            self._terminate(signal.SIGHUP)

    # -- the terminal and the signals -------------------------------------------------------------------------------

    def _listen(self) -> None:
        loop = self._loop
        self._keyboard.listen()
        loop.add_signal_handler(signal.SIGTERM, self._terminate, signal.SIGTERM)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up)
        loop.add_signal_handler(signal.SIGINT, self._runner.leave)
        self._job_control.listen()

    def _close(self) -> None:
        for number in _ENDING_SIGNALS:
            self._loop.remove_signal_handler(number)
        self._job_control.close()
        self._keyboard.close()
        self._prompt.close()
        self._console.flush()
        self._console.pause()
        self._writer.close()
        self._raw_mode.leave()
