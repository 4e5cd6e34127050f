"""What a process on this machine uses: its CPU time, its memory and its sockets, from Linux's /proc (proc(5))."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

__all__ = [
    "ProcessUsage",
    "Sample",
    "cpu_seconds",
    "find_server",
    "listening_sockets",
    "open_files",
    "resident_memory",
]

_LISTENING: Final = "0A"
"""linux/net/tcp_states.h: TCP_LISTEN."""
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
    sockets = {link for found, link in listening_sockets(proc) if found == port}
    if sockets:
        for folder in proc.glob("[0-9]*"):
            if any(link in sockets for link in open_files(folder)):
                return int(folder.name)
    return None


def listening_sockets(process: Path) -> Iterator[tuple[int, str]]:
    """The TCP ports that are listened at in the network namespace of a process, and their sockets as `open_files` has
    them. `process` is its folder in /proc, or /proc for our own."""
    for name in ("tcp", "tcp6"):
        for line in _text(process / "net" / name).splitlines()[1:]:
            words = line.split()
            if words[3] == _LISTENING:
                yield int(words[1].rpartition(":")[2], 16), f"socket:[{words[9]}]"


def open_files(process: Path) -> Iterator[str]:
    """What the descriptors of a process stand for, as /proc writes it; nothing where that is not ours to see."""
    try:
        for link in (process / "fd").iterdir():
            yield str(link.readlink())
    except OSError:
        return


def cpu_seconds(process: Path) -> float | None:
    """Seconds of CPU that a process has used, all threads (proc(5), `stat`: utime and stime); None: it is gone."""
    after_name = _text(process / "stat").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK") if after_name else None


def resident_memory(process: Path) -> int | None:
    """Bytes of physical memory that a process has (proc(5), `status`: VmRSS); None: it is gone."""
    found = re.search(r"VmRSS:\s+(\d+) kB", _text(process / "status"))
    return int(found[1]) * 1024 if found else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


@dataclass
class ProcessUsage:
    """The samples of one process, over the traffic."""

    pid: int
    samples: list[Sample] = field(default_factory=list)
    proc: Path = _PROC

    def take_sample(self, at: int) -> None:
        """Take a sample; nothing when there is no such process, or there are very many samples already."""
        process = self.proc / str(self.pid)
        cpu, memory = cpu_seconds(process), resident_memory(process)
        if cpu is not None and memory is not None and len(self.samples) < _MOST_SAMPLES:
            self.samples.append(Sample(at, cpu, memory))

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
