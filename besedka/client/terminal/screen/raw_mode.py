"""The terminal's own settings while the client edits lines on it, and their way back, whatever happens.

The bytes come one key at a time and unechoed; signals are keys as well. O_NONBLOCK is never used: the flag
belongs to the open file, that the shell and everything else in this terminal share with us.
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

_IFLAG, _LFLAG, _CC = 0, 3, 6  # places in what `tcgetattr` returns
_TRIES: Final = 5
"""How often `tcsetattr` is tried: each time that we are continued may interrupt one."""


class RawMode:
    """Takes the terminal on `enter`, gives it back as it was on `leave`.

    Both may be called again and in any order.

    Also gives it back when the interpreter ends in any way that runs `atexit`. `leave` never raises.
    """

    def __init__(self, fd: int, output: int) -> None:
        self._fd = fd
        self._output = output
        self._before: list[Any] | None = None

    @property
    def taken(self) -> bool:
        """Whether it is ours: entered, and not left since."""
        return self._before is not None

    def enter(self) -> None:
        """Keys come one by one from now on. Raises `termios.error` when it is no terminal (any more), or `OSError`.

        When it is ours already, it is made so again: a shell that stopped us may have changed it meanwhile.
        """
        if self._before is None:
            # A program that ended badly may have left the descriptor non-blocking.
            os.set_blocking(self._fd, True)
            self._before = termios.tcgetattr(self._fd)
            atexit.register(self.leave)
        self._set(_keys_one_by_one(self._before))
        self._say(BRACKETED_PASTE_ON)

    def leave(self) -> None:
        """Give the terminal back as it was before, and blocking. Nothing where it is not ours."""
        before, self._before = self._before, None
        if before is not None:
            atexit.unregister(self.leave)
            with contextlib.suppress(OSError, termios.error):
                self._say(BRACKETED_PASTE_OFF)
                self._set(before)
            with contextlib.suppress(OSError):
                os.set_blocking(self._fd, True)

    def _set(self, attributes: list[Any]) -> None:
        # TCSANOW: waiting for the output to drain would wait for ever on a terminal that was stopped.
        # EINTR comes when we are continued in the background.
        for _ in range(_TRIES):
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._fd, termios.TCSANOW, attributes)
                return
        termios.tcsetattr(self._fd, termios.TCSANOW, attributes)

    def _say(self, sequence: str) -> None:
        """Straight to the terminal, if it takes anything at all just now.

        Who has more to say uses a `OutputWriter`.
        """
        if select.select([], [self._output], [], 0)[1]:
            with contextlib.suppress(OSError):  # whoever shows something there is told
                os.write(self._output, sequence.encode())


def _keys_one_by_one(before: list[Any]) -> list[Any]:
    """The settings for editing.

    No echo, no lines, no signals, Enter told from Ctrl-J, Ctrl-S a key. Output stays as it is.
    """
    wanted = copy.deepcopy(before)
    wanted[_IFLAG] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.ISTRIP)
    wanted[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    wanted[_CC][termios.VMIN], wanted[_CC][termios.VTIME] = 1, 0
    return wanted
