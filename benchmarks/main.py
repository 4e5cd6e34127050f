"""Runs what was asked for, and writes the page, or compares with an earlier checkout."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measures.all_measures import MEASURES
from benchmarks.measures.bench import Bench
from benchmarks.options import BenchmarkOptions, read_options
from benchmarks.processes import machine
from benchmarks.processes.server_process import MeasurementError
from benchmarks.programs.compiling import compile_program
from benchmarks.report.comparison import comparison
from benchmarks.report.figures import Figures
from benchmarks.report.results_file import Results
from benchmarks.report.results_page import write_page

__all__ = ["main"]


def main(argv: Sequence[str]) -> int:
    """Measure and write; returns the exit code: 0, or 1 when it cannot be done here.

    A comparison is printed, and changes nothing in the folder of the page.
    """
    options = read_options(argv)
    results = Results.read(options.docs)
    try:
        if not options.only_page:
            with tempfile.TemporaryDirectory(prefix="besedka-benchmarks-") as folder:
                _measure(options, results, Path(folder))
    except MeasurementError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say("Stopped; nothing was written of the measure that was under way.")
        return 130
    if not options.compares:
        write_page(results, options.docs)
    return 0


def _measure(options: BenchmarkOptions, results: Results, folder: Path) -> None:
    for peer in options.plan.peers:
        missing = peer.missing()
        if missing:
            _say(f"{peer.name} is left out: {missing}")
    generator = compile_program("generator", folder)
    server_cpu, generator_cpu = machine.cores()
    for name in options.measures:
        figures = Figures()
        bench = Bench(options.plan, folder, generator, server_cpu, generator_cpu, figures, _say)
        MEASURES[name](bench)
        if options.compares:
            print(comparison(name, figures), flush=True)
        else:
            results.figures.replace(name, figures)
            results.describe(name, options.plan)
            results.write(options.docs)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
