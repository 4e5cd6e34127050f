"""Writing to the user's terminal or pipe without ever holding up the event loop."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from besedka.descriptors import FailureKind, LineOutput, failure_kind
from besedka.writer_thread import WriterThread

__all__ = ["BACKLOG", "OutputWriter"]

BACKLOG: Final = 1_048_576
"""Bytes that may wait to be written before whoever writes should wait."""

_CHUNK: Final = 65_536


class OutputWriter:
    """Writes bytes to a file descriptor, in order, all of them, with a `WriterThread`.

    A terminal that is stopped (Ctrl-S) or slow blocks the thread and nothing else, so that the connection
    stays alive. The descriptor is expected to be blocking and stays as it is; should somebody who shares it
    have made it non-blocking, the thread waits and tries again, and still nothing is lost or garbled.
    What a full disk does not take is lost, line by line (`lost`). `on_broken` is called once, in the loop, when the
    other side is gone (None), or with what else went wrong; what is written later vanishes.
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
        """Have these bytes (a text: in UTF-8) written; returns at once."""
        data = data.encode("utf-8", "replace") if isinstance(data, str) else data
        if data:
            self._thread.put(data)

    async def drain(self) -> None:
        """Wait while more than `BACKLOG` bytes wait."""
        while self._thread.waiting > BACKLOG:
            self._room.clear()
            await self._room.wait()

    def flush(self, timeout: float | None) -> bool:
        """Block until everything is written; False when that took longer than `timeout` seconds.

        None waits as long as it takes.
        """
        return self._thread.flush(timeout)

    def close(self, timeout: float | None = 1.0) -> None:
        """Write what waits, but for at most `timeout` seconds; the descriptor stays open.

        None waits as long as it takes.
        """
        self.flush(timeout)
        self._thread.abandon(timeout)

    @property
    def lost(self) -> int:
        """How many lines there was no room for."""
        return self._output.lost

    @property
    def trouble(self) -> OSError | None:
        """Why they were lost."""
        return self._trouble

    # -- called in the thread ---------------------------------------------------------------------------------------

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
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it whoever wanted to know
            self._loop.call_soon_threadsafe(what)
