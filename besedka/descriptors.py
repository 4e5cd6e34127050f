"""File descriptors: reading, writing, classification of errors, and the limit on open files.

The reasons are in docs/decisions/0019-descriptors.md. Errors are classified as follows:

- *Again* is not a failure: the operation waits and is retried.
- *Full* may be temporary: the output is dropped and counted, and the next output is tried.
- *Gone* ends the output silently.
- Any other error has to be reported.
"""

import errno
import os
import select
import stat
import time
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

__all__ = [
    "FailureKind",
    "LineOutput",
    "failure_kind",
    "fill_standard_descriptors",
    "raise_file_limit",
    "read",
    "wait",
]

_CHUNK: Final = 65_536
"""Bytes read or written at a time: the capacity of a pipe on Linux (pipe(7))."""

_SELECT_TIMEOUT: Final = 1.0
"""Seconds after which an operation is retried in any case. Chosen."""

_RETRY_DELAY: Final = 0.05
"""Seconds between retries where `select` does not work. Chosen."""

_STANDARD_ERROR: Final = 2

_AGAIN: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EINTR})
_FULL: Final = frozenset(
    {errno.ENOSPC, errno.EFBIG, errno.ENOMEM, errno.ENOBUFS, getattr(errno, "EDQUOT", errno.ENOSPC)}
)
_GONE: Final = frozenset({errno.EPIPE, errno.ECONNRESET, getattr(errno, "ESHUTDOWN", errno.EPIPE)})
_HUNG_UP: Final = frozenset({errno.EIO, errno.ENXIO})


class FailureKind(Enum):
    """The meaning of a failed read or write."""

    AGAIN = auto()
    """Not ready: wait and retry, nothing is lost."""
    FULL = auto()
    """No space, but there may be some later."""
    GONE = auto()
    """The other end is closed, or there never was one."""
    OTHER = auto()
    """Any other error, which has to be reported."""


def failure_kind(error: OSError, descriptor: int) -> FailureKind:
    """Return the kind of this failure. Call before any other operation on the descriptor."""
    number = error.errno
    if number in _AGAIN:
        return FailureKind.AGAIN
    if number in _FULL:
        return FailureKind.FULL
    if number in _GONE or (number in _HUNG_UP and _has_hung_up(descriptor)):
        return FailureKind.GONE
    # EBADF means either that it is closed, or that it is open only in the other direction.
    return FailureKind.GONE if number == errno.EBADF and not _is_open(descriptor) else FailureKind.OTHER


def read(descriptor: int, size: int = _CHUNK) -> bytes:
    """Read, blocking until there is data; return b"" at end of file, and if the other end is gone.

    Raises any other `OSError`.
    """
    while (data := _read_now(descriptor, size)) is None:
        wait(descriptor, reading=True)
    return data


def _read_now(descriptor: int, size: int) -> bytes | None:
    """Read without waiting; return None if there is no data yet."""
    try:
        return os.read(descriptor, size)
    except OSError as error:
        found = failure_kind(error, descriptor)
        if found is FailureKind.OTHER or found is FailureKind.FULL:
            raise
        return None if found is FailureKind.AGAIN else b""


class LineOutput:
    """Writes whole lines to a descriptor, blocking. Even after failures, two lines are never joined.

    Lines that cannot be written are dropped, but a partially written line is completed before anything else. Before
    the next line, `notice` is called for a line that states how many were lost; without it, only the count is kept.
    """

    def __init__(self, descriptor: int, notice: Callable[[int], bytes] | None = None) -> None:
        self._descriptor = descriptor
        self._notice = notice
        self._begun = b""
        self._lost = 0
        self._error: OSError | None = None

    @property
    def lost(self) -> int:
        """Lines not written, or only partially, that no notice has reported yet."""
        return self._lost + 1 if self._begun else self._lost

    def lose(self, lines: int = 1) -> None:
        """Count lines that were dropped before they reached this object."""
        self._lost += lines

    def write(self, lines: bytes) -> OSError | None:
        """Write complete lines; return the error if not all were written. No lines: only pending output is written."""
        if not self._is_settled():
            self._lost += lines.count(b"\n")
            return self._error
        rest = self._rest(lines)
        begun = 0 < len(rest) < len(lines) and lines[-len(rest) - 1 : -len(rest)] != b"\n"
        end = rest.find(b"\n") + 1 if begun else 0
        self._begun = rest[:end]
        self._lost += rest[end:].count(b"\n")
        return self._error

    def _is_settled(self) -> bool:
        """Complete a partial line and write the notice; return False if that is not possible yet."""
        self._begun = self._rest(self._begun)
        if not self._begun and self._lost and self._notice:
            line = self._notice(self._lost)
            rest = self._rest(line)
            if len(rest) < len(line):
                self._lost, self._begun = 0, rest
        return self._error is None

    def _rest(self, data: bytes) -> bytes:
        """Write the data; return the unwritten rest."""
        view = memoryview(data)
        self._error = None
        while view and self._error is None:
            view = view[self._write_now(view[:_CHUNK]) :]
        return bytes(view)

    def _write_now(self, data: memoryview) -> int:
        """Return the number of bytes written; set `_error` if no more can be."""
        try:
            return os.write(self._descriptor, data)
        except OSError as error:
            if failure_kind(error, self._descriptor) is FailureKind.AGAIN:
                wait(self._descriptor, reading=False)
            else:
                self._error = error
            return 0


def fill_standard_descriptors() -> None:
    """Open closed standard descriptors (`<&-`) as /dev/null: else a socket would reuse the number and get the
    output."""
    filler = os.open(os.devnull, os.O_RDWR)
    while filler <= _STANDARD_ERROR:
        os.set_inheritable(filler, True)
        filler = os.dup(filler)
    os.close(filler)


def raise_file_limit(unlimited: int) -> int:
    """Raise `RLIMIT_NOFILE`'s soft limit to its hard limit.

    If the hard limit is infinite, `unlimited` is requested, unless the soft limit is already higher. Returns
    the new limit; 0 if it is unknown (Windows).
    """
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wish = max(soft, unlimited) if hard == resource.RLIM_INFINITY else hard
    if soft < wish:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wish, hard))
        except (OSError, ValueError):  # Some systems have a lower, undocumented limit.
            return soft
    return wish


def wait(descriptor: int, *, reading: bool) -> None:
    """Block until the descriptor is ready, or a timeout has passed."""
    wanted = [descriptor]
    try:
        select.select(wanted if reading else [], [] if reading else wanted, [], _SELECT_TIMEOUT)
    except (OSError, ValueError):  # not a socket on Windows, too large a number, or closed meanwhile
        time.sleep(_RETRY_DELAY)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _has_hung_up(descriptor: int) -> bool:
    """Return whether it is a terminal that hung up. An existing one fails because this process is in the background."""
    try:
        return stat.S_ISCHR(os.fstat(descriptor).st_mode) and not os.isatty(descriptor)
    except OSError:
        return True
