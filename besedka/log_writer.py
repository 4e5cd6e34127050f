"""Writing log lines in a thread: a paused terminal, or a pipe that is not read, never blocks the event loop."""

import time
from collections.abc import Callable

from besedka.descriptors import FailureKind, LineOutput, failure_kind
from besedka.dialects.words.timestamps import write_time
from besedka.writer_thread import WriterThread

__all__ = ["LogWriter"]

_MAX_QUEUED_LINES = 10_000
"""Maximum queued lines. Further lines are counted and dropped, so that a full disk does not stop the chat."""


class LogWriter:
    """A stream on the file `descriptor`, written by its own thread.

    - At most `limit` writes, each of whole lines, are queued. Lines beyond that, and lines that a full disk
      does not accept, are dropped; their number is written as a line of its own once there is space.
    - After the reader has closed, output is discarded.
    - `on_trouble` is called in the thread: once for lack of space, and once for any other failure.
    """

    def __init__(
        self,
        descriptor: int,
        encoding: str = "utf-8",
        *,
        limit: int = _MAX_QUEUED_LINES,
        on_trouble: Callable[[OSError], None] = lambda _: None,
    ) -> None:
        self._descriptor = descriptor
        self._encoding = encoding
        self._on_trouble = on_trouble
        self._told: set[FailureKind] = set()
        self.failed = False
        """Whether a write failed for a reason other than lack of space or a closed reader."""
        output = LineOutput(descriptor, _notice)
        self._thread = WriterThread(output, self._on_error, name="log-writer", limit=limit)

    def write(self, text: str) -> int:
        """Queue `text` for writing; return at once."""
        self._thread.put(text.encode(self._encoding, "backslashreplace"))
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is buffered here."""

    def close(self, timeout: float) -> None:
        """Wait, at most `timeout` seconds, until everything is written."""
        self._thread.finish(timeout)

    def _on_error(self, error: OSError) -> bool:
        """Report the error; return whether to try the next line."""
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
