"""What `--metrics` costs: `python -m benchmarks.metrics`.

Each round has two fresh servers, one without metrics and one whose metrics are read once a second. They hash alike,
since the place of a key in memory alone makes some percent between two equal servers. Short slices of load go to the
one and the other in a symmetric order, so that what drifts meanwhile cancels out: 1,000 clients and 500 messages in
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
from itertools import cycle, islice
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

_ORDERS = ((False, True, True, False), (True, False, False, True))
"""Which server has its turn: True is the one with metrics."""


def main(argv: Sequence[str]) -> int:
    """Measure and print; returns the exit code: 0, or 1 when it costs too much or could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics", allow_abbrev=False)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--window", type=int, default=500, help="messages in flight (default: %(default)s)")
    parser.add_argument("--slices", type=int, default=8, help="of each server (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=1.0, help="of one slice (default: %(default)s)")
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
    """Load two servers in turns. Returns the CPU of the one with metrics to that of the other, for each delivery."""
    metrics = free_port()
    used = {True: 0.0, False: 0.0}
    with (
        _server(folder, turn) as plain,
        _server(folder, turn, "--metrics", f"127.0.0.1:{metrics}") as watched,
        _scraped(metrics),
    ):
        loads = {
            has: LoadGenerator(generator, child, Besedka.protocol, machine.cores()[1])
            for has, child in ((False, plain), (True, watched))
        }
        for has in islice(cycle(_ORDERS[turn % 2]), 2 * options.slices):
            used[has] += _slice(options, loads[has])
    return used[True] / used[False]


@contextmanager
def _server(folder: Path, turn: int, *more: str) -> Iterator[ServerProcess]:
    peer, port = Besedka(), free_port()
    command = [*peer.command(port, folder), *more]
    environment = {**peer.environment(), "PYTHONHASHSEED": str(turn)}
    child = ServerProcess(command, port, machine.cores()[0], folder=folder, environment=environment)
    try:
        yield child
    finally:
        child.stop()


def _slice(options: argparse.Namespace, load: LoadGenerator) -> float:
    """Return the CPU that the server has used for each delivery, in seconds."""
    flags = ("--clients", options.clients, "--window", options.window, "--seconds", options.seconds)
    result = load.run("window", *flags)["result"]
    return float(result["server_cpu"]) / float(result["deliveries_per_second"])


@contextmanager
def _scraped(port: int) -> Iterator[None]:
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
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if failures:
        raise MeasurementError(f"the metrics could not be read: {failures[0]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
