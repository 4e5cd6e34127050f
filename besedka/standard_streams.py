"""Printing to standard output and standard error, and handling of failures.

- A slow reader is waited for, even if the descriptor is non-blocking.
- If the reader is gone, output ends silently.
- Any other failure on standard output raises `OutputLost`; a failure on standard error cannot be reported.
"""

import os
import sys
from io import TextIOWrapper
from typing import TextIO

from besedka.descriptors import FailureKind, LineOutput, failure_kind, fill_standard_descriptors

__all__ = ["OutputLost", "complain", "open_standard_streams", "say", "tell"]


class OutputLost(Exception):  # noqa: N818 - the name states what happened
    """Standard output did not accept all of the output; `error` is the cause."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


def open_standard_streams() -> None:
    """Open the standard streams that were closed at startup, and prevent encoding errors."""
    fill_standard_descriptors()
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(descriptor, "w", encoding="utf-8", closefd=False))  # noqa: SIM115
        elif isinstance(stream, TextIOWrapper):  # Show unencodable characters as escapes instead of failing.
            stream.reconfigure(errors="backslashreplace")


def say(text: str, end: str = "\n") -> None:
    """Print to standard output, unbuffered. May raise `OutputLost`."""
    error = _put(sys.stdout, text + end)
    if error is not None:
        raise OutputLost(error)


def complain(text: str, end: str = "\n") -> None:
    """Print to standard error, unbuffered. Output that it does not accept is dropped; never raises."""
    tell(sys.stderr, text + end)


def tell(stream: TextIO, text: str) -> None:
    """Write to `stream`, unbuffered. Output that it does not accept is dropped; unencodable characters become "?"."""
    # Not every console supports every language; a sentence with question marks is better than a traceback.
    encoding = stream.encoding or "utf-8"
    _put(stream, text.encode(encoding, "replace").decode(encoding))


def _put(stream: TextIO, text: str) -> OSError | None:
    """Write everything; return the error, or None on success and if the reader is gone."""
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
    """Return the descriptor to write to directly.

    The stream itself would lose data that a non-blocking descriptor does not accept at once. None for a
    replacement stream without a descriptor, and on systems without non-blocking output (Windows),
    where consoles have an encoding of their own.
    """
    try:
        return stream.fileno() if os.name == "posix" else None
    except (AttributeError, OSError, ValueError):
        return None


def _close(stream: TextIO) -> None:
    """Redirect the stream to the null device: otherwise its buffer would be flushed again at exit, with a traceback."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
