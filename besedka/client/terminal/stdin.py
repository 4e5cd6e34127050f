"""Lines from whatever standard input is: a pipe, a file, /dev/null, a terminal that edits its own lines."""

import asyncio
import codecs
import os
import threading
from collections.abc import Callable
from typing import Final

__all__ = ["Lines", "fd_source"]

_CHUNK: Final = 65_536
_MAX_LINE: Final = 1_048_576
_AHEAD: Final = 4


def fd_source(fd: int) -> Callable[[], bytes]:
    """Blocking reads from a descriptor, that end with b"" as a file does; errors are an end as well.

    Not `sys.stdin`: a thread that sleeps in its lock would keep the interpreter from ending.
    """

    def read() -> bytes:
        try:
            return os.read(fd, _CHUNK)
        except OSError:
            return b""

    return read


class Lines:
    """An iterator of lines, read in a thread of its own, as regular files and Windows allow no other way.

    The thread reads a few chunks ahead and then waits. Both LF and CR LF end a line, the last one needs
    neither. A line over a million characters comes in pieces: the server refuses each, with the reason.
    """

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read
        self._loop = asyncio.get_running_loop()
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._credit = threading.Semaphore(_AHEAD)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._text = ""
        self._ready: list[str] = []
        self._ended = False
        threading.Thread(target=self._run, name="standard input", daemon=True).start()

    def __aiter__(self) -> "Lines":
        """The lines themselves."""
        return self

    async def __anext__(self) -> str:
        """The next line, without its end."""
        while not self._ready:
            if self._ended:
                raise StopAsyncIteration
            self._feed(await self._chunks.get())
        return self._ready.pop()

    def _feed(self, chunk: bytes) -> None:
        self._credit.release()
        self._ended = not chunk
        *lines, rest = (self._text + self._decoder.decode(chunk, final=self._ended)).split("\n")
        if (self._ended and rest) or len(rest) > _MAX_LINE:
            lines.append(rest)
            rest = ""
        self._text = rest
        # Reversed, to pop from the end.
        self._ready = [line.removesuffix("\r") for line in reversed(lines)]

    def _run(self) -> None:
        chunk = b"-"
        while chunk:
            self._credit.acquire()
            chunk = self._read()
            try:
                self._loop.call_soon_threadsafe(self._chunks.put_nowait, chunk)
            except RuntimeError:
                return  # the loop is closed: nobody reads any more
