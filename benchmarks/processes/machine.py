"""What the figures were measured on: without names, addresses or paths."""

import os
import platform
import re
from pathlib import Path

from besedka.load.report.environment import usable_cores

__all__ = ["cores", "describe"]


def cores() -> tuple[int, int]:
    """Return the core for the server and the one for the generator: the same one where there is only one."""
    mine = sorted(os.sched_getaffinity(0))
    return mine[0], mine[-1]


def describe() -> dict[str, str]:
    """Return what a reader needs to know of the machine."""
    found = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+) kB$", _read("/proc/meminfo"), re.MULTILINE)
    return {
        "CPU": found[1] if found else platform.machine(),
        "cores": str(usable_cores()),
        "memory": f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "unknown",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
