"""Figures of the process and of its Python, by the names that Prometheus' own clients use.

https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics. What a system does not say is left out.
"""

import gc
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

from besedka.server.metrics.exposition import Family, counter, gauge

__all__ = ["process_families"]

_SELF = Path("/proc/self")
_VIRTUAL, _RESIDENT, _STARTED = 20, 21, 19
"""Places in /proc/self/stat behind the program's name (proc(5): fields 23, 24 and 22)."""


def process_families(proc: Path = _SELF) -> Iterator[Family]:
    """Yield the present figures; `proc` is the process's folder in /proc."""
    cpu = time.process_time()
    yield counter("process_cpu_seconds_total", "CPU time of the process, user and system, in seconds.", cpu)
    yield from _memory(proc)
    yield from _files(proc)
    yield from _garbage()
    yield _python()


def _memory(proc: Path) -> Iterator[Family]:
    try:
        fields = (proc / "stat").read_bytes().rpartition(b")")[2].split()
        boot = next(
            int(line[6:])
            for line in (proc.parent / "stat").read_bytes().splitlines()
            if line.startswith(b"btime ")
        )
    except (OSError, StopIteration):
        return
    resident = int(fields[_RESIDENT]) * os.sysconf("SC_PAGE_SIZE")
    started = boot + int(fields[_STARTED]) / os.sysconf("SC_CLK_TCK")
    yield gauge("process_virtual_memory_bytes", "Virtual memory in bytes.", int(fields[_VIRTUAL]))
    yield gauge("process_resident_memory_bytes", "Physical memory in bytes.", resident)
    yield gauge(
        "process_start_time_seconds", "When the process started, in seconds since the epoch.", started
    )


def _files(proc: Path) -> Iterator[Family]:
    try:
        # Since Linux 6.2 the folder's size is the number of its entries; a list of ten thousand takes milliseconds.
        opened = (proc / "fd").stat().st_size or sum(1 for _ in os.scandir(proc / "fd"))
        yield gauge("process_open_fds", "Open file descriptors.", opened)
    except OSError:
        pass
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit != resource.RLIM_INFINITY:
        yield gauge("process_max_fds", "Open file descriptors that the process may have.", limit)


_GARBAGE = (
    ("python_gc_objects_collected_total", "Objects that the garbage collector has freed.", "collected"),
    (
        "python_gc_objects_uncollectable_total",
        "Objects that the garbage collector could not free.",
        "uncollectable",
    ),
    ("python_gc_collections_total", "Runs of the garbage collector.", "collections"),
)


def _garbage() -> Iterator[Family]:
    generations = gc.get_stats()
    for name, about, key in _GARBAGE:
        samples = tuple(
            ("", (("generation", str(place)),), float(stats[key])) for place, stats in enumerate(generations)
        )
        yield Family(name, "counter", about, samples)


def _python() -> Family:
    major, minor, patchlevel = platform.python_version_tuple()
    labels = (
        ("implementation", platform.python_implementation()),
        ("major", major),
        ("minor", minor),
        ("patchlevel", patchlevel),
        ("version", platform.python_version()),
    )
    return Family("python_info", "gauge", "The Python that the server runs on.", (("", labels, 1),))
