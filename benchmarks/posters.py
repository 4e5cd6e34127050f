"""Posts that reach everybody: `python -m benchmarks.posters [--clients 1000] [--posters 4,64] [--rounds 5]`.

Some of those who are in post a message each, wait until all have it, and post the next one at once: what
`besedka load --posters N --closed` does, here with the generator in C, which is far from its limit where one in Python
is not. Told are the messages a second that came to all, and the time from a post until the last one has it; in RAM and
with `--journal`, each round with a fresh server, in turn. `TMPDIR` says on which disk.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.measures.fresh_server import measure_fresh
from benchmarks.option_values import client_count, duration, round_count
from benchmarks.peers.besedka import Besedka, BesedkaOnDisk
from benchmarks.processes.server_process import MeasurementError
from benchmarks.programs.compiling import compile_program
from benchmarks.report.markdown import head, row

__all__ = ["main"]

Results = dict[tuple[str, str], list[float]]

_FIGURES = {
    "messages/s to all": ("messages_per_second", 1.0),
    "post to all, p50, ms": ("p50", 1e3),
    "post to all, p99, ms": ("p99", 1e3),
    "server CPU, %": ("server_cpu", 1e2),
    "generator CPU, %": ("generator_cpu", 1e2),
    "others' CPU, %": ("others_cpu", 1e2),
}


def main(argv: Sequence[str]) -> int:
    """Measure, and print a table; returns the exit code: 0, or 1 when it could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.posters", description=__doc__)
    parser.add_argument("--clients", type=client_count, default=1000)
    parser.add_argument("--posters", type=_numbers, default="4,64", help="with commas (default: %(default)s)")
    parser.add_argument("--rounds", type=round_count, default=5)
    parser.add_argument("--seconds", type=duration, default=3.0, help="of one round (default: %(default)s)")
    options = parser.parse_args(argv)
    results: Results = {}
    try:
        with tempfile.TemporaryDirectory(prefix="besedka-posters-") as folder:
            _measure(options, Path(folder), results)
    except MeasurementError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(_table(results)))
    return 0


def _numbers(given: str) -> list[int]:
    return [int(number) for number in given.split(",")]


def _measure(options: argparse.Namespace, folder: Path, results: Results) -> None:
    generator = compile_program("generator", folder)
    for _ in range(options.rounds):
        for posters in options.posters:
            for peer in (Besedka(), BesedkaOnDisk()):
                case = f"{posters} posters, {'in RAM' if type(peer) is Besedka else 'on disk'}"
                flags = ("--clients", options.clients, "--posters", posters, "--seconds", options.seconds)
                found = measure_fresh(peer, generator, folder, "posters", *flags)
                for figure, (name, scale) in _FIGURES.items():
                    results.setdefault((case, figure), []).append(max(0.0, scale * found[name]))


def _table(results: Results) -> Iterator[str]:
    yield from head(("case", "figure", "median", "least … greatest"))
    for (case, figure), values in results.items():
        yield row((case, figure, f"{median(values):,.4g}", f"{min(values):,.4g} … {max(values):,.4g}"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
