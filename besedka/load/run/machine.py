"""What a server on this machine uses: its CPU time and its memory, from Linux's /proc."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

__all__ = ["Sample", "ServerUse", "find_server"]

_LISTENING: Final = "0A"
_PROC: Final = Path("/proc")
_MOST_SAMPLES: Final = 1200


@dataclass(frozen=True, slots=True)
class Sample:
    """At a moment (microseconds): CPU seconds used so far, and bytes of memory in use."""

    at: int
    cpu: float
    memory: int


def find_server(port: int, proc: Path = _PROC) -> int | None:
    """The process that listens at the port, if it is here and may be looked at."""
    sockets = {f"socket:[{inode}]" for inode in _listeners(port, proc)}
    if sockets:
        for folder in proc.glob("[0-9]*"):
            if any(link in sockets for link in _links(folder / "fd")):
                return int(folder.name)
    return None


def _listeners(port: int, proc: Path) -> Iterator[str]:
    for name in ("tcp", "tcp6"):
        for line in _text(proc / "net" / name).splitlines()[1:]:
            words = line.split()
            if words[3] == _LISTENING and int(words[1].rpartition(":")[2], 16) == port:
                yield words[9]


def _links(folder: Path) -> Iterator[str]:
    try:
        for link in folder.iterdir():
            yield str(link.readlink())
    except OSError:  # somebody else's process, or gone
        return


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


@dataclass
class ServerUse:
    """The samples of one process, over the traffic."""

    pid: int
    samples: list[Sample] = field(default_factory=list)
    proc: Path = _PROC

    def look(self, at: int) -> None:
        """Take a sample; nothing when there is no such process, or there are very many samples already."""
        stat = _text(self.proc / str(self.pid) / "stat").rpartition(")")[2].split()
        status = re.search(r"VmRSS:\s+(\d+) kB", _text(self.proc / str(self.pid) / "status"))
        if stat and status and len(self.samples) < _MOST_SAMPLES:
            ticks = int(stat[11]) + int(stat[12])
            self.samples.append(Sample(at, ticks / os.sysconf("SC_CLK_TCK"), int(status[1]) * 1024))

    @property
    def cpu(self) -> float | None:
        """The mean share of a core; None when there is nothing to tell it from."""
        if len(self.samples) < 2:
            return None
        first, last = self.samples[0], self.samples[-1]
        return (last.cpu - first.cpu) * 1_000_000 / max(1, last.at - first.at)

    @property
    def memory(self) -> tuple[int, int, int] | None:
        """Bytes at the start, at the most, and at the end."""
        used = [sample.memory for sample in self.samples]
        return (used[0], max(used), used[-1]) if used else None
