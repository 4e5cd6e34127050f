"""Runs what was asked for, on one tree or on several side by side, and prints the tables."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.processes.server_process import MeasurementError
from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.measures.costly_input import costly_input
from benchmarks.strangers.measures.idle_connections import idle_connections
from benchmarks.strangers.measures.large_messages import large_messages
from benchmarks.strangers.measures.packet_loss import packet_loss
from benchmarks.strangers.measures.port_probes import port_probes
from benchmarks.strangers.measures.reconnecting_address import reconnecting_address
from benchmarks.strangers.measures.stopped_server import stopped_server
from benchmarks.strangers.source_tree import Tree
from benchmarks.strangers.table import Row, tables

__all__ = ["main"]

_HERE = Path(__file__).resolve().parent.parent.parent

_MEASURES: dict[str, Callable[[Choices], list[Case]]] = {
    "lossy": packet_loss,
    "stopped": stopped_server,
    "idle": idle_connections,
    "strangers": port_probes,
    "giants": large_messages,
    "dear": costly_input,
    "door": reconnecting_address,
}


def main(argv: Sequence[str]) -> int:
    """Measure and print; returns the exit code: 0, or 1 when something could not be measured."""
    measure, trees, choices = _read_options(argv)
    rows: list[Row] = []
    failed = False
    for case in _MEASURES[measure](choices):
        if choices.only and case.name not in choices.only:
            continue
        for tree in trees:
            named = {"tree": tree.name} if len(trees) > 1 else {}
            _say(f"{measure}: {case.name}, {tree.name}")
            try:
                found = case.run(tree)
            except MeasurementError as error:
                failed = True
                found = [{"case": case.name, "failed": str(error)}]
            rows += [{**named, **row} for row in found]
            _say(tables(rows[-len(found) :]))
    print(tables(rows), end="")
    return int(failed)


def _read_options(argv: Sequence[str]) -> tuple[str, list[Tree], Choices]:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.strangers", description=sys.modules[__name__].__doc__
    )
    parser.add_argument("measure", choices=_MEASURES)
    parser.add_argument(
        "--tree",
        action="append",
        default=[],
        metavar="[NAME=]PATH",
        help="the folder of a server_init.py; may be given several times (default: this one)",
    )
    parser.add_argument("--count", type=int, help="tries, or connections, of each case")
    parser.add_argument("--seconds", type=float, help="how long each case is watched")
    parser.add_argument("--only", default="", help="only these cases, with commas")
    parser.add_argument(
        "--ahead", action="store_true", help="dear: the server goes before all else on a busy machine (root)"
    )
    found = parser.parse_args(argv)
    trees = [_tree(given) for given in found.tree or [str(_HERE)]]
    for tree in trees:
        if not (tree.folder / "server_init.py").is_file():
            parser.error(f"there is no server_init.py in {tree.folder}")
    only = tuple(name for name in found.only.split(",") if name)
    return found.measure, trees, Choices(found.count, found.seconds, only, found.ahead)


def _tree(given: str) -> Tree:
    name, equals, path = given.partition("=")
    folder = Path(path if equals else given).resolve()
    return Tree(name if equals else folder.name, folder)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
