"""Processes of this machine from Linux's /proc (proc(5)): who is who, whose child, and how exactly one is ended.

A process id is given again to others; a process is the same only as long as its id and its start time are.
"""

import os
import signal
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

__all__ = [
    "MARK",
    "Process",
    "Status",
    "all_processes",
    "end",
    "family",
    "find",
    "marked",
    "send",
    "session",
    "started_at",
]

MARK: Final = "BESEDKA_STAGE_RUN"
"""The environment variable that all programs of a run are given, with the run's mark."""

_PROC: Final = Path("/proc")
_STEP: Final = 0.02
"""Seconds between looks at those that are to end."""

_GONE: Final = frozenset("ZX")
"""States of processes that have ended, and of which only the exit code is left."""


class Process(NamedTuple):
    """One process: its id, and its start time in clock ticks since the machine's start (`stat`, field 22)."""

    pid: int
    start: int


@dataclass(frozen=True, slots=True)
class Status:
    """What `stat` says of a process that has not ended."""

    process: Process
    parent: int
    session: int
    name: str


def find(pid: int) -> Process | None:
    """Return the process that has this id now; None if there is none, or if it has ended."""
    status = _status(pid)
    return None if status is None else status.process


def started_at(process: Process) -> float:
    """Return when a process was started, in seconds since the epoch, to some hundredths of a second."""
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + process.start / os.sysconf("SC_CLK_TCK")


def all_processes() -> dict[int, Status]:
    """Return all processes that can be seen, by their ids."""
    found = (_status(int(folder.name)) for folder in _PROC.iterdir() if folder.name.isdecimal())
    return {status.process.pid: status for status in found if status is not None}


def family(roots: Collection[int], present: Mapping[int, Status]) -> set[Process]:
    """Return those of the roots that are present, and all their descendants."""
    children: dict[int, list[int]] = {}
    for pid, status in present.items():
        children.setdefault(status.parent, []).append(pid)
    found: set[Process] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid in present and present[pid].process not in found:
            found.add(present[pid].process)
            waiting += children.get(pid, [])
    return found


def marked(mark: str, present: Mapping[int, Status]) -> Iterator[Process]:
    """Yield our user's processes that were started with the mark in their environment."""
    wanted = f"{MARK}={mark}".encode()
    for status in present.values():
        folder = _PROC / str(status.process.pid)
        with suppress(OSError):  # It is gone, or not ours to read.
            if folder.stat().st_uid == os.geteuid() and wanted in (folder / "environ").read_bytes().split(
                b"\0"
            ):
                yield status.process


def session(leader: Process, present: Mapping[int, Status]) -> Iterator[Process]:
    """Yield what is in the session that the leader began; nothing if its id has gone to somebody else.

    setsid(2): a session's id is its leader's, which is given to nobody as long as the session has members.
    """
    now = present.get(leader.pid)
    if now is None or now.process == leader:
        for status in present.values():
            if status.session == leader.pid and status.process.start >= leader.start:
                yield status.process


def send(process: Process, number: int) -> bool:
    """Send a signal to exactly this process; return whether it was there. Never reaches another one with its id."""
    try:
        handle = os.pidfd_open(process.pid)
    except OSError:
        return _send_by_id(process, number)
    try:  # The handle stays with the process that has the id now, so the comparison cannot be overtaken.
        if find(process.pid) != process:
            return False
        signal.pidfd_send_signal(handle, number)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _send_by_id(process: Process, number: int) -> bool:
    """The same for a kernel before 5.3, or a sandbox, that has no pidfd_open(2)."""
    try:
        if find(process.pid) != process:
            return False
        os.kill(process.pid, number)
    except OSError:
        return False
    return True


def end(
    remaining: Callable[[], Collection[Process]],
    patience: float,
    *,
    hurried: Callable[[], bool] = lambda: False,
) -> bool:
    """End all processes until none remains: SIGTERM, and SIGKILL after `patience` seconds or as soon as `hurried`.

    A stopped one is continued. `remaining` is asked again and again, so it may find what was started meanwhile.
    Return whether none remains; those that even SIGKILL does not end are given up after another `patience` seconds.
    """
    told: set[Process] = set()
    until = time.monotonic() + patience
    while left := set(remaining()):
        if time.monotonic() > until + patience:
            return False
        forced = hurried() or time.monotonic() > until
        for process in left if forced else left - told:
            send(process, signal.SIGKILL if forced else signal.SIGTERM)
            send(process, signal.SIGCONT)
        told |= left
        time.sleep(_STEP)
    return True


def _status(pid: int) -> Status | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    head, _, tail = text.rpartition(")")  # A name may have brackets and blanks in it.
    fields = tail.split()
    if len(fields) < 20 or fields[0] in _GONE:
        return None
    return Status(Process(pid, int(fields[19])), int(fields[1]), int(fields[3]), head.partition("(")[2])
