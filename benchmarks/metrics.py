"""What `--metrics` costs: `python -m benchmarks.metrics`.

Each round has four fresh servers: one without metrics, two whose metrics are read once a second, one without (every
other round the other way round), so that what drifts steadily cancels out. All four hash alike, since the place of a
key in memory alone makes some percent between two equal servers. Each is given 1,000 clients and 500 messages in
flight. Printed is, for each round, the CPU of the servers for each delivery, with metrics to without, and at the end
the median of these ratios: at most `--bar` (1.02), or the exit code is 1.
"""

import argparse
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.peers.besedka import Besedka
from benchmarks.processes import machine
from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.server_process import MeasurementError, ServerProcess, free_port
from benchmarks.programs.compiling import compile_program

__all__ = ["main"]

_INTERVAL = 1.0
"""Seconds between two scrapes."""


def main(argv: Sequence[str]) -> int:
    """Measure and print; returns the exit code: 0, or 1 when it costs too much or could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics", allow_abbrev=False)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--window", type=int, default=500, help="messages in flight (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of one server (default: %(default)s)")
    parser.add_argument("--bar", type=float, default=1.02, help="default: %(default)s")
    options = parser.parse_args(argv)
    ratios: list[float] = []
    try:
        with tempfile.TemporaryDirectory(prefix="besedka-metrics-") as name:
            generator = compile_program("generator", Path(name))
            for turn in range(options.rounds):
                ratios.append(_compare(options, generator, Path(name), turn))
                print(f"round {turn + 1}: {ratios[-1]:.4f}", flush=True)
    except MeasurementError as error:
        print(error, file=sys.stderr)
        return 1
    found = median(ratios)
    print(f"CPU for each delivery, with metrics to without: median {found:.4f}, bar {options.bar:g}")
    return 0 if found <= options.bar else 1


def _compare(options: argparse.Namespace, generator: Path, folder: Path, turn: int) -> float:
    """Measure with and without twice each, in a symmetric order. Returns with to without."""
    found: dict[bool, float] = {True: 0.0, False: 0.0}
    for watched in (turn % 2 == 0, turn % 2 == 1, turn % 2 == 1, turn % 2 == 0):
        found[watched] += _measure(options, generator, folder, str(turn), watched=watched)
    return found[True] / found[False]


def _measure(
    options: argparse.Namespace, generator: Path, folder: Path, hash_seed: str, *, watched: bool
) -> float:
    """Return the CPU of one round for each delivery, in seconds."""
    peer, port = Besedka(), free_port()
    server_cpu, generator_cpu = machine.cores()
    command, metrics = [*peer.command(port, folder)], free_port()
    if watched:
        command += ["--metrics", f"127.0.0.1:{metrics}"]
    environment = {**peer.environment(), "PYTHONHASHSEED": hash_seed}
    child = ServerProcess(command, port, server_cpu, folder=folder, environment=environment)
    try:
        load = LoadGenerator(generator, child, peer.protocol, generator_cpu)
        flags = ("--clients", options.clients, "--window", options.window, "--seconds", options.seconds)
        with _scraped(metrics if watched else None):
            result = load.run("window", *flags)["result"]
    finally:
        child.stop()
    return float(result["server_cpu"]) / float(result["deliveries_per_second"])


@contextmanager
def _scraped(port: int | None) -> Iterator[None]:
    """Read the metrics at this port once a second meanwhile; raises `MeasurementError` if that failed."""
    over = threading.Event()
    failures: list[OSError] = []

    def scrape() -> None:
        try:
            while not over.wait(_INTERVAL):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as response:
                    response.read()
        except OSError as error:
            failures.append(error)

    thread = threading.Thread(target=scrape)
    if port is not None:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if port is not None:
            thread.join()
    if failures:
        raise MeasurementError(f"the metrics could not be read: {failures[0]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
