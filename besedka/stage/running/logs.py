"""Shows the logs of services, and follows them."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from besedka.chat.language.text import clean
from besedka.stage.regular_file import open_regular
from besedka.stage.running.raising.log_tail import end_of_lines, tail
from besedka.standard_streams import say

__all__ = ["show_logs"]

_STEP: Final = 0.2
_AT_ONCE: Final = 1 << 20
"""Bytes read of a log at a time, while it is followed."""


def show_logs(files: list[Path], lines: int, *, follow: bool, ended: Callable[[], bool]) -> None:
    """Print the last lines of the logs, each line behind its service's name if there are several.

    With `follow`, go on with what is appended until `ended` is true.
    """
    width = max((len(file.stem) for file in files), default=0) if len(files) > 1 else 0
    read = {file: end_of_lines(file) for file in files} if follow else {}
    for file in files:
        _print(file, tail(file, lines, read.get(file)), width)
    while follow and not ended():
        for file in files:
            read[file] = _print_new(file, read[file], width)
        time.sleep(_STEP)


def _print_new(file: Path, since: int, width: int) -> int:
    """Print the whole lines behind this place; return the place behind them."""
    if _size(file) < since:  # It was begun anew.
        since = 0
    try:
        with open_regular(file) as opened:
            opened.seek(since)
            whole, newline, _ = opened.read(_AT_ONCE).rpartition(b"\n")
    except OSError:
        return since
    if newline:
        _print(file, whole.decode(errors="replace").splitlines(), width)
    return since + len(whole) + len(newline)


def _print(file: Path, lines: list[str], width: int) -> None:
    prefix = f"{file.stem:{width}} | " if width else ""
    if lines:
        say("\n".join(prefix + clean(line, newline=False) for line in lines))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
