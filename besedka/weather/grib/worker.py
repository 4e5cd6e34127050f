"""The decoder's own process: reads messages from its standard input, writes fields to its standard output.

Run by `besedka.weather.grib.decoder` as a program. It has bounds of its own, where the system knows such: the
processor time of one message, and memory. It ends when its input does.
"""

import os
import signal
import sys
from typing import BinaryIO

from besedka.weather.data.failures import CorruptDataError
from besedka.weather.grib.frames import FAILED, FIELD, NOT_OURS, READY, frame, read_frame
from besedka.weather.grib.header import Field, write_header

try:
    import resource
except ImportError:  # Windows has no such bounds; there the clock of the decoder is the only one
    resource = None  # type: ignore[assignment]

__all__ = ["main"]


def main(memory: int, seconds: int) -> None:
    """Decode until the input ends; `memory` bytes beyond what is used when it is ready, `seconds` a message."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole terminal; the decoder ends us
    output = _take_output()
    try:
        from besedka.weather.grib.decoding import decode  # noqa: PLC0415 - a missing extra is told, not a crash
    except (ImportError, RuntimeError, OSError) as error:
        _send(output, frame(FAILED, f"ecCodes cannot be loaded: {error}".encode()))
        return
    _bound_memory(memory)
    _send(output, frame(READY))
    while (request := read_frame(sys.stdin.buffer)) is not None:
        _bound_time(seconds)
        try:
            found = decode(request[1])
        except CorruptDataError as error:
            _send(output, frame(FAILED, str(error).encode()))
        else:
            _send(output, frame(NOT_OURS) if found is None else _field(found))


def _send(output: BinaryIO, content: bytes) -> None:
    output.write(content)
    output.flush()


def _field(field: Field) -> bytes:
    header = write_header(field.header)
    return frame(FIELD, len(header).to_bytes(4, "big"), header, field.values)


def _take_output() -> BinaryIO:
    """The standard output for ourselves: what a C library prints goes nowhere."""
    output = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return output


def _bound_memory(more: int) -> None:
    if resource is not None and (used := _address_space()) is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_at_most(used + more, hard), hard))


def _bound_time(seconds: int) -> None:
    """Processor time from now on: the limit of a process counts from its start."""
    if resource is not None:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (_at_most(until, hard), hard))


def _at_most(limit: int, hard: int) -> int:
    return limit if hard == resource.RLIM_INFINITY else min(limit, hard)


def _address_space() -> int | None:
    """Bytes of address space in use; None where the system does not say (only Linux does so)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path of ours
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
