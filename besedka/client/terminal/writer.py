"""Writing to the user's terminal or pipe without ever holding up the event loop."""

import asyncio
import contextlib
import os
import select
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

__all__ = ["BACKLOG", "Writer"]

BACKLOG: Final = 1_048_576
"""Bytes that may wait to be written before whoever writes should wait."""

_CHUNK: Final = 65_536


class Writer:
    """A thread that writes bytes to a file descriptor, in order, all of them.

    A terminal that is stopped (Ctrl-S) or slow blocks the thread and nothing else, so that the connection
    stays alive. The descriptor is expected to be blocking and stays as it is; should somebody who shares it
    have made it non-blocking, the thread waits and tries again, and still nothing is lost or garbled.
    `on_broken` is called once, in the loop, when the other side is gone; what is written later vanishes.
    """

    def __init__(self, fd: int, on_broken: Callable[[], None] = lambda: None) -> None:
        self._fd = fd
        self._on_broken = on_broken
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

    def flush(self, timeout: float) -> bool:
        """Block until everything is written; False when that took longer than `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting or self._broken, timeout)

    def close(self, timeout: float = 1.0) -> None:
        """Write what waits, but for at most `timeout` seconds; the descriptor stays open."""
        self.flush(timeout)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._chunks or self._closing)
                if not self._chunks:
                    return
                data = b"".join(self._chunks)
                self._chunks.clear()
            if not self._write(data):
                return

    def _write(self, data: bytes) -> bool:
        view = memoryview(data)
        while view:
            try:
                written = os.write(self._fd, view[:_CHUNK])
            except BlockingIOError:
                select.select([], [self._fd], [], 1.0)
                continue
            except OSError:
                self._break()
                return False
            view = view[written:]
            if not self._count(written) and view:
                return False
        return True

    def _count(self, written: int) -> bool:
        """Note what was written; False when the rest is not wanted any more."""
        with self._changed:
            had_room, self._waiting = self._waiting <= BACKLOG, self._waiting - written
            self._changed.notify_all()
            if not had_room and self._waiting <= BACKLOG:
                self._in_loop(self._room.set)
            return not self._closing

    def _break(self) -> None:
        with self._changed:
            self._broken = True
            self._chunks.clear()
            self._waiting = 0
            self._changed.notify_all()
        self._in_loop(self._room.set)
        self._in_loop(self._on_broken)

    def _in_loop(self, what: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it whoever wanted to know
            self._loop.call_soon_threadsafe(what)
