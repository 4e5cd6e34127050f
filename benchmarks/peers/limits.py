"""What nobody can beat: the C program that only fans out, and asyncio that only accepts."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.base import Peer, version_in
from benchmarks.programs.compiling import compile_program, compiler

__all__ = ["Bare", "BareWheel", "Reference", "ReferenceInJson"]

_SERVERS = Path(__file__).resolve().parent.parent / "servers"


class Reference(Peer):
    """`reference.c`: epoll, one batch a turn, one send a member."""

    name = "reference.c"

    def missing(self) -> str | None:
        """Return that a compiler is needed, unless there is one."""
        return None if compiler() else "a C compiler"

    def version(self) -> str:
        """Return the compiler's version."""
        return f"cc {version_in(compiler() or '', '-dumpfullversion')}"

    def command(self, port: int, folder: Path) -> Sequence[str]:
        """Compile it, and return what starts it."""
        return [str(compile_program("reference", folder)), str(port)]


class ReferenceInJson(Reference):
    """The same, with as many bytes for each delivery as Besedka's JSON has."""

    name = "reference.c json"

    def command(self, port: int, folder: Path) -> Sequence[str]:
        """Return the same, with the option for the envelope."""
        return [*super().command(port, folder), "json"]


class Bare(Peer):
    """asyncio that accepts, keeps, and does nothing else."""

    name = "bare asyncio"
    protocol = "raw"

    def missing(self) -> str | None:
        """Return None: it is always here."""
        return None

    def version(self) -> str:
        """Return Python's version."""
        return f"Python {sys.version.split()[0]}"

    def command(self, port: int, folder: Path) -> Sequence[str]:  # noqa: ARG002 - it needs no files
        """Return what runs its script in `servers/`."""
        return [sys.executable, str(_SERVERS / "bare_server.py"), str(port)]


class BareWheel(Bare):
    """The same, asking everybody once in twenty seconds whether they are there, as Besedka does."""

    name = "bare asyncio+ping"

    def command(self, port: int, folder: Path) -> Sequence[str]:
        """Return the same, with the interval of the pings."""
        return [*super().command(port, folder), "20"]
