"""What a process on this machine uses: its CPU time, its memory and its sockets, from Linux's /proc (proc(5))."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
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
_MAX_SAMPLES: Final = 1200
"""Samples of one process: 20 minutes of one a second."""


@dataclass(frozen=True, slots=True)
class Sample:
    """At a moment (microseconds): CPU seconds used so far, and bytes of memory in use."""

    at: int
    cpu: float
    memory: int


def find_server(port: int, proc: Path = _PROC) -> int | None:
    """The PID of the process that listens at the port; None if it is not local or not readable."""
    sockets = {link for found, link in listening_sockets(proc) if found == port}
    if sockets:
        for folder in proc.glob("[0-9]*"):
            if any(link in sockets for link in open_files(folder)):
                return int(folder.name)
    return None


def listening_sockets(process: Path) -> Iterator[tuple[int, str]]:
    """The listening TCP ports in the network namespace of a process, each with its socket as `open_files` names it.
    `process` is its folder in /proc, or /proc itself for our own namespace."""
    for name in ("tcp", "tcp6"):
        for line in _text(process / "net" / name).splitlines()[1:]:
            words = line.split()
            if words[3] == _LISTENING:
                yield int(words[1].rpartition(":")[2], 16), f"socket:[{words[9]}]"


def open_files(process: Path) -> Iterator[str]:
    """What the descriptors of a process refer to, as /proc writes it; empty without permission."""
    try:
        links = list((process / "fd").iterdir())
    except OSError:
        return
    for link in links:
        with suppress(OSError):  # It was closed since it was listed.
            yield str(link.readlink())


def cpu_seconds(process: Path) -> float | None:
    """Seconds of CPU that all threads of a process have used (proc(5), `stat`: utime and stime); None if it is gone."""
    after_name = _text(process / "stat").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK") if after_name else None


def resident_memory(process: Path) -> int | None:
    """Bytes of physical memory that a process has (proc(5), `status`: VmRSS); None if it is gone."""
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
        """Take a sample, unless the process is gone. When there are `_MAX_SAMPLES`, the new one replaces the last one,
        so that the figures are of the whole time."""
        process = self.proc / str(self.pid)
        cpu, memory = cpu_seconds(process), resident_memory(process)
        if cpu is not None and memory is not None:
            del self.samples[_MAX_SAMPLES - 1 :]
            self.samples.append(Sample(at, cpu, memory))

    @property
    def cpu(self) -> float | None:
        """The mean share of a core; None for fewer than two samples."""
        if len(self.samples) < 2:
            return None
        first, last = self.samples[0], self.samples[-1]
        return (last.cpu - first.cpu) * 1_000_000 / max(1, last.at - first.at)

    @property
    def memory(self) -> tuple[int, int, int] | None:
        """Bytes at the start, at the peak, and at the end."""
        used = [sample.memory for sample in self.samples]
        return (used[0], max(used), used[-1]) if used else None
