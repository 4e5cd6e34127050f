"""Writes without ever making the server wait: a terminal can be paused, and a pipe have a reader that does not read."""

import os
import queue
import threading

__all__ = ["Scribe"]

_LINES = 10_000


class Scribe:
    """A stream on the file `descriptor`, written by a thread of its own.

    At most `limit` writes wait; what comes on top is dropped, and counted in a line of its own once there is room.
    A descriptor that cannot be written to is written to no more, and nobody is told.
    """

    def __init__(self, descriptor: int, encoding: str = "utf-8", *, limit: int = _LINES) -> None:
        self._descriptor = descriptor
        self._encoding = encoding
        self._waiting: queue.Queue[str | None] = queue.Queue(limit)
        self._dropped = 0
        # A daemon, so that a descriptor that blocks for ever does not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)
        self._thread.start()

    def write(self, text: str) -> int:
        """Have `text` written soon."""
        try:
            self._waiting.put_nowait(text)
        except queue.Full:
            self._dropped += 1
        return len(text)

    def flush(self) -> None:
        """Nothing is held back here, so there is nothing to do."""

    def close(self, timeout: float) -> None:
        """Wait, at most `timeout` seconds, until all is written."""
        try:
            self._waiting.put(None, timeout=timeout)
        except queue.Full:
            return
        self._thread.join(timeout)

    def _run(self) -> None:
        while (text := self._waiting.get()) is not None:
            if self._dropped:
                dropped, self._dropped = self._dropped, 0
                text = f"level=warning event=dropped lines={dropped}\n{text}"
            if not self._put(text.encode(self._encoding, "backslashreplace")):
                return

    def _put(self, data: bytes) -> bool:
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            return False
        return True
