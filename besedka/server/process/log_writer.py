"""Writes lines in a thread, so that a paused terminal, or a pipe whose reader does not read, never stops the server."""

import queue
import threading
import time
from collections.abc import Callable

from besedka.descriptors import FailureKind, LineOutput, failure_kind
from besedka.dialects.words.timestamps import write_time

__all__ = ["LogWriter"]

_LINES = 10_000
"""Lines that wait to be written; what comes then is counted and dropped, since a full disk stops no chat."""


class LogWriter:
    """A stream on the file `descriptor`, written by a thread of its own.

    At most `limit` writes, each of whole lines, wait. What comes on top is dropped, and so is what a full disk does not
    take; how many lines that were is a line of its own once there is room. When the reader is gone, what is written
    vanishes. `on_trouble` is called in the thread, once for a lack of room, and once for any other failure.
    """

    def __init__(
        self,
        descriptor: int,
        encoding: str = "utf-8",
        *,
        limit: int = _LINES,
        on_trouble: Callable[[OSError], None] = lambda _: None,
    ) -> None:
        self._descriptor = descriptor
        self._encoding = encoding
        self._on_trouble = on_trouble
        self._output = LineOutput(descriptor, _notice)
        self._waiting: queue.Queue[str | None] = queue.Queue(limit)
        self._dropped = 0
        self._counting = threading.Lock()
        self._told: set[FailureKind] = set()
        self._gone = False
        self.failed = False
        """Whether it could not be written to for another reason than a lack of room or of a reader."""
        # A daemon, so that a descriptor that blocks for ever does not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def write(self, text: str) -> int:
        """Have `text` written soon; returns at once."""
        if not self._gone:
            try:
                self._waiting.put_nowait(text)
            except queue.Full:
                with self._counting:
                    self._dropped += text.count("\n")
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is held back here."""

    def close(self, timeout: float) -> None:
        """Wait, at most `timeout` seconds, until all is written."""
        if self._gone:
            return
        try:
            self._waiting.put(None, timeout=timeout)
        except queue.Full:
            return
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._gone and (text := self._waiting.get()) is not None:
            self._put(text.encode(self._encoding, "backslashreplace"))
        if not self._gone:
            self._put(b"")  # what is owed: the end of a line, and how many were lost

    def _put(self, lines: bytes) -> None:
        with self._counting:
            dropped, self._dropped = self._dropped, 0
        self._output.lose(dropped)
        error = self._output.write(lines)
        if error is None:
            return
        found = failure_kind(error, self._descriptor)
        self._gone = found is FailureKind.GONE
        self.failed |= found is FailureKind.OTHER
        if not self._gone and found not in self._told:
            self._told.add(found)
            self._on_trouble(error)


def _notice(lines: int) -> bytes:
    now = write_time(time.time_ns() // 1_000_000)
    return f"time={now} level=warning event=dropped lines={lines}\n".encode()
