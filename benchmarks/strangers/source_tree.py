"""A tree of the project, its server as a child process, and the most memory that this had."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes.server_process import MeasurementError, ServerProcess
from besedka.load.run.process_usage import listening_sockets, open_files

__all__ = ["Peak", "Tree", "TreeServer", "peak"]

_PATIENCE = 60.0
_MEMORY_INTERVAL = 0.05


class TreeServer(ServerProcess):
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
                raise MeasurementError(
                    f"the server ended with {self._process.returncode}: {self.last_words()}"
                )
            if time.monotonic() > deadline:
                raise MeasurementError("the server does not listen")
            time.sleep(0.01)
            self.port = self._port_listened_at()

    def _port_listened_at(self) -> int:
        """Return its port, or 0: of the sockets of its network namespace that listen, the one that is its own."""
        own = set(open_files(self._proc))
        return next((port for port, socket in listening_sockets(self._proc) if socket in own), 0)

    def is_stopped(self) -> bool:
        """Whether a signal holds it."""
        return (self._proc / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"

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
    def serve(self, *options: object, cpu: int | None = None) -> Iterator[TreeServer]:
        """Run its server with these options, in the present network namespace, and end it afterwards.

        Raises `MeasurementError` with the server's last words when it does not start.
        """
        with tempfile.TemporaryDirectory(prefix="besedka-strangers-") as folder:
            script = str(self.folder / "server_init.py")
            command = [sys.executable, script, "--port", "0", *map(str, options)]
            server = TreeServer(command, cpu, folder=self.folder, log=Path(folder) / "log")
            try:
                yield server
            finally:
                server.stop()


class Peak:
    """Bytes of physical memory: at the beginning, and at the most since then."""

    def __init__(self, first: int) -> None:
        self.first = self.most = first

    @property
    def growth(self) -> str:
        """What came on top, in words."""
        return f"{(self.most - self.first) / (1 << 20):.0f} MiB"


@asynccontextmanager
async def peak(server: TreeServer) -> AsyncIterator[Peak]:
    """Watch the server's memory."""
    found = Peak(server.memory())

    async def watch() -> None:
        with suppress(MeasurementError, OSError):
            while True:
                found.most = max(found.most, server.memory())
                await asyncio.sleep(_MEMORY_INTERVAL)

    watching = asyncio.ensure_future(watch())
    try:
        yield found
    finally:
        watching.cancel()
