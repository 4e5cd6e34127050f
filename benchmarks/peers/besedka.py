"""Besedka itself, on either event loop, and an earlier one."""

import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.peers.base import Peer, version_in

__all__ = [
    "Besedka",
    "BesedkaBefore",
    "BesedkaInPlain",
    "BesedkaOnDisk",
    "BesedkaOnUvloop",
    "BesedkaResuming",
]

_SCRIPT = Path("benchmarks", "servers", "besedka_server.py")


class Besedka(Peer):
    """As it comes, on asyncio, with nothing installed; JSON dialect, no flood limit."""

    name = "besedka"
    protocol = "besedka"
    private = True
    _loop = "asyncio"

    def missing(self) -> str | None:
        """Return None: it is always here."""
        return None

    def version(self) -> str:
        """Return what its `--version` says."""
        return version_in(sys.executable, str(self.root / _SCRIPT), self._loop, "--version")

    def command(self, port: int, folder: Path) -> Sequence[str]:  # noqa: ARG002 - it needs no files
        """Return what starts the server with its defaults, but for the flood limit."""
        options = ("serve", "--port", str(port), "--flood", "0")
        return [sys.executable, str(self.root / _SCRIPT), self._loop, *options]

    def environment(self) -> Mapping[str, str]:
        """Return the PYTHONPATH of the checkout that it is of."""
        return {"PYTHONPATH": str(self.root)}


class BesedkaOnUvloop(Besedka):
    """The same with uvloop (`pip install 'besedka[fast]'`)."""

    name = "besedka+uvloop"
    _loop = "uvloop"

    def missing(self) -> str | None:
        """Return what brings uvloop, unless it is installed."""
        return None if find_spec("uvloop") else "pip install uvloop"


class BesedkaInPlain(Besedka):
    """As it comes, for people: commands as they are typed, and lines as they are read, by WebSocket."""

    name = "besedka plain"
    protocol = "plain"


class BesedkaResuming(Besedka):
    """As it comes, with sessions that can be resumed; for what an idle one of these costs."""

    name = "besedka resuming"
    protocol = "resuming"
    private = False


class BesedkaOnDisk(Besedka):
    """As it comes, with `--journal`: each start has a new file in the benchmark's folder, on the disk of `TMPDIR`."""

    name = "besedka on disk"

    def command(self, port: int, folder: Path) -> Sequence[str]:
        """Return the same, with a journal."""
        journal = Path(mkdtemp(dir=folder), "chat.db")
        return [*super().command(port, folder), "--journal", str(journal)]


class BesedkaBefore(Besedka):
    """Besedka as it is in another checkout, beside `besedka`: on asyncio, in JSON."""

    name = "besedka before"

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root.resolve()

    def missing(self) -> str | None:
        """Return why the checkout cannot be measured, or None."""
        return None if (self.root / _SCRIPT).is_file() else f"{self.root} is no checkout with {_SCRIPT}"
