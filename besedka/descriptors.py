"""File descriptors: reading and writing them, what a failure means, and how many a process may have.

docs/decisions/0019-descriptors.md says why.

*Again* is no failure: it is waited for. *Full* may pass: what was to be written is dropped, counted, and the next is
tried. *Gone* is a quiet end. Anything else has to be told to somebody.
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
"""Bytes that are read or written at once: what a pipe of Linux holds (pipe(7))."""

_WAIT: Final = 1.0
"""Seconds after which it is tried again in any case. Chosen."""

_MOMENT: Final = 0.05
"""Seconds between two tries where it cannot be waited for. Chosen."""

_STANDARD_ERROR: Final = 2

_AGAIN: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EINTR})
_FULL: Final = frozenset(
    {errno.ENOSPC, errno.EFBIG, errno.ENOMEM, errno.ENOBUFS, getattr(errno, "EDQUOT", errno.ENOSPC)}
)
_GONE: Final = frozenset({errno.EPIPE, errno.ECONNRESET, getattr(errno, "ESHUTDOWN", errno.EPIPE)})
_HUNG_UP: Final = frozenset({errno.EIO, errno.ENXIO})


class FailureKind(Enum):
    """What a failed read or write means."""

    AGAIN = auto()
    """Not now: wait, nothing is lost."""
    FULL = auto()
    """There is no room, and there may be some later."""
    GONE = auto()
    """Nobody is at the other end any more, or there never was one."""
    OTHER = auto()
    """Somebody has to be told."""


def failure_kind(error: OSError, descriptor: int) -> FailureKind:
    """Which kind of failure this is; to be asked before anything else happens to the descriptor."""
    number = error.errno
    if number in _AGAIN:
        return FailureKind.AGAIN
    if number in _FULL:
        return FailureKind.FULL
    if number in _GONE or (number in _HUNG_UP and _has_hung_up(descriptor)):
        return FailureKind.GONE
    # The same number says that it is closed, and that it is open only for the other direction.
    return FailureKind.GONE if number == errno.EBADF and not _is_open(descriptor) else FailureKind.OTHER


def read(descriptor: int, size: int = _CHUNK) -> bytes:
    """Block until there is something to read; b"" at the end, and when the other side is gone.

    Raises any other `OSError`.
    """
    while (data := _read_now(descriptor, size)) is None:
        wait(descriptor, reading=True)
    return data


def _read_now(descriptor: int, size: int) -> bytes | None:
    """What there is to read; None when there is nothing now."""
    try:
        return os.read(descriptor, size)
    except OSError as error:
        found = failure_kind(error, descriptor)
        if found is FailureKind.OTHER or found is FailureKind.FULL:
            raise
        return None if found is FailureKind.AGAIN else b""


class LineOutput:
    """Writes whole lines to a descriptor, blocking; whatever fails, no line is glued to another one.

    Of lines that cannot be written none is kept, but a line that has begun is completed before anything else is
    written. `notice` makes the line that says, before the next one, how many were lost; without one the count stays.
    """

    def __init__(self, descriptor: int, notice: Callable[[int], bytes] | None = None) -> None:
        self._descriptor = descriptor
        self._notice = notice
        self._begun = b""
        self._lost = 0
        self._error: OSError | None = None

    @property
    def lost(self) -> int:
        """Lines that were not written, or not to their end, and of which no notice was given."""
        return self._lost + 1 if self._begun else self._lost

    def lose(self, lines: int = 1) -> None:
        """Count lines that did not even come here."""
        self._lost += lines

    def write(self, lines: bytes) -> OSError | None:
        """Write complete lines; returns why not all could be. With no lines, only what is still owed is written."""
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
        """Complete what has begun and say what was lost; False when that cannot be done yet."""
        self._begun = self._rest(self._begun)
        if not self._begun and self._lost and self._notice:
            line = self._notice(self._lost)
            rest = self._rest(line)
            if len(rest) < len(line):
                self._lost, self._begun = 0, rest
        return self._error is None

    def _rest(self, data: bytes) -> bytes:
        """Write; returns what could not be."""
        view = memoryview(data)
        self._error = None
        while view and self._error is None:
            view = view[self._write_now(view[:_CHUNK]) :]
        return bytes(view)

    def _write_now(self, data: memoryview) -> int:
        """How many bytes were taken; `_error` says why none ever will be."""
        try:
            return os.write(self._descriptor, data)
        except OSError as error:
            if failure_kind(error, self._descriptor) is FailureKind.AGAIN:
                wait(self._descriptor, reading=False)
            else:
                self._error = error
            return 0


def fill_standard_descriptors() -> None:
    """What was closed (`<&-`) becomes /dev/null: else a socket would take its number, and get what is printed."""
    filler = os.open(os.devnull, os.O_RDWR)
    while filler <= _STANDARD_ERROR:
        os.set_inheritable(filler, True)
        filler = os.dup(filler)
    os.close(filler)


def raise_file_limit(unlimited: int) -> int:
    """Let this process have as many open files as it may: `RLIMIT_NOFILE`'s soft limit becomes its hard one.

    Where that is infinite, `unlimited` is asked for, unless there are more already. Returns the limit from here on;
    0 where there is no telling (Windows).
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
        except (OSError, ValueError):  # Some systems have a lower limit that they do not tell.
            return soft
    return wish


def wait(descriptor: int, *, reading: bool) -> None:
    """Block until it is worth another try, or a moment has passed."""
    wanted = [descriptor]
    try:
        select.select(wanted if reading else [], [] if reading else wanted, [], _WAIT)
    except (OSError, ValueError):  # no socket on Windows, a number that is too large, or closed meanwhile
        time.sleep(_MOMENT)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _has_hung_up(descriptor: int) -> bool:
    """Whether it was a terminal. One that is still there refuses for other reasons: we are in its background."""
    try:
        return stat.S_ISCHR(os.fstat(descriptor).st_mode) and not os.isatty(descriptor)
    except OSError:
        return True
