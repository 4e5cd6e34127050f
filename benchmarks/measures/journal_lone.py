"""Messages that come alone: fifty a second to a thousand people, in memory and on disk, and an fdatasync as alone."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from benchmarks.measures.fresh_server import measure_fresh
from benchmarks.peers.besedka import Besedka, BesedkaOnDisk
from benchmarks.processes import machine
from benchmarks.processes.server_process import pinned

__all__ = ["measure_lone", "sync_once"]

_RATE = 50


def measure_lone(
    folder: Path, generator: Path, clients: int, seconds: float, note: Callable[[str, float], None]
) -> None:
    """Measure one round, each case for so many seconds: `note` is called with each figure."""
    options = ("--clients", clients, "--rate", _RATE, "--seconds", seconds)
    in_memory, on_disk = (
        measure_fresh(peer, generator, folder, "rate", *options) for peer in (Besedka(), BesedkaOnDisk())
    )
    took = _sync_alone(folder, seconds)
    sync = quantiles(took, n=100)[-1]
    case = f"lone: {_RATE}/s to {clients}"
    for share in ("p50", "p99"):
        note(f"{case}, {share}, in memory, ms", 1000 * in_memory[share])
        note(f"{case}, {share}, on disk, ms", 1000 * on_disk[share])
    note(f"lone: fdatasync of 4 KiB, {_RATE}/s, p50, ms", median(took))
    note(f"lone: fdatasync of 4 KiB, {_RATE}/s, p99, ms", sync)
    note("lone: p99, (on disk - in memory) / fdatasync", 1000 * (on_disk["p99"] - in_memory["p99"]) / sync)


def sync_once(descriptor: int) -> float:
    """Append 4 KiB to a file, and return the milliseconds of their fdatasync."""
    os.write(descriptor, bytes(4096))
    began = time.perf_counter()
    os.fdatasync(descriptor)
    return (time.perf_counter() - began) * 1000


def _sync_alone(folder: Path, seconds: float) -> list[float]:
    """Return the milliseconds of each fdatasync, as many a second as there are messages, and on the server's core."""
    took = []
    with (folder / "synced").open("wb", buffering=0) as file, pinned(machine.cores()[0]):
        began = time.perf_counter()
        for number in range(int(seconds * _RATE)):
            time.sleep(max(0.0, began + number / _RATE - time.perf_counter()))
            took.append(sync_once(file.fileno()))
    return took
