"""Puts the terminal into raw mode for line editing, and restores it, whatever happens.

Bytes arrive one key at a time, without echo; signals are keys too. O_NONBLOCK is never set: the flag belongs to the
open file description, shared with the shell and everything else in this terminal.
"""

import atexit
import contextlib
import copy
import os
import select
import termios
from typing import Any, Final

from besedka.client.terminal.screen.screen import BRACKETED_PASTE_OFF, BRACKETED_PASTE_ON

__all__ = ["RawMode"]

_IFLAG, _LFLAG, _CC = 0, 3, 6  # indices in the result of `tcgetattr`
_TCSETATTR_RETRIES: Final = 5
"""Retries of `tcsetattr`: it may be interrupted each time the process is continued."""


class RawMode:
    """Takes over the terminal on `enter` and restores its previous state on `leave`.

    Both may be called repeatedly and in any order. `leave` never raises. The terminal is also restored when the
    interpreter exits in any way that runs `atexit`.
    """

    def __init__(self, fd: int, output: int) -> None:
        self._fd = fd
        self._output = output
        self._before: list[Any] | None = None

    @property
    def taken(self) -> bool:
        """Whether the terminal is in our mode: entered and not left since."""
        return self._before is not None

    def enter(self) -> None:
        """Put the terminal into raw mode. Raises `termios.error` if it is not, or no longer, a terminal; or `OSError`.

        Applies the mode again if already entered: a shell that stopped us may have changed it meanwhile.
        """
        if self._before is None:
            # A program that crashed may have left the descriptor non-blocking.
            os.set_blocking(self._fd, True)
            self._before = termios.tcgetattr(self._fd)
            atexit.register(self.leave)
        self._set(_keys_one_by_one(self._before))
        self._say(BRACKETED_PASTE_ON)

    def leave(self) -> None:
        """Restore the previous settings, and blocking mode. Does nothing if not entered."""
        before, self._before = self._before, None
        if before is not None:
            atexit.unregister(self.leave)
            with contextlib.suppress(OSError, termios.error):
                self._say(BRACKETED_PASTE_OFF)
                self._set(before)
            with contextlib.suppress(OSError):
                os.set_blocking(self._fd, True)

    def _set(self, attributes: list[Any]) -> None:
        # TCSANOW: draining the output first would block forever on a stopped terminal.
        # EINTR occurs when the process is continued in the background.
        for _ in range(_TCSETATTR_RETRIES):
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._fd, termios.TCSANOW, attributes)
                return
        termios.tcsetattr(self._fd, termios.TCSANOW, attributes)

    def _say(self, sequence: str) -> None:
        """Write directly to the terminal if it accepts output right now. For anything else use `OutputWriter`."""
        if select.select([], [self._output], [], 0)[1]:
            with contextlib.suppress(OSError):  # the regular output path reports the error
                os.write(self._output, sequence.encode())


def _keys_one_by_one(before: list[Any]) -> list[Any]:
    """Return the settings for editing: no echo, no line buffering, no signals; Enter is not Ctrl-J; Ctrl-S is a key.

    Output processing stays as it is.
    """
    wanted = copy.deepcopy(before)
    wanted[_IFLAG] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.ISTRIP)
    wanted[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    wanted[_CC][termios.VMIN], wanted[_CC][termios.VTIME] = 1, 0
    return wanted
