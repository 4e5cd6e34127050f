"""The client on a terminal: the session, the console, the terminal's settings and the signals, put together."""

import asyncio
import os
import signal
import termios
from collections.abc import Awaitable, Callable
from typing import Final

from besedka.chat.events import Recorded
from besedka.client.client import Client
from besedka.client.retry import Backoff
from besedka.client.terminal.columns import columns
from besedka.client.terminal.console import Console
from besedka.client.terminal.narrator import Narrator, Told
from besedka.client.terminal.roster import Roster
from besedka.client.terminal.session import Session, is_exit
from besedka.client.terminal.stay import Stay
from besedka.client.terminal.troubles import end
from besedka.client.terminal.tty import Terminal
from besedka.client.terminal.writer import Writer
from besedka.dialects.json_client import Received, Unknown
from besedka.dialects.languages import N_

__all__ = ["App"]

_ESCAPE_TIMEOUT: Final = 0.05
_PATIENCE: Final = 2.0
_CHUNK: Final = 65_536


class App:
    """One run of the full client, from the first connection to the end.

    `keyboard` (read) and `display` (written) are descriptors of the same terminal. To be made inside of a running loop.
    """

    def __init__(
        self,
        narrator: Narrator,
        again: Callable[[str], Awaitable[Client]],
        *,
        keyboard: int = 0,
        display: int = 1,
        backoff: Backoff | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._narrator = narrator
        self._roster = Roster()
        self._session = Session(self, again, backoff or Backoff())
        self._stay = Stay(self._session, _PATIENCE)
        self._keyboard, self._display = keyboard, display
        self._terminal = Terminal(keyboard, display)
        self._writer = Writer(display, self._hang_up)
        self._console = Console(
            self._writer.write,
            columns=columns(display),
            names=lambda: self._roster.names,
            on_line=self._line,
            on_leave=self._stay.leave,
            on_clear=self._cleared,
            on_suspend=self._suspend,
        )
        self._tasks: set[asyncio.Task[object]] = set()
        self._escape: asyncio.TimerHandle | None = None
        self._flushing = self._cleared_before = False
        self._away = ""
        self._code = 0

    async def run(self, chat: Client, wanted: str | None = None) -> int:
        """Until the user leaves; the exit code. The terminal is given back in any case.

        `wanted` is the name that was asked for.
        """
        self._terminal.enter()
        try:
            self._listen()
            self._stay.begin(chat, wanted)
            trouble = await self._stay.end()
            if trouble is not None:
                self.note("{why}", why=end(trouble, self._narrator.words))
                self._code = self._code or 1
        finally:
            self._close()
        return self._code

    # -- besedka.client.terminal.view.View --------------------------------------------------------------------------

    def came(self, text: str) -> None:
        """The JSON is for others."""

    def received(self, received: Received) -> None:
        """Show an event, below the command that it answers."""
        self._roster.follow(received.event)
        told = self._narrator.tell(received)
        typed = self._session.typed(received)
        strange = typed is not None and isinstance(received.event, Unknown)
        if typed is not None and (told.lines or strange):
            self._tell(self._narrator.echo(typed))
        self._tell(told)
        if strange:
            self.note(N_("This program does not understand the server's answer. A newer version may."))
        self._set_prompt()

    def missed(self, rows: tuple[Recorded, ...]) -> None:
        """Show what was said meanwhile."""
        self._tell(self._narrator.missed(rows))

    def note(self, sentence: str, **values: object) -> None:
        """Say something about the connection."""
        self._tell(self._narrator.note(sentence, **values))

    def connected(self) -> None:
        """The prompt says it."""
        self._console.make_room(2 * self._session.max_text)
        self._away = ""
        self._set_prompt()

    def away(self, seconds: int) -> None:
        """The prompt says it; a line for every try would push the chat off the screen."""
        sentence = self._narrator.words.text("(not connected, next try in {seconds} s)")
        self._away = sentence.format(seconds=seconds) + " "
        self._set_prompt()

    def unanswered(self, lines: tuple[str, ...]) -> None:
        """Nobody knows what became of these."""
        for line in lines:
            self.note(N_("No answer came to this, it may be lost:"))
            self._tell(self._narrator.echo(line))

    async def ready(self) -> None:
        """A terminal that was stopped takes nothing; then the server is read no further."""
        await self._writer.drain()

    # -- showing ----------------------------------------------------------------------------------------------------

    def _tell(self, told: Told) -> None:
        self._console.show(told.lines, bell=told.bell)
        self._schedule_flush()

    def _set_prompt(self) -> None:
        self._console.set_prompt(f"{self._away}{self._narrator.me}> ")
        self._schedule_flush()

    def _schedule_flush(self) -> None:
        """All that one turn of the loop brings is drawn at once."""
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flushing = False
        self._console.flush()

    # -- the keyboard -----------------------------------------------------------------------------------------------

    def _read_keys(self) -> None:
        try:
            data = os.read(self._keyboard, _CHUNK)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            return
        if self._escape is not None:
            self._escape.cancel()
        self._console.receive(data)
        if self._console.pending:
            self._escape = self._loop.call_later(_ESCAPE_TIMEOUT, self._console.timeout)

    def _line(self, line: str) -> bool:
        if not self._session.connected:
            if is_exit(line):
                self._stay.leave()
                return True
            self.note(N_("Not connected at the moment; your line stays here."))
            return False
        refused = self._session.refusal(line)
        if refused is not None:
            self._tell(self._narrator.refused(refused))
            return False
        self._spawn(self._session.say(line))
        return True

    def _cleared(self) -> None:
        """Ctrl-C took a line away: whoever wanted to leave presses it once more. Said once, and then known."""
        if not self._cleared_before:
            self._cleared_before = True
            self.note(
                N_("The line is cleared; the Up key brings it back. Ctrl-C on an empty line leaves the chat.")
            )

    def _spawn(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- leaving ----------------------------------------------------------------------------------------------------

    def _terminate(self, number: int) -> None:
        self._code = 128 + number
        self._stay.leave()

    def _hang_up(self) -> None:
        """The terminal is gone; the others are still told properly."""
        self._loop.remove_reader(self._keyboard)
        if not self._stay.ending:  # the signal, the keyboard's end and the display's all say it
            self._terminate(signal.SIGHUP)

    # -- the terminal and the signals -------------------------------------------------------------------------------

    def _listen(self) -> None:
        loop = self._loop
        loop.add_reader(self._keyboard, self._read_keys)
        loop.add_signal_handler(signal.SIGTERM, self._terminate, signal.SIGTERM)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up)
        loop.add_signal_handler(signal.SIGINT, self._stay.leave)
        loop.add_signal_handler(signal.SIGWINCH, lambda: self._console.resize(columns(self._display)))
        loop.add_signal_handler(signal.SIGTSTP, self._suspend)
        loop.add_signal_handler(signal.SIGCONT, self._continue)

    def _suspend(self) -> None:
        """Ctrl-Z: give the terminal back, and stop as it would have made us stop, the whole process group with us."""
        self._console.pause()
        self._writer.flush(1.0)
        self._terminal.leave()
        self._loop.remove_signal_handler(signal.SIGTSTP)
        os.killpg(0, signal.SIGTSTP)
        # Here we are when somebody continues us; at once when there is no shell that could (an orphaned group).
        self._loop.add_signal_handler(signal.SIGTSTP, self._suspend)
        self._continue()

    def _continue(self) -> None:
        try:
            self._terminal.enter()
        except termios.error:  # a terminal that goes away continues whoever was stopped on it
            self._hang_up()
            return
        self._console.resize(columns(self._display))
        self._console.resume()

    def _close(self) -> None:
        for number in (
            signal.SIGTERM,
            signal.SIGHUP,
            signal.SIGINT,
            signal.SIGWINCH,
            signal.SIGTSTP,
            signal.SIGCONT,
        ):
            self._loop.remove_signal_handler(number)
        self._loop.remove_reader(self._keyboard)
        if self._escape is not None:
            self._escape.cancel()
        self._console.flush()
        self._console.pause()
        self._writer.close()
        self._terminal.leave()
