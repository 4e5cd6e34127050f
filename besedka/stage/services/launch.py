"""`python -m besedka.stage.services.launch CPUS -- COMMAND…`: runs a command on some CPUs alone, in its own process.

`CPUS` is a list of numbers, such as `0,2-3`. Of them, those count that exist and on which this process may run; if
there are none of these, the command may run wherever this process may.
"""

import os
import sys
from collections.abc import Sequence

__all__ = ["cpus", "main"]

_USAGE = "usage: python -m besedka.stage.services.launch CPUS -- COMMAND [ARGUMENT ...]"
_MAX_CPU = 1 << 16


def cpus(text: str) -> set[int]:
    """Return the numbers of a list such as `0,2-3`. Raises `ValueError`."""
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        numbers = (first, last) if dash else (first, first)
        if not all(number.isascii() and number.isdigit() and int(number) < _MAX_CPU for number in numbers):
            raise ValueError(f"{text!r} is not a list of CPUs")
        found.update(range(int(numbers[0]), int(numbers[1]) + 1))
    return found


def main(argv: Sequence[str]) -> int:
    """Become the command. Return an exit code only if that is not possible: 2 for a wrong command line, 126 for a
    command that cannot be run, 127 for one that does not exist.
    """
    if len(argv) < 3 or argv[1] != "--":
        print(_USAGE, file=sys.stderr)
        return 2
    try:
        allowed = cpus(argv[0]) & os.sched_getaffinity(0)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if allowed:
        os.sched_setaffinity(0, allowed)
    try:
        os.execvp(argv[2], list(argv[2:]))  # noqa: S606 - the command is the caller's own
    except OSError as error:
        print(f"{argv[2]}: {error.strerror}", file=sys.stderr)
        return 127 if isinstance(error, FileNotFoundError) else 126


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
