"""The real client in a real pseudo-terminal, with an emulated screen that the tests look at."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyte
from serving import Handle

from besedka.chat.language.questions import ShowHistory

ROOT = Path(__file__).resolve().parents[3]
RUN = (
    "import sys; from besedka.__main__ import main; "
    "sys.exit(main(['chat', *sys.argv[1:]], script='client_init.py'))"
)
# The terminal is to be the child's own (its signals, its job control): that only the child can do.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, sys.argv[1:])"
)
TIMEOUT = 60.0


def environment(**more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("COV", "PATH", "HOME", "PYTEST"))
    }
    return {**kept, "LANG": "C.UTF-8", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "TZ": "UTC", **more}


class Driver:
    """A client, its keyboard and its screen."""

    def __init__(
        self, *arguments: str, code: str = RUN, columns: int = 80, lines: int = 24, **environ: str
    ) -> None:
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.screen = pyte.HistoryScreen(columns, lines, history=2000)
        self.stream = pyte.ByteStream(self.screen)
        self.output = b""
        self._set_size()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_TERMINAL, sys.executable, "-c", code, *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            cwd=ROOT,
            env=environment(**environ),
        )

    def _set_size(self) -> None:
        size = struct.pack("HHHH", self.screen.lines, self.screen.columns, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)

    def resize(self, columns: int) -> None:
        self.screen.resize(self.screen.lines, columns)
        self._set_size()

    @property
    def rows(self) -> list[str]:
        """What stands on the screen, without empty rows below."""
        rows = [row.rstrip() for row in self.screen.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def last(self) -> str:
        return self.rows[-1] if self.rows else ""

    def type(self, data: str | bytes) -> None:
        os.write(self.master, data.encode() if isinstance(data, str) else data)

    def shows(self, text: str) -> bool:
        return any(text in row for row in self.rows)

    def until(self, condition: Callable[[], Any]) -> None:
        """Read what the client writes until something is so."""
        deadline = time.monotonic() + TIMEOUT
        while not condition():
            left = deadline - time.monotonic()
            assert left > 0, "the screen shows:\n" + "\n".join(self.rows)
            self.read(min(left, 0.05))

    def read(self, timeout: float = 0.0) -> None:
        if select.select([self.master], [], [], timeout)[0]:
            data = os.read(self.master, 65_536)
            self.output += data
            self.stream.feed(data)

    def sees(self, text: str) -> None:
        self.until(lambda: self.shows(text))

    def ends(self) -> int:
        """The exit code, once it is there."""
        self.until(lambda: self.process.poll() is not None)
        while select.select([self.master], [], [], 0)[0]:
            self.read()
        return self.process.returncode

    def restored(self) -> bool:
        """Whether the terminal is as it was, and blocking."""
        return termios.tcgetattr(self.slave) == self.before and os.get_blocking(self.slave)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.ends()
        self.hang_up()

    def hang_up(self) -> None:
        """The terminal goes away."""
        for fd in (self.slave, self.master):
            if fd >= 0:
                os.close(fd)
        self.master = self.slave = -1


@contextmanager
def driving(*arguments: str, **more: Any) -> Iterator[Driver]:
    driver = Driver(*arguments, **more)
    try:
        yield driver
    finally:
        driver.close()


SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def asked(server: Handle) -> list[object]:
    """Beside the history, that is asked for by itself."""
    return [ask for ask in server.server.asked if not isinstance(ask, ShowHistory)]
