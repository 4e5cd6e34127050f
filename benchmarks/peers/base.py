"""What all the servers in the comparison have in common."""

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.processes.server_process import MeasurementError, ServerProcess, free_port

__all__ = ["Peer"]


class Peer:
    """A server that can be started and stopped, and says whether it is here at all.

    A subclass gives `name`, the generator's `protocol`, `missing`, `version` and `command`.
    """

    name = ""
    protocol = "ws"
    """How the generator talks to it: one of the names in `framing.h`."""

    at_once = 128
    """How many clients may knock at a time."""

    root = Path(__file__).resolve().parent.parent.parent
    """The checkout of the project that its files are in."""

    private = False
    """Whether it can take a message to one person."""

    def __init__(self) -> None:
        self._child: ServerProcess | None = None

    def missing(self) -> str | None:
        """Return what would have to be installed, or None when everything is here."""
        raise NotImplementedError

    @property
    def available(self) -> bool:
        """Whether it can be started."""
        return self.missing() is None

    def version(self) -> str:
        """Return which version this is."""
        raise NotImplementedError

    def command(self, port: int, folder: Path) -> Sequence[str]:
        """Return what starts it at this port of the loopback; files that it needs are written into `folder`."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """Return what it needs in its environment besides ours."""
        return {}

    def start(self, cpu: int, folder: Path) -> ServerProcess:
        """Start it on this core.

        Raises `MeasurementError` when it does not come up.
        """
        if self._child is not None:
            raise MeasurementError(f"{self.name} runs already")
        port = free_port()
        command = self.command(port, folder)
        self._child = ServerProcess(command, port, cpu, folder=folder, environment=self.environment())
        return self._child

    def stop(self) -> None:
        """End it.

        Idempotent.
        """
        if self._child is not None:
            self._child.stop()
            self._child = None


def program(name: str) -> str | None:
    """Where this program is: Debian keeps servers where a user's PATH does not look."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def version_in(*command: str) -> str:
    """Return the first version number that a command prints."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - a peer's own
    found = re.search(r"\d+\.\d+(\.\d+)*", done.stdout + done.stderr)
    return found[0] if found else "unknown"
