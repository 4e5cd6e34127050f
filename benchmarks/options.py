"""The options of `python -m benchmarks`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measures.all_measures import MEASURES
from benchmarks.option_values import client_count, duration, round_count
from benchmarks.peers import ALL, beside, by_names
from benchmarks.plan import Plan

__all__ = ["BenchmarkOptions", "read_options"]

_DOCS = Path(__file__).resolve().parent.parent / "docs"


@dataclass(frozen=True, slots=True)
class BenchmarkOptions:
    """What to measure, how, and where the page is."""

    measures: tuple[str, ...]
    plan: Plan
    docs: Path
    only_page: bool
    compares: bool = False
    """Whether the run is for the comparison with an earlier checkout, and the page stays as it is."""


def read_options(argv: Sequence[str]) -> BenchmarkOptions:
    """Return what was asked for; ends the program when something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=f"Peers: {', '.join(peer.name for peer in ALL)}."
    )
    parser.add_argument("measure", choices=[*MEASURES, "all", "page"], help="page: only write the page again")
    parser.add_argument(
        "--peers", default="", help="only these, with commas (default: all that are installed)"
    )
    parser.add_argument("--clients", type=_numbers, default=(), help="other numbers of clients, with commas")
    parser.add_argument("--rounds", type=round_count, default=3, help="default: %(default)s")
    parser.add_argument("--seconds", type=duration, default=2.0, help="of one round (default: %(default)s)")
    parser.add_argument(
        "--docs", type=Path, default=_DOCS, help="the folder of benchmarks.md (default: docs)"
    )
    parser.add_argument(
        "--before",
        type=Path,
        metavar="PATH",
        help="compare with the Besedka of this checkout: ratios on the standard output, and no page",
    )
    found = parser.parse_args(argv)
    try:
        peers = by_names(found.peers)
        if found.before is not None:
            peers = beside(peers, found.before)
    except ValueError as error:
        parser.error(str(error))
    measures = tuple(MEASURES) if found.measure == "all" else (found.measure,)
    plan = Plan(tuple(peers), found.clients, found.rounds, found.seconds)
    only_page, compares = found.measure == "page", found.before is not None
    if only_page and compares:
        parser.error("the page has nothing of what was before")
    return BenchmarkOptions(() if only_page else measures, plan, found.docs, only_page, compares)


def _numbers(given: str) -> tuple[int, ...]:
    return tuple(sorted({client_count(number) for number in given.split(",")}))
