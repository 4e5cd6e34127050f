"""What else this machine did during a run: the CPU time that others used, from Linux's /proc, and the load before."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["MachineUsage", "MachineWatch"]

_PROC: Final = Path("/proc")
_IDLE: Final = (3, 4)
"""proc(5), `stat`: the columns `idle` and `iowait`."""
_INTERRUPTS: Final = (5, 6)
"""`irq` and `softirq`: over the loopback they are mostly our own traffic, so they are nobody's."""
_COLUMNS: Final = 8
"""Up to `steal`, which is what other machines on the same hardware took. Those behind it are contained in `user`."""


@dataclass(frozen=True, slots=True)
class MachineUsage:
    """`others_cpu` is the share of all cores that neither we nor the tested processes used, while there was traffic.

    `load_before` is the load average of the last minute before the start. Each is None where the system does not tell.
    """

    others_cpu: float | None = None
    load_before: float | None = None


class MachineWatch:
    """Measures from `begin` to `end`. What `tested` and their descendants use, and ours, is not others'."""

    def __init__(self, tested: Iterable[int] = (), proc: Path = _PROC) -> None:
        self._roots = (os.getpid(), *tested)
        self._proc = proc
        self._load = _load_average()
        self._first: tuple[float, float, float] | None = None
        self._others: float | None = None

    def begin(self) -> None:
        """Measure from now on."""
        self._first = self._read()

    def end(self) -> None:
        """Measure until now. Without `begin` nothing is measured."""
        first, last = self._first, self._read()
        if first is not None and last is not None and last[0] > first[0]:
            whole, busy, own = (late - early for early, late in zip(first, last, strict=True))
            self._others = min(1.0, max(0.0, busy - max(0.0, own)) / whole)

    @property
    def usage(self) -> MachineUsage:
        """What was measured."""
        return MachineUsage(self._others, self._load)

    def _read(self) -> tuple[float, float, float] | None:
        """Return ticks so far: of all cores, those that somebody used, and those that we did."""
        try:
            line = (self._proc / "stat").read_text(encoding="ascii").partition("\n")[0]
            ticks = [int(word) for word in line.split()[1 : _COLUMNS + 1]]
        except (OSError, ValueError):
            return None
        unused = sum(ticks[column] for column in (*_IDLE, *_INTERRUPTS) if column < len(ticks))
        return sum(ticks), sum(ticks) - unused, self._own()

    def _own(self) -> float:
        used: dict[int, int] = {}
        children: defaultdict[int, list[int]] = defaultdict(list)
        for pid, parent, ticks in _processes(self._proc):
            used[pid] = ticks
            children[parent].append(pid)
        found, left = set[int](), list(self._roots)
        while left:
            pid = left.pop()
            if pid in used and pid not in found:
                found.add(pid)
                left += children[pid]
        return sum(used[pid] for pid in found)


def _processes(proc: Path) -> Iterator[tuple[int, int, int]]:
    """Yield process, parent, and the ticks that it and its children that have ended used (proc(5): utime … cstime)."""
    for folder in proc.glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):  # It has ended since it was listed.
            fields = (
                (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            )
            yield int(folder.name), int(fields[1]), sum(map(int, fields[11:15]))


def _load_average() -> float | None:
    try:
        return os.getloadavg()[0]
    except (OSError, AttributeError):  # Windows has none.
        return None
