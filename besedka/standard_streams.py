"""Printing: what a program says on standard output or standard error, and what becomes of it when that fails.

A slow reader is waited for, also where the descriptor is non-blocking. A reader that is gone is a quiet end. What
standard output does not take for any other reason raises `OutputLost`; of standard error nobody can be told.
"""

import os
import sys
from io import TextIOWrapper
from typing import TextIO

from besedka.descriptors import FailureKind, LineOutput, failure_kind, fill_standard_descriptors

__all__ = ["OutputLost", "complain", "open_standard_streams", "say", "tell"]


class OutputLost(Exception):  # noqa: N818 - it says what happened
    """Standard output did not take all that was printed; `error` is why."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


def open_standard_streams() -> None:
    """Open those of the three that were closed at the start, and let no text fail for its encoding."""
    fill_standard_descriptors()
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(descriptor, "w", encoding="utf-8", closefd=False))  # noqa: SIM115
        elif isinstance(stream, TextIOWrapper):  # An old terminal shows what it can, and stops nobody.
            stream.reconfigure(errors="backslashreplace")


def say(text: str, end: str = "\n") -> None:
    """Print on standard output, at once. May raise `OutputLost`."""
    error = _put(sys.stdout, text + end)
    if error is not None:
        raise OutputLost(error)


def complain(text: str, end: str = "\n") -> None:
    """Print on standard error, at once. What it does not take is dropped; never raises."""
    tell(sys.stderr, text + end)


def tell(stream: TextIO, text: str) -> None:
    """Write to `stream`, at once. What it does not take is dropped; what it cannot encode becomes question marks."""
    # Not every console can write every language; a sentence with question marks is better than a traceback.
    encoding = stream.encoding or "utf-8"
    _put(stream, text.encode(encoding, "replace").decode(encoding))


def _put(stream: TextIO, text: str) -> OSError | None:
    """Write everything; returns why that could not be done, and nothing when nobody is there to read it."""
    descriptor = _descriptor(stream)
    if descriptor is None:
        stream.write(text)
        stream.flush()
        return None
    try:
        stream.flush()
        error = LineOutput(descriptor).write(
            text.encode(stream.encoding or "utf-8", stream.errors or "strict")
        )
    except OSError as failure:
        error = failure
    if error is None:
        return None
    found = failure_kind(error, descriptor)
    _close(stream)
    return None if found is FailureKind.GONE else error


def _descriptor(stream: TextIO) -> int | None:
    """Where to write beside the stream, which loses what a non-blocking descriptor does not take at once.

    None for what stands in for it, and where nothing is non-blocking, but consoles have an encoding of their own.
    """
    try:
        return stream.fileno() if os.name == "posix" else None
    except (AttributeError, OSError, ValueError):
        return None


def _close(stream: TextIO) -> None:
    """What is in its buffer would be tried again when the interpreter ends, with a traceback."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
