"""The environment of a run, for comparing reports. Contains nothing that identifies a person or a machine."""

import os
import platform
from dataclasses import dataclass
from datetime import datetime, timezone

from besedka import __version__

__all__ = ["Environment", "describe_environment", "usable_cores"]


@dataclass(frozen=True, slots=True)
class Environment:
    """The generator's version, Python and system. `cores` counts the cores that it may use."""

    version: str
    python: str
    system: str
    cores: int
    started: str
    """UTC, ISO 8601, to the second."""

    @property
    def date(self) -> str:
        """The start time for people."""
        return self.started[:16].replace("T", " ") + " UTC"


def describe_environment() -> Environment:
    """Return the current environment and time."""
    system = " ".join(filter(None, (platform.system(), platform.release(), platform.machine())))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    started = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return Environment(__version__, python, system, usable_cores(), started)


def usable_cores() -> int:
    """Return the number of cores this process may use: fewer than exist if it is pinned."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
