"""Reads lines from standard input of any kind: a pipe, a file, /dev/null, a terminal in line mode."""

import asyncio
import threading
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from besedka import descriptors

__all__ = ["MAX_LINE", "Fault", "InputLine", "InputLines", "fd_source"]

Fault = Literal["encoding", "length"]
"""What can be wrong with a line."""

MAX_LINE: Final = 1 << 24
"""Bytes of a line; far above what any server accepts, so that it is the server that refuses a long line."""
_MAX_CHUNKS_AHEAD: Final = 4
"""Chunks read before they are requested."""


def fd_source(fd: int) -> Callable[[], bytes]:
    """Return a function that blocks until it has read bytes from `fd`; b"" at end of file or when the writer is gone.

    The function may raise `OSError`. Does not use `sys.stdin`: a thread blocked in its lock would keep the interpreter
    from exiting.
    """
    return lambda: descriptors.read(fd)


@dataclass(frozen=True, slots=True)
class InputLine:
    """A line without its line end. `number` counts from 1; with a `fault`, `text` is empty."""

    number: int
    text: str
    fault: Fault | None = None


class InputLines:
    """An asynchronous iterator of lines, read in a thread, the only way for regular files and on Windows.

    - The thread reads a few chunks ahead and then waits.
    - LF and CR LF end a line; the last line needs neither. A byte order mark at the very beginning is ignored.
    - A line that is not UTF-8, or longer than `longest` bytes, is a fault as a whole: no part of it is passed on, since
      its meaning is unknown.
    - When `read` raises an `OSError`, the iterator raises it after all complete lines; an incomplete line is dropped.
    """

    def __init__(self, read: Callable[[], bytes], longest: int = MAX_LINE) -> None:
        self._read = read
        self._longest = longest
        self._loop = asyncio.get_running_loop()
        self._chunks: asyncio.Queue[bytes | OSError] = asyncio.Queue()
        self._credit = threading.Semaphore(_MAX_CHUNKS_AHEAD)
        self._rest = bytearray()
        self._too_long = False
        self._number = 0
        self._ready: list[InputLine] = []
        self._ended = False
        threading.Thread(target=self._run, name="standard input", daemon=True).start()

    def __aiter__(self) -> "InputLines":
        """Return the iterator itself."""
        return self

    async def __anext__(self) -> InputLine:
        """Return the next line."""
        while not self._ready:
            if self._ended:
                raise StopAsyncIteration
            chunk = await self._chunks.get()
            if isinstance(chunk, OSError):
                self._ended = True
                raise chunk
            self._feed(chunk)
        return self._ready.pop()

    def _feed(self, chunk: bytes) -> None:
        self._credit.release()
        self._ended = not chunk
        first, *others = chunk.split(b"\n")
        lines = []
        self._gather(first)
        for data in others:
            lines.append(self._line())
            self._gather(data)
        if self._ended and (self._rest or self._too_long):
            lines.append(self._line())
        # Reversed, to pop from the end.
        self._ready = lines[::-1]

    def _gather(self, data: bytes) -> None:
        """Append to the current line; once it is too long, discard all of it."""
        self._rest += data
        if len(self._rest) > self._longest:
            self._too_long = True
            self._rest.clear()

    def _line(self) -> InputLine:
        """Finish the current line and return it."""
        self._number += 1
        data, self._rest = bytes(self._rest), bytearray()
        too_long, self._too_long = self._too_long, False
        if too_long:
            return InputLine(self._number, "", "length")
        if self._number == 1:
            data = data.removeprefix(BOM_UTF8)
        try:
            return InputLine(self._number, data.removesuffix(b"\r").decode())
        except UnicodeDecodeError:
            return InputLine(self._number, "", "encoding")

    def _run(self) -> None:
        chunk: bytes | OSError = b"-"
        while chunk and not isinstance(chunk, OSError):
            self._credit.acquire()
            try:
                chunk = self._read()
            except OSError as error:
                chunk = error
            try:
                self._loop.call_soon_threadsafe(self._chunks.put_nowait, chunk)
            except RuntimeError:
                return  # the loop is closed: there is no reader
