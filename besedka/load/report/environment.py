"""Under what a run was made, so that two reports can be compared; nothing of it names a person or a machine."""

import os
import platform
from dataclasses import dataclass
from datetime import datetime, timezone

from besedka import __version__

__all__ = ["Environment", "describe_environment", "usable_cores"]


@dataclass(frozen=True, slots=True)
class Environment:
    """The generator's side: what it is of, what runs it, and where. `cores` are those that it may use."""

    version: str
    python: str
    system: str
    cores: int
    started: str
    """UTC, ISO 8601, to the second."""

    @property
    def date(self) -> str:
        """When, for people."""
        return self.started[:16].replace("T", " ") + " UTC"


def describe_environment() -> Environment:
    """Here and now."""
    system = " ".join(filter(None, (platform.system(), platform.release(), platform.machine())))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    started = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return Environment(__version__, python, system, usable_cores(), started)


def usable_cores() -> int:
    """How many cores this process may use: fewer than there are where it is pinned."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
