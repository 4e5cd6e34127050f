"""Job control: being stopped by Ctrl-Z, continued by the shell, and given a terminal of another size."""

import asyncio
import os
import signal
import termios
from collections.abc import Callable

from besedka.client.terminal.layout.capabilities import columns, lines
from besedka.client.terminal.screen.console import Console
from besedka.client.terminal.screen.output_writer import OutputWriter
from besedka.client.terminal.screen.raw_mode import RawMode

__all__ = ["JobControl"]


class JobControl:
    """Handles SIGTSTP, SIGCONT and SIGWINCH, from `listen` to `close`.

    When the process is stopped, the terminal's settings are restored. When it is continued, raw mode is entered again
    and `on_continue` called, or `on_gone` if that fails. `terminal_fd` is the terminal's descriptor. Create it in a
    running loop.
    """

    def __init__(
        self,
        console: Console,
        writer: OutputWriter,
        raw_mode: RawMode,
        terminal_fd: int,
        on_continue: Callable[[], None],
        on_gone: Callable[[], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._console, self._writer, self._raw_mode = console, writer, raw_mode
        self._terminal_fd = terminal_fd
        self._on_continue, self._on_gone = on_continue, on_gone

    def listen(self) -> None:
        """Handle the signals from here on."""
        self._loop.add_signal_handler(signal.SIGWINCH, self._resize)
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._loop.add_signal_handler(signal.SIGCONT, self._continue)

    def close(self) -> None:
        """Restore the default handlers."""
        for number in (signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT):
            self._loop.remove_signal_handler(number)

    def suspend(self) -> None:
        """Restore the terminal and stop the whole process group, as Ctrl-Z does outside of raw mode."""
        self._console.pause()
        self._writer.flush(1.0)
        self._raw_mode.leave()
        self._loop.remove_signal_handler(signal.SIGTSTP)
        os.killpg(0, signal.SIGTSTP)
        # Reached after SIGCONT, or at once in an orphaned process group, which SIGTSTP does not stop. The handler of
        # SIGCONT then calls `_continue` once more, which changes nothing; without this call an orphan stayed paused.
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._continue()

    def _continue(self) -> None:
        try:
            self._raw_mode.enter()
        except (
            OSError,
            termios.error,
        ):  # A terminal that vanishes sends SIGCONT to the processes stopped on it.
            self._on_gone()
            return
        self._resize()
        self._console.resume()
        self._on_continue()

    def _resize(self) -> None:
        self._console.resize(columns(self._terminal_fd), lines(self._terminal_fd))
