"""What a service uses: its process and those that it started, such as nginx' workers."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from besedka.load.run.process_usage import cpu_seconds, resident_memory

__all__ = ["GroupUsage", "ProcessGroup"]

_PROC: Final = Path("/proc")
_MAX_PROCESSES: Final = 200


@dataclass(frozen=True, slots=True)
class GroupUsage:
    """The share of one core since the last reading, None for the first one; and bytes of resident memory, of which
    those that processes share count for each."""

    cpu: float | None
    memory: int


@dataclass
class ProcessGroup:
    """Reads, again and again, what a service uses. Its process may be another one each time."""

    proc: Path = _PROC
    _read_at: float | None = None
    _used: dict[int, float] = field(default_factory=dict)

    def read(self, pid: int | None, now: float) -> GroupUsage | None:
        """Return what is used at a moment in seconds; None if there is no such process.

        A process that was not there at the last reading began since then: all its CPU time is of this interval.
        """
        read_at, before = self._read_at, self._used
        pids = [] if pid is None else list(self._family(pid))
        self._used = {each: used for each in pids if (used := cpu_seconds(self.proc / str(each))) is not None}
        self._read_at = now
        if pid is None or pid not in self._used:
            return None
        memory = sum(resident_memory(self.proc / str(each)) or 0 for each in self._used)
        if read_at is None or now <= read_at:
            return GroupUsage(None, memory)
        spent = sum(_since(before.get(each, 0.0), used) for each, used in self._used.items())
        return GroupUsage(round(spent / (now - read_at), 4), memory)

    def _family(self, pid: int) -> Iterator[int]:
        waiting, seen = [pid], set[int]()
        while waiting and len(seen) < _MAX_PROCESSES:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                yield each
                waiting.extend(_children(self.proc / str(each)))


def _since(before: float, now: float) -> float:
    return now - before if now >= before else now  # Another process got the same number.


def _children(process: Path) -> Iterator[int]:
    """proc(5), `/proc/PID/task/TID/children`; nothing where the kernel was built without it."""
    for file in process.glob("task/*/children"):
        with suppress(OSError):  # It is gone since it was listed.
            yield from map(int, file.read_text(encoding="ascii").split())
