"""Writes to the user's terminal or pipe without blocking the event loop."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from besedka.descriptors import FailureKind, LineOutput, failure_kind
from besedka.writer_thread import WriterThread

__all__ = ["BACKLOG", "OutputWriter"]

BACKLOG: Final = 1_048_576
"""Bytes that may be queued; above that, callers should `drain`."""

_CHUNK: Final = 65_536


class OutputWriter:
    """Writes all bytes in order to a file descriptor, using a `WriterThread`.

    - A terminal that is stopped (Ctrl-S) or slow blocks only the thread, so the connection stays alive.
    - The descriptor is expected to be blocking and its mode is not changed. If another process sharing it made it
      non-blocking, the thread waits and retries; nothing is lost or garbled.
    - Lines that do not fit on a full disk are lost and counted (`lost`).
    - `on_broken` is called once, in the loop: with None when the other end is closed, with the error for any other
      failure. Later writes are discarded.
    """

    def __init__(self, fd: int, on_broken: Callable[[OSError | None], None] = lambda _: None) -> None:
        self._fd = fd
        self._on_broken = on_broken
        self._trouble: OSError | None = None
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Event()
        self._output = LineOutput(fd)
        self._thread = WriterThread(
            self._output,
            self._on_error,
            name="terminal writer",
            at_once=_CHUNK,
            on_progress=self._on_progress,
        )

    def write(self, data: bytes | str) -> None:
        """Queue bytes (a `str` is encoded in UTF-8); returns at once."""
        data = data.encode("utf-8", "replace") if isinstance(data, str) else data
        if data:
            self._thread.put(data)

    async def drain(self) -> None:
        """Wait while more than `BACKLOG` bytes are queued."""
        while self._thread.waiting > BACKLOG:
            self._room.clear()
            await self._room.wait()

    def flush(self, timeout: float | None) -> bool:
        """Block until everything is written; return False if that took longer than `timeout` seconds.

        None: no timeout.
        """
        return self._thread.flush(timeout)

    def close(self, timeout: float | None = 1.0) -> None:
        """Write what is queued, for at most `timeout` seconds (None: no timeout). The descriptor stays open."""
        self.flush(timeout)
        self._thread.abandon(timeout)

    @property
    def lost(self) -> int:
        """The number of lines lost because there was no room for them."""
        return self._output.lost

    @property
    def trouble(self) -> OSError | None:
        """The error that caused the loss."""
        return self._trouble

    # -- called in the writer thread --------------------------------------------------------------------------------

    def _on_error(self, error: OSError) -> bool:
        found = failure_kind(error, self._fd)
        if found is FailureKind.FULL:
            self._trouble = error
            return True
        self._in_loop(lambda: self._on_broken(None if found is FailureKind.GONE else error))
        return False

    def _on_progress(self, before: int, after: int) -> None:
        if before > BACKLOG >= after:
            self._in_loop(self._room.set)

    def _in_loop(self, what: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed, so the callback is not needed
            self._loop.call_soon_threadsafe(what)
