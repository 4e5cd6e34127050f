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

    Whoever stops us gets the terminal as it was, and whoever continues us gives it to us again. `on_gone` is called
    when it cannot be had again. `display` is the terminal's descriptor. To be made inside of a running loop.
    """

    def __init__(
        self,
        console: Console,
        writer: OutputWriter,
        raw_mode: RawMode,
        display: int,
        on_gone: Callable[[], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._console, self._writer, self._raw_mode = console, writer, raw_mode
        self._display = display
        self._on_gone = on_gone

    def listen(self) -> None:
        """Handle the signals from here on."""
        self._loop.add_signal_handler(signal.SIGWINCH, self._resize)
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._loop.add_signal_handler(signal.SIGCONT, self._continue)

    def close(self) -> None:
        """Leave the signals to the system again."""
        for number in (signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT):
            self._loop.remove_signal_handler(number)

    def suspend(self) -> None:
        """Give the terminal back, and stop as it would have made us stop, the whole process group with us."""
        self._console.pause()
        self._writer.flush(1.0)
        self._raw_mode.leave()
        self._loop.remove_signal_handler(signal.SIGTSTP)
        os.killpg(0, signal.SIGTSTP)
        # Here we are when somebody continues us; at once when there is no shell that could (an orphaned group).
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._continue()

    def _continue(self) -> None:
        try:
            self._raw_mode.enter()
        except (OSError, termios.error):  # a terminal that goes away continues whoever was stopped on it
            self._on_gone()
            return
        self._resize()
        self._console.resume()

    def _resize(self) -> None:
        self._console.resize(columns(self._display), lines(self._display))
