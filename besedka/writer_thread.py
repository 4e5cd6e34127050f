"""Writing to a descriptor whose reader may not read: in a thread, so that whoever writes never waits for it."""

import threading
from collections import deque
from collections.abc import Callable

from besedka.descriptors import LineOutput

__all__ = ["WriterThread"]


class WriterThread(threading.Thread):
    """A thread that hands lines to a `LineOutput`, in the order in which they were put.

    It starts at once, and is a daemon: a descriptor that blocks for ever does not keep the program from ending.

    `limit` is how many writes may wait; the lines of those beyond it are dropped, and counted by the output
    (`LineOutput.lose`). None: no limit, whoever puts looks at `waiting`. `at_once` is how many bytes of short writes
    are joined into one; a write is never cut.

    Both callbacks are called in the thread. `on_error` gets what the output did not take, and says whether to go on;
    when not, all that waits is dropped, as is whatever is put later. `on_progress` is told how many bytes waited
    before and after each write.
    """

    def __init__(
        self,
        output: LineOutput,
        on_error: Callable[[OSError], bool],
        *,
        name: str,
        limit: int | None = None,
        at_once: int = 1,
        on_progress: Callable[[int, int], None] = lambda _before, _after: None,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._output = output
        self._on_error = on_error
        self._on_progress = on_progress
        self._limit = limit
        self._at_once = at_once
        self._writes: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._ending = False
        self._broken = False
        self._dropped = 0
        self.waiting = 0
        """Bytes that were put and are not written yet."""
        self.start()

    def put(self, lines: bytes) -> None:
        """Have these written; returns at once."""
        with self._changed:
            if self._broken or self._ending:
                return
            if self._limit is not None and len(self._writes) >= self._limit:
                self._dropped += lines.count(b"\n")
                return
            self._writes.append(lines)
            self.waiting += len(lines)
            if len(self._writes) == 1:  # else the thread is not waiting for any
                self._changed.notify_all()

    def flush(self, timeout: float | None) -> bool:
        """Block until nothing waits; False when that took longer than `timeout` seconds (None: as long as it takes)."""
        with self._changed:
            return self._changed.wait_for(lambda: not self.waiting or self._broken, timeout)

    def finish(self, timeout: float) -> None:
        """Write what waits, and what the output owes, but block for `timeout` seconds at most: the rest comes later."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self.join(timeout)

    def abandon(self, timeout: float | None) -> None:
        """Drop what waits; blocks until the write that is under way has ended, or for `timeout` seconds."""
        with self._changed:
            self._ending = self._broken = True
            self._drop()
        self.join(timeout)

    def run(self) -> None:
        """Write until the end; called by `threading` alone."""
        while (lines := self._next()) is not None:
            error = self._output.write(lines)
            if error is not None and not self._on_error(error):
                self._break()
                return
            self._count(len(lines))
        if not self._broken:
            self._settle()

    def _next(self) -> bytes | None:
        """Whole writes, `at_once` bytes of them or the one that is longer; None at the end."""
        with self._changed:
            while not self._writes:
                if self._ending:
                    return None
                self._changed.wait()
            lines = bytearray(self._writes.popleft())
            while self._writes and len(lines) < self._at_once:
                lines += self._writes.popleft()
            self._lose_dropped()
            return bytes(lines)

    def _count(self, written: int) -> None:
        with self._changed:
            if self._broken:
                return
            before, self.waiting = self.waiting, self.waiting - written
            if not self.waiting:  # what `flush` waits for
                self._changed.notify_all()
        self._on_progress(before, before - written)

    def _break(self) -> None:
        with self._changed:
            self._broken = True
            before = self.waiting
            self._drop()
        self._on_progress(before, 0)

    def _drop(self) -> None:
        self._writes.clear()
        self.waiting = 0
        self._changed.notify_all()

    def _settle(self) -> None:
        """The end: a line that has begun, and how many were lost."""
        with self._changed:
            self._lose_dropped()
        error = self._output.write(b"")
        if error is not None:
            self._on_error(error)

    def _lose_dropped(self) -> None:
        self._output.lose(self._dropped)
        self._dropped = 0
