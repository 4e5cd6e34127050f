"""Input on Windows: whole lines instead of keys.

The Windows console has neither termios nor descriptor readiness for asyncio, so its own line editing is used, as with
`--plain`. Excluded from coverage: it cannot run on the machines that measure it.
"""

import contextlib
import ctypes
import sys
from collections.abc import Callable

__all__ = ["console_source", "enable_colours"]

_VIRTUAL_TERMINAL_PROCESSING = 4
_STANDARD_OUTPUT = -11


def console_source() -> Callable[[], bytes]:  # pragma: no cover - Windows only
    """Return a function that blocks until it can return a line from the console, in UTF-8 whatever the code page."""

    def read() -> bytes:
        try:
            # A lone surrogate becomes bytes that are not UTF-8, and is rejected as such.
            return sys.stdin.readline().encode("utf-8", "surrogatepass")
        except ValueError:  # closed
            return b""

    return read


def enable_colours() -> bool:  # pragma: no cover - Windows only
    """Make the console interpret SGR sequences; return False if it is too old to."""
    with contextlib.suppress(OSError, AttributeError, KeyError):
        kernel = vars(ctypes)["windll"].kernel32
        handle = kernel.GetStdHandle(_STANDARD_OUTPUT)
        mode = ctypes.c_uint32()
        if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            return bool(kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL_PROCESSING))
    return False
