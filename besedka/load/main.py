"""`besedka load`, also `python -m besedka load`."""

import os
from collections.abc import Sequence

from besedka.load.options import read_options

__all__ = ["main"]


def main(argv: Sequence[str], *, program: str) -> int:
    """Simulate the load that the options request; return the exit code. `program` is the command that started it.

    0: no condition of failure was met. 1: one was met, or there was no run. 2: the command line is invalid, or asks for
    something that is not allowed. 130: no condition was met until Ctrl-C ended the run.
    """
    options = read_options(argv, os.environ, program)
    from besedka.load.command import execute  # noqa: PLC0415 - `--help` needs no asyncio

    return execute(options)
