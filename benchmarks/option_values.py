"""Readers of the benchmarks' option values; argparse says what was wrong with one."""

import argparse
from collections.abc import Callable
from pathlib import Path

__all__ = ["between", "checkout_folder", "client_count", "duration", "round_count"]

_MOST_CLIENTS = 20_000
_MOST_ROUNDS = 20
_LONGEST = 60.0


def between(least: int, most: int) -> Callable[[str], int]:
    """Return what reads an integer within bounds."""

    def integer(given: str) -> int:
        number = int(given)
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{given} is not between {least} and {most}")
        return number

    return integer


client_count = between(2, _MOST_CLIENTS)
round_count = between(1, _MOST_ROUNDS)


def duration(given: str) -> float:
    """Read how many seconds a round lasts."""
    number = float(given)
    if not 0 < number <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{given} is not between 0 and {_LONGEST:g}")
    return number


def checkout_folder(given: str) -> Path:
    """Read the folder of a checkout of the project."""
    folder = Path(given)
    if not (folder / "server_init.py").is_file():
        raise argparse.ArgumentTypeError(f"{given} has no server_init.py")
    return folder
