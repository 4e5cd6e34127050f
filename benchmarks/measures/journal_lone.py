"""Messages that come alone: fifty a second to a thousand people, in memory and on disk, and an fdatasync as alone."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from benchmarks.peers.besedka import Besedka, BesedkaOnDisk
from benchmarks.processes import machine
from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.server_process import ServerProcess, free_port, pinned

__all__ = ["measure_lone", "sync_once"]

_RATE = 50


def measure_lone(
    folder: Path, generator: Path, clients: int, seconds: float, note: Callable[[str, float], None]
) -> None:
    """Measure one round, each case for so many seconds: `note` is called with each figure."""
    in_memory, on_disk = (
        _post_alone(folder, generator, peer, clients, seconds) for peer in (Besedka(), BesedkaOnDisk())
    )
    took = _sync_alone(folder, seconds)
    sync = quantiles(took, n=100)[-1]
    case = f"lone: {_RATE}/s to {clients}"
    for share in ("p50", "p99"):
        note(f"{case}, {share}, in memory, ms", in_memory[share])
        note(f"{case}, {share}, on disk, ms", on_disk[share])
    note(f"lone: fdatasync of 4 KiB, {_RATE}/s, p50, ms", median(took))
    note(f"lone: fdatasync of 4 KiB, {_RATE}/s, p99, ms", sync)
    note("lone: p99, (on disk - in memory) / fdatasync", (on_disk["p99"] - in_memory["p99"]) / sync)


def sync_once(descriptor: int) -> float:
    """Append 4 KiB to a file, and return the milliseconds of their fdatasync."""
    os.write(descriptor, bytes(4096))
    began = time.perf_counter()
    os.fdatasync(descriptor)
    return (time.perf_counter() - began) * 1000


def _post_alone(
    folder: Path, generator: Path, peer: Besedka, clients: int, seconds: float
) -> dict[str, float]:
    port = free_port()
    server_cpu, generator_cpu = machine.cores()
    command, environment = peer.command(port, folder), peer.environment()
    child = ServerProcess(command, port, server_cpu, folder=folder, environment=environment)
    try:
        load = LoadGenerator(generator, child, peer.protocol, generator_cpu)
        options = ("--clients", clients, "--rate", _RATE, "--seconds", seconds)
        result = load.run("rate", *options)["result"]
    finally:
        child.stop()
    return {share: float(result[share]) * 1000 for share in ("p50", "p99")}


def _sync_alone(folder: Path, seconds: float) -> list[float]:
    """Return the milliseconds of each fdatasync, as many a second as there are messages, and on the server's core."""
    took = []
    with (folder / "synced").open("wb", buffering=0) as file, pinned(machine.cores()[0]):
        began = time.perf_counter()
        for number in range(int(seconds * _RATE)):
            time.sleep(max(0.0, began + number / _RATE - time.perf_counter()))
            took.append(sync_once(file.fileno()))
    return took
