"""Runs what was asked for, and writes the page, or compares with an earlier checkout."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import machine
from benchmarks.child import ChildError
from benchmarks.comparison import comparison
from benchmarks.figures import Figures
from benchmarks.generator import compile_program
from benchmarks.measures import MEASURES
from benchmarks.options import Options, read_options
from benchmarks.page import write_page
from benchmarks.plan import Bench
from benchmarks.records import Record

__all__ = ["main"]


def main(argv: Sequence[str]) -> int:
    """Measure and write; returns the exit code: 0, or 1 when it cannot be done here.

    A comparison is printed, and changes nothing in the folder of the page.
    """
    options = read_options(argv)
    record = Record.read(options.docs)
    try:
        if not options.only_page:
            with tempfile.TemporaryDirectory(prefix="besedka-benchmarks-") as folder:
                _measure(options, record, Path(folder))
    except ChildError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say("Stopped; nothing was written of the measure that was under way.")
        return 130
    if not options.compares:
        write_page(record, options.docs)
    return 0


def _measure(options: Options, record: Record, folder: Path) -> None:
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
            record.figures.replace(name, figures)
            record.describe(name, options.plan)
            record.write(options.docs)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
