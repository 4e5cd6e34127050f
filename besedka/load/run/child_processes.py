"""Child processes that run the same code as this one: generators, and a temporary server."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

__all__ = ["NoServer", "RunningServer", "own_python", "running_server"]

_PORT: Final = re.compile(r"ws://\S*:(\d+)")


class NoServer(RuntimeError):  # noqa: N818 - named after what happened
    """The server did not start."""


class RunningServer(NamedTuple):
    """A running server: its process and its port, on 127.0.0.1."""

    pid: int
    port: int


def own_python(module: str) -> list[str]:
    """Return the command that runs `main` of one of our modules; arguments may be appended.

    The child imports from the same place as this process, a folder, an archive or an installation: it gets the same
    `sys.path`.
    """
    return [
        sys.executable,
        "-c",
        f"import sys; sys.path[:] = {sys.path!r}; from {module} import main; main()",
    ]


@contextmanager
def running_server() -> Iterator[RunningServer]:
    """Start a server on a free port without a rate limit for messages; stop it at the end."""
    command = [*own_python("besedka.__main__"), "serve", "--host", "127.0.0.1", "--port", "0", "--flood", "0"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BESEDKA_")}
    # A session of its own: Ctrl-C then ends the run first and the server after it.
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
            yield RunningServer(process.pid, int(found[1]))
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
