"""Writes log lines in a thread: a paused terminal, or a pipe whose reader does not read, never stops the server."""

import time
from collections.abc import Callable

from besedka.descriptors import FailureKind, LineOutput, failure_kind
from besedka.dialects.words.timestamps import write_time
from besedka.writer_thread import WriterThread

__all__ = ["LogWriter"]

_LINES = 10_000
"""Lines that wait to be written; what comes then is counted and dropped, since a full disk stops no chat."""
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
        self._told: set[FailureKind] = set()
        self.failed = False
        """Whether it could not be written to for another reason than a lack of room or of a reader."""
        output = LineOutput(descriptor, _notice)
        self._thread = WriterThread(output, self._on_error, name="log-writer", limit=limit)

    def write(self, text: str) -> int:
        """Have `text` written soon; returns at once."""
        self._thread.put(text.encode(self._encoding, "backslashreplace"))
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is held back here."""

    def close(self, timeout: float) -> None:
        """Wait, at most `timeout` seconds, until all is written."""
        self._thread.finish(timeout)

    def _on_error(self, error: OSError) -> bool:
        """Whether another line is worth a try."""
        found = failure_kind(error, self._descriptor)
        if found is FailureKind.GONE:
            return False
        self.failed |= found is FailureKind.OTHER
        if found not in self._told:
            self._told.add(found)
            self._on_trouble(error)
        return True


def _notice(lines: int) -> bytes:
    now = write_time(time.time_ns() // 1_000_000)
    return f"time={now} level=warning event=dropped lines={lines}\n".encode()
