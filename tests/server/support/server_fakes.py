"""An event loop whose time is moved by hand, and transports that remember what was written."""

import socket
from collections import deque
from collections.abc import Callable
from typing import Any


class Timer:
    def __init__(self, at: float, call: Callable[[], object]) -> None:
        self.at = at
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True
        self.call = lambda: None  # asyncio lets go as well


class FakeLoop:
    """What the server uses of an event loop."""

    def __init__(self) -> None:
        self.now = 100.0
        self.ready: deque[Callable[[], object]] = deque()
        self.timers: list[Timer] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, call: Callable[..., object], *arguments: object) -> None:
        self.ready.append(lambda: call(*arguments))

    def call_later(self, delay: float, call: Callable[..., object], *arguments: object) -> Timer:
        timer = Timer(self.now + delay, lambda: call(*arguments))
        self.timers.append(timer)
        return timer

    @property
    def pending(self) -> list[Timer]:
        return [timer for timer in self.timers if not timer.cancelled]

    def turn(self) -> None:
        """One turn: what is ready now, and not what that makes ready."""
        for _ in range(len(self.ready)):
            self.ready.popleft()()

    def run(self) -> None:
        while self.ready:
            self.turn()

    def advance(self, seconds: float) -> None:
        """Let the time pass, timer by timer."""
        end = self.now + seconds
        self.run()
        while due := [timer for timer in self.pending if timer.at <= end]:
            timer = min(due, key=lambda timer: timer.at)
            self.timers.remove(timer)
            self.now = max(self.now, timer.at)
            timer.call()
            self.run()
        self.now = end


class FakeSocket:
    """`waiting` is what the operating system has for us: a byte, b"" for the end, None for nothing."""

    def __init__(self) -> None:
        self.options: dict[tuple[int, int], int] = {}
        self.gone = False
        self.waiting: bytes | None = None

    def dup(self) -> "FakeSocket":
        return self

    def __enter__(self) -> "FakeSocket":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def recv(self, size: int, flags: int) -> bytes:
        assert (size, flags) == (1, socket.MSG_PEEK)
        if self.gone:
            raise ConnectionResetError
        if self.waiting is None:
            raise BlockingIOError
        return self.waiting

    def getsockopt(self, level: int, option: int, size: int) -> bytes:
        if self.gone:
            raise OSError(22, "Invalid argument")
        return bytes(size)

    def setsockopt(self, level: int, option: int, value: int) -> None:
        if self.gone:
            raise OSError(22, "Invalid argument")
        self.options[level, option] = value


class FakeTransport:
    """Remembers each write; when the peer is `stuck`, it keeps the bytes, as asyncio does."""

    def __init__(self, loop: FakeLoop, address: str = "127.0.0.1") -> None:
        self._loop = loop
        self._address = address
        self.socket = FakeSocket()
        self.protocol: Any = None
        self.writes: list[bytes] = []
        self.stuck = False
        self.buffered = 0
        self.reading = True
        self.closing = self.aborted = self.finished = False
        self.reset_at_eof = False
        self._full = False

    def get_extra_info(self, name: str) -> Any:
        return {"socket": self.socket, "peername": (self._address, 5), "sockname": ("127.0.0.1", 8765)}[name]

    def write(self, data: bytes | memoryview) -> None:
        assert data
        assert not self.finished, "Cannot call write() after write_eof()"
        assert not self.closing, "written to a closed transport"
        self.writes.append(bytes(data))
        if self.stuck:
            self.buffered += len(data)
            if self.buffered > 1 << 16 and not self._full and self.protocol:
                self._full = True
                self.protocol.pause_writing()

    def get_write_buffer_size(self) -> int:
        return self.buffered

    def read_all(self) -> None:
        """The peer has read everything."""
        self.stuck, self.buffered = False, 0
        if self._full:
            self._full = False
            self.protocol.resume_writing()
        if self.closing:
            self._lose()

    def is_closing(self) -> bool:
        return self.closing

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        if not self.closing:
            self.reading = True

    def write_eof(self) -> None:
        if self.reset_at_eof:
            raise OSError(107, "Transport endpoint is not connected")
        self.finished = True

    def close(self) -> None:
        if not self.closing:
            self.closing = True
            if not self.buffered:
                self._lose()

    def abort(self) -> None:
        if not self.aborted:
            self.closing = self.aborted = True
            self._lose()

    def _lose(self) -> None:
        self._loop.call_soon(self.protocol.connection_lost, None)
