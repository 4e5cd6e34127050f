"""A server of our own, in a process of its own, for as long as it is needed."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from besedka.load.run.processes import own_python

__all__ = ["NoServer", "Started", "started_server"]

_PORT: Final = re.compile(r"ws://\S*:(\d+)")


class NoServer(RuntimeError):  # noqa: N818 - it says what happened
    """The server did not start."""


class Started(NamedTuple):
    """A running server: its process and its port, on 127.0.0.1."""

    pid: int
    port: int


@contextmanager
def started_server() -> Iterator[Started]:
    """Start a server at a free port, without a limit to how fast one may speak; stop it at the end."""
    command = [*own_python("besedka.__main__"), "serve", "--host", "127.0.0.1", "--port", "0", "--flood", "0"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BESEDKA_")}
    # A session of its own: Ctrl-C ends the run first, and then the server.
    apart: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--log-level", "error"],
        env=kept,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        **apart,
    )
    with process:
        try:
            found = _PORT.search(process.stdout.readline() if process.stdout else "")
            if found is None:
                raise NoServer
            yield Started(process.pid, int(found[1]))
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
