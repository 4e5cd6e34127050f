"""A tree of the project, and its server as a child process."""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.child import Child, ChildError, free_port

__all__ = ["Server", "Tree"]

_PATIENCE = 20.0
_LISTENING = "0A"  # linux/net/tcp_states.h: TCP_LISTEN


class Server(Child):
    """A server of ours; whether it listens is read in /proc, so that nobody has knocked before the measure does."""

    def __init__(
        self, command: Sequence[str], port: int, cpu: int | None, *, folder: Path, log: Path
    ) -> None:
        self._log = log
        environment = {"PYTHONPATH": "", "LC_ALL": "C.UTF-8"}
        with log.open("wb") as errors:
            super().__init__(command, port, cpu, folder=folder, environment=environment, errors=errors)

    def _await_port(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self._listens():
            if self._process.poll() is not None:
                raise ChildError(f"the server ended with {self._process.returncode}: {self.last_words()}")
            if time.monotonic() > deadline:
                raise ChildError("the server does not listen")
            time.sleep(0.01)

    def _listens(self) -> bool:
        # A process sees the sockets of its own network namespace there.
        port = f":{self.port:04X}"
        for name in ("tcp", "tcp6"):
            try:
                rows = Path(f"/proc/{self.pid}/net/{name}").read_text(encoding="utf-8").splitlines()[1:]
            except OSError:
                continue
            if any(row.split()[1].endswith(port) and row.split()[3] == _LISTENING for row in rows):
                return True
        return False

    def log(self) -> list[str]:
        """Return the lines that it has written to its log."""
        return self._log.read_text(encoding="utf-8", errors="replace").splitlines()

    def last_words(self) -> str:
        """Return the last line of its log."""
        return (self.log() or ["without a word"])[-1]


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder with `server_init.py` in it; `name` is what its rows are called by."""

    name: str
    folder: Path

    @contextmanager
    def serve(self, *options: object, cpu: int | None = None) -> Iterator[Server]:
        """Run its server with these options, in the present network namespace, and end it afterwards.

        Raises `ChildError` with the server's last words when it does not start.
        """
        with tempfile.TemporaryDirectory(prefix="besedka-strangers-") as folder:
            port = free_port()
            command = [
                sys.executable,
                str(self.folder / "server_init.py"),
                "--port",
                str(port),
                *map(str, options),
            ]
            server = Server(command, port, cpu, folder=self.folder, log=Path(folder) / "log")
            try:
                yield server
            finally:
                server.stop()
