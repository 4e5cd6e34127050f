"""What `--metrics` costs: `python -m benchmarks.metrics`.

Each round has some pairs of fresh servers, one without metrics and one whose metrics are read once a second; which of
them is first alternates. The two of a pair hash alike; all the same, where a process has its memory makes some percent
between two equal servers, so many of them are needed, and for a short time each: 1,000 clients and 500 messages in
flight. Printed is, for each round, the CPU of the servers for each delivery, with metrics to without, and at the end
the median of these ratios: at most `--bar` (1.02), or the exit code is 1.
"""

import argparse
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from threading import Event

from benchmarks.option_values import between, client_count, duration, round_count
from benchmarks.peers.besedka import Besedka
from benchmarks.processes import machine
from benchmarks.processes.beside import beside
from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.server_process import MeasurementError, ServerProcess, free_port
from benchmarks.programs.compiling import compile_program

__all__ = ["main"]

_INTERVAL = 1.0
"""Seconds between two scrapes."""


def main(argv: Sequence[str]) -> int:
    """Measure and print; returns the exit code: 0, or 1 when it costs too much or could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics", allow_abbrev=False)
    parser.add_argument("--rounds", type=round_count, default=7)
    parser.add_argument("--clients", type=client_count, default=1000)
    parser.add_argument(
        "--window", type=between(1, 100_000), default=500, help="messages in flight (default: %(default)s)"
    )
    parser.add_argument(
        "--pairs", type=round_count, default=5, help="of servers a round (default: %(default)s)"
    )
    parser.add_argument("--seconds", type=duration, default=1.5, help="of one server (default: %(default)s)")
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
    """Measure some pairs of servers. Returns the CPU of those with metrics to that of the others, for each delivery."""
    used = {True: 0.0, False: 0.0}
    for pair in range(options.pairs):
        first = (turn + pair) % 2 == 0
        for watched in (first, not first):
            seed = str(turn * options.pairs + pair)
            used[watched] += _measure(options, generator, folder, seed, watched=watched)
    return used[True] / used[False]


def _measure(
    options: argparse.Namespace, generator: Path, folder: Path, hash_seed: str, *, watched: bool
) -> float:
    """Return the CPU that a fresh server uses for each delivery, in seconds."""
    peer, port, metrics = Besedka(), free_port(), free_port()
    server_cpu, generator_cpu = machine.cores()
    command = [*peer.command(port, folder), *(("--metrics", f"127.0.0.1:{metrics}") if watched else ())]
    environment = {**peer.environment(), "PYTHONHASHSEED": hash_seed}
    flags = ("--clients", options.clients, "--window", options.window, "--seconds", options.seconds)
    child = ServerProcess(command, port, server_cpu, folder=folder, environment=environment)
    try:
        load = LoadGenerator(generator, child, peer.protocol, generator_cpu)
        with _scraped(metrics) if watched else nullcontext():
            result = load.run("window", *flags)["result"]
    finally:
        child.stop()
    return float(result["server_cpu"]) / float(result["deliveries_per_second"])


@contextmanager
def _scraped(port: int) -> Iterator[None]:
    """Read the metrics at this port once a second meanwhile; raises `MeasurementError` if that failed."""
    failures: list[OSError] = []

    def scrape(over: Event) -> None:
        try:
            while not over.wait(_INTERVAL):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as response:
                    response.read()
        except OSError as error:
            failures.append(error)

    with beside(scrape):
        yield
    if failures:
        raise MeasurementError(f"the metrics could not be read: {failures[0]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
