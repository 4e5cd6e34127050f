"""Writing to a descriptor in a thread, so that the caller never blocks, even if the reader does not read."""

import threading
from collections import deque
from collections.abc import Callable

from besedka.descriptors import LineOutput

__all__ = ["WriterThread"]


class WriterThread(threading.Thread):
    """A thread that writes lines to a `LineOutput`, in the order in which they were put.

    It starts at once and is a daemon: a descriptor that blocks forever does not keep the program from exiting.

    - `limit` is the maximum number of queued writes. Lines of further writes are dropped, and counted by the
      output (`LineOutput.lose`). None means no limit; the caller checks `waiting`.
    - `at_once` is the number of bytes up to which short writes are joined into one; a write is never split.
    - `on_error` is called with an error of the output, and returns whether to continue. If not, everything
      queued or put later is dropped.
    - `on_progress` is called with the number of bytes that were waiting before and after each write.

    Both callbacks are called in the thread.
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
        """Bytes that were put and not written yet."""
        self.start()

    def put(self, lines: bytes) -> None:
        """Queue lines for writing; return at once."""
        with self._changed:
            if self._broken or self._ending:
                return
            if self._limit is not None and len(self._writes) >= self._limit:
                self._dropped += lines.count(b"\n")
                return
            self._writes.append(lines)
            self.waiting += len(lines)
            if len(self._writes) == 1:  # otherwise the thread is not waiting
                self._changed.notify_all()

    def flush(self, timeout: float | None) -> bool:
        """Block until everything is written; return False after `timeout` seconds (None: no limit)."""
        with self._changed:
            return self._changed.wait_for(lambda: not self.waiting or self._broken, timeout)

    def finish(self, timeout: float) -> None:
        """Write everything queued or pending in the output. Block at most `timeout` seconds; the rest comes later."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self.join(timeout)

    def abandon(self, timeout: float | None) -> None:
        """Drop queued lines. Blocks until the current write has ended, or for `timeout` seconds."""
        with self._changed:
            self._ending = True
        self._break()
        self.join(timeout)

    def run(self) -> None:
        """Write until the end; called only by `threading`."""
        while (lines := self._next()) is not None:
            error = self._output.write(lines)
            if error is not None and not self._on_error(error):
                self._break()
                return
            self._count(len(lines))
        if not self._broken:
            self._settle()

    def _next(self) -> bytes | None:
        """Return whole writes joined up to about `at_once` bytes, at least one; None at the end."""
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
            if not self.waiting:  # the condition that `flush` waits for
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
        """Write pending output at the end: the rest of a partial line and the notice of lost lines."""
        with self._changed:
            self._lose_dropped()
        error = self._output.write(b"")
        if error is not None:
            self._on_error(error)

    def _lose_dropped(self) -> None:
        self._output.lose(self._dropped)
        self._dropped = 0
