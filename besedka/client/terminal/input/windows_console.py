"""Windows: lines in place of keys.

Its console has neither termios nor readiness of descriptors for asyncio, so the console's own line editing
does the work, as with `--plain`. Left out of the coverage: it cannot run on the machines that measure it.
"""

import contextlib
import ctypes
import sys
from collections.abc import Callable

__all__ = ["console_source", "enable_colours"]

_VIRTUAL_TERMINAL_PROCESSING = 4
_STANDARD_OUTPUT = -11


def console_source() -> Callable[[], bytes]:  # pragma: no cover - Windows alone
    """Blocking reads of lines from the console, as UTF-8 whatever its code page."""

    def read() -> bytes:
        try:
            # Half of a character becomes bytes that are no UTF-8, and is refused as such.
            return sys.stdin.readline().encode("utf-8", "surrogatepass")
        except ValueError:  # closed
            return b""

    return read


def enable_colours() -> bool:  # pragma: no cover - Windows alone
    """Have the console understand SGR sequences; False when it is too old to."""
    with contextlib.suppress(OSError, AttributeError, KeyError):
        kernel = vars(ctypes)["windll"].kernel32
        handle = kernel.GetStdHandle(_STANDARD_OUTPUT)
        mode = ctypes.c_uint32()
        if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            return bool(kernel.SetConsoleMode(handle, mode.value | _VIRTUAL_TERMINAL_PROCESSING))
    return False
