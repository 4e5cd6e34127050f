"""Writing to the user's terminal or pipe without ever holding up the event loop."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from besedka.descriptors import FailureKind, LineOutput, failure_kind

__all__ = ["BACKLOG", "Writer"]

BACKLOG: Final = 1_048_576
"""Bytes that may wait to be written before whoever writes should wait."""

_CHUNK: Final = 65_536


class Writer:
    """A thread that writes bytes to a file descriptor, in order, all of them.

    A terminal that is stopped (Ctrl-S) or slow blocks the thread and nothing else, so that the connection
    stays alive. The descriptor is expected to be blocking and stays as it is; should somebody who shares it
    have made it non-blocking, the thread waits and tries again, and still nothing is lost or garbled.
    What a full disk does not take is lost, line by line (`lost`). `on_broken` is called once, in the loop, when the
    other side is gone, or with what else went wrong; what is written later vanishes.
    """

    def __init__(self, fd: int, on_broken: Callable[[OSError | None], None] = lambda _: None) -> None:
        self._fd = fd
        self._on_broken = on_broken
        self._output = LineOutput(fd)
        self._trouble: OSError | None = None
        self._chunks: deque[bytes] = deque()
        self._waiting = 0
        self._changed = threading.Condition()
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Event()
        self._closing = False
        self._broken = False
        self._thread = threading.Thread(target=self._run, name="terminal writer", daemon=True)
        self._thread.start()

    def write(self, data: bytes | str) -> None:
        """Have these bytes (a text: in UTF-8) written; returns at once."""
        data = data.encode("utf-8", "replace") if isinstance(data, str) else data
        with self._changed:
            if data and not self._broken and not self._closing:
                self._chunks.append(data)
                self._waiting += len(data)
                self._changed.notify_all()

    async def drain(self) -> None:
        """Wait while more than `BACKLOG` bytes wait."""
        while self._waiting > BACKLOG:
            self._room.clear()
            await self._room.wait()

    def flush(self, timeout: float | None) -> bool:
        """Block until everything is written; False when that took longer than `timeout` seconds.

        None waits as long as it takes.
        """
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting or self._broken, timeout)

    def close(self, timeout: float | None = 1.0) -> None:
        """Write what waits, but for at most `timeout` seconds; the descriptor stays open.

        None waits as long as it takes.
        """
        self.flush(timeout)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout)

    @property
    def lost(self) -> int:
        """How many lines there was no room for."""
        return self._output.lost

    @property
    def trouble(self) -> OSError | None:
        """Why they were lost."""
        return self._trouble

    def _run(self) -> None:
        while data := self._next():
            error = self._output.write(data)
            if error is not None:
                found = failure_kind(error, self._fd)
                if found is not FailureKind.FULL:
                    self._break(None if found is FailureKind.GONE else error)
                    return
                self._trouble = error
            self._count(len(data))

    def _next(self) -> bytes:
        """What is to be written next: whole writes, not much more than a chunk; nothing at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._chunks or self._closing)
            data = bytearray()
            while self._chunks and not self._closing and len(data) < _CHUNK:
                data += self._chunks.popleft()
            return bytes(data)

    def _count(self, written: int) -> None:
        with self._changed:
            had_room, self._waiting = self._waiting <= BACKLOG, self._waiting - written
            self._changed.notify_all()
            if not had_room and self._waiting <= BACKLOG:
                self._in_loop(self._room.set)

    def _break(self, error: OSError | None) -> None:
        with self._changed:
            self._broken = True
            self._chunks.clear()
            self._waiting = 0
            self._changed.notify_all()
        self._in_loop(self._room.set)
        self._in_loop(lambda: self._on_broken(error))

    def _in_loop(self, what: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it whoever wanted to know
            self._loop.call_soon_threadsafe(what)
