"""`besedka load`, that is `python -m besedka load`."""

import os
from collections.abc import Sequence

from besedka.load.options import read_options

__all__ = ["main"]


def main(argv: Sequence[str], *, program: str) -> int:
    """Simulate the load that the options ask for; returns the exit code. `program` is how it was started.

    0: it held. 1: a condition of failure came about, or there was no run at all. 2: the command line makes no sense, or
    asks for what is not allowed. 130: it held until Ctrl-C ended it.
    """
    options = read_options(argv, os.environ, program)
    from besedka.load.command import execute  # noqa: PLC0415 - `--help` needs no asyncio

    return execute(options)
