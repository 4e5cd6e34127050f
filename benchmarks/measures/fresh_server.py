"""One measurement with a server of its own."""

from pathlib import Path

from benchmarks.peers import Peer
from benchmarks.processes import machine
from benchmarks.processes.load_generator import LoadGenerator

__all__ = ["measure_fresh"]


def measure_fresh(
    peer: Peer, generator: Path, folder: Path, mode: str, *options: str | float
) -> dict[str, float]:
    """Start the peer's server, have the generator do `mode` with it, each on its own core, and return the result."""
    server_cpu, generator_cpu = machine.cores()
    try:
        child = peer.start(server_cpu, folder)
        result: dict[str, float] = LoadGenerator(generator, child, peer.protocol, generator_cpu).run(
            mode, *options
        )["result"]
        return result
    finally:
        peer.stop()
