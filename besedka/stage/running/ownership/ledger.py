"""The ledger of a run: each process that it has started, so that exactly those can be ended, whoever does it."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from besedka.stage.running.ownership.processes import (
    Process,
    Status,
    all_processes,
    family,
    find,
    marked,
    session,
)

__all__ = ["SUPERVISOR", "Ledger", "read", "remaining", "supervisor"]

SUPERVISOR = "supervisord"
"""The name under which the supervisor stands in the ledger. It leads a session, in which its services are."""


class Ledger:
    """Appends a line for each process, at once and whole, so that it tells the truth whenever its writer is killed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = {process: name for name, process in read(file)}

    def add(self, name: str, process: Process) -> None:
        """Write down a process, unless it is there already."""
        if process in self._known:
            return
        self._known[process] = name
        line = json.dumps({"name": name, "pid": process.pid, "start": process.start}) + "\n"
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)

    def look_around(self, mark: str, services: Mapping[int, str]) -> None:
        """Write down all processes of the run that are there now; `services` has names by process ids."""
        present = all_processes()
        for process in _found(self._known, mark, present) - self._known.keys():
            self.add(services.get(process.pid, present[process.pid].name), process)


def read(file: Path) -> list[tuple[str, Process]]:
    """Return names and processes of a ledger. A line that was cut off, or is none of ours, is passed over."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [entry for entry in map(_entry, lines) if entry is not None]


def supervisor(file: Path) -> Process | None:
    """Return the supervisor of a ledger; None if there is none, or if it has ended."""
    recorded = (process for name, process in read(file) if name == SUPERVISOR)
    return next((process for process in recorded if find(process.pid) == process), None)


def _entry(line: str) -> tuple[str, Process] | None:
    try:
        fields = json.loads(line)
        return str(fields["name"]), Process(int(fields["pid"]), int(fields["start"]))
    except (ValueError, KeyError, TypeError):
        return None


def remaining(file: Path, mark: str) -> set[Process]:
    """Return all processes of the run that are there now.

    They are those of the ledger, their descendants, those that were started with the run's mark, and those in the
    supervisor's session: what was started before its line was written, or was left behind by a parent that is gone.
    """
    return _found({process: name for name, process in read(file)}, mark, all_processes())


def _found(known: Mapping[Process, str], mark: str, present: Mapping[int, Status]) -> set[Process]:
    found = known.keys() & {status.process for status in present.values()}
    if mark:
        found |= set(marked(mark, present))
    for process, name in known.items():
        if name == SUPERVISOR:
            found |= set(session(process, present))
    everybody = family([process.pid for process in found], present)
    return everybody - _ourselves(present)


def _ourselves(present: Mapping[int, Status]) -> set[Process]:
    """Return this process and its ancestors, which are never a run's, even if somebody works in a shell of it."""
    found, pid = set(), os.getpid()
    while pid in present and present[pid].process not in found:
        found.add(present[pid].process)
        pid = present[pid].parent
    return found
