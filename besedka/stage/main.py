"""`besedka stage`, also `python -m besedka stage`."""

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from besedka.dialects.words.languages import Language
from besedka.invocation import install_command
from besedka.stage.options import read_options
from besedka.standard_streams import complain

__all__ = ["main"]

_EXTRA = ("supervisor", "trustme")
"""The modules that the extra brings."""


def main(argv: Sequence[str], *, program: str) -> int:
    """Do what the options say with the stand; return the exit code. `program` is the command that started it.

    0: done; with `run`, `load` and `report`, the verdict held. 1: it did not, or a service failed. 2: the command line
    is invalid, or asks for something that this machine has not. 130: interrupted.
    """
    options = read_options(argv, os.environ, program)
    missing = _missing(options.words)
    if missing:
        complain(missing)
        return 2
    from besedka.stage.running.verbs import execute  # noqa: PLC0415 - `--help` needs no extra

    return execute(options)


def _missing(words: Language) -> str:
    """Return what is missing for a stand, or nothing."""
    if not sys.platform.startswith("linux"):
        return words.text("The stand needs Linux.")
    for module in _EXTRA:
        if find_spec(module) is None:
            sentence = words.text(
                "The stand needs the extra besedka[stage] (there is no module {module}): {command}"
            )
            return sentence.format(module=module, command=install_command("stage"))
    return ""
