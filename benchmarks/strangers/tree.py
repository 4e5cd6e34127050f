"""A tree of the project, and its server as a child process."""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.child import Child, ChildError

__all__ = ["Server", "Tree"]

_PATIENCE = 60.0
_LISTENING = "0A"  # linux/net/tcp_states.h: TCP_LISTEN


class Server(Child):
    """A server of ours; whether it listens is read in /proc, so that nobody has knocked before the measure does."""

    def __init__(self, command: Sequence[str], cpu: int | None, *, folder: Path, log: Path) -> None:
        self._log = log
        environment = {"PYTHONPATH": "", "LC_ALL": "C.UTF-8"}
        with log.open("wb") as errors:
            super().__init__(command, 0, cpu, folder=folder, environment=environment, errors=errors)

    def _await_port(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self.port:
            if self._process.poll() is not None:
                raise ChildError(f"the server ended with {self._process.returncode}: {self.last_words()}")
            if time.monotonic() > deadline:
                raise ChildError("the server does not listen")
            time.sleep(0.01)
            self.port = self._port_listened_at()

    def _port_listened_at(self) -> int:
        """Return its port, or 0: of the sockets of its network namespace that listen, the one that is its own."""
        process = Path(f"/proc/{self.pid}")
        with suppress(OSError):  # It may end meanwhile.
            own = {str(descriptor.readlink()) for descriptor in (process / "fd").iterdir()}
            for row in (process / "net" / "tcp").read_text(encoding="utf-8").splitlines()[1:]:
                _, local, _, state, *others = row.split()
                if state == _LISTENING and f"socket:[{others[5]}]" in own:
                    return int(local.rpartition(":")[2], 16)
        return 0

    def is_stopped(self) -> bool:
        """Whether a signal holds it."""
        return Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"

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
            script = str(self.folder / "server_init.py")
            command = [sys.executable, script, "--port", "0", *map(str, options)]
            server = Server(command, cpu, folder=self.folder, log=Path(folder) / "log")
            try:
                yield server
            finally:
                server.stop()
