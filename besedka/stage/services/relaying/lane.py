"""One direction of a relayed connection."""

import asyncio
from collections import deque
from typing import Final, Protocol

from besedka.stage.services.relaying.conduct import Conduct

__all__ = ["MAX_WAITING", "Lane", "LaneEnd"]

MAX_WAITING: Final = 1 << 18
"""Bytes of one direction that wait for their moment. While there are more, nothing is read; so a delay bounds what one
connection carries, as it does on a real network."""

_SLICE: Final = 0.05
"""Seconds: at a limited rate, a piece takes no longer than this."""


class LaneEnd(Protocol):
    """One of the two TCP connections that a lane connects."""

    def pause(self) -> None:
        """Do not read any more."""

    def resume(self) -> None:
        """Read again."""

    def write(self, data: bytes | memoryview) -> None:
        """Write, now or when there is room."""

    def write_eof(self) -> None:
        """Write no more: the other direction goes on."""


class Lane:
    """Takes bytes from `source` and gives them to `sink`, in order, as the `conduct` says.

    It is `held` while the sink has no room or is not there yet; the source is then not read. `finished` tells that the
    source's end of stream was taken, `done` that it was passed on, `spoiled` that something was thrown away.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, conduct: Conduct) -> None:
        self.source: LaneEnd | None = None
        self.sink: LaneEnd | None = None
        self.finished = self.done = self.spoiled = False
        self._loop = loop
        self._conduct = conduct
        self._waiting: deque[tuple[float, memoryview]] = deque()
        """Each with the moment at which it came; empty bytes are the end of the stream."""
        self._size = 0
        self._free_at = 0.0
        self._held = self._paused = False
        self._timer: asyncio.TimerHandle | None = None

    def take(self, data: bytes) -> None:
        """Pass the bytes on, now or later; nothing means the end of the stream."""
        self.finished = self.finished or not data
        if self._conduct.mode == "half-open":
            self.spoiled = True
            return
        is_direct = self._conduct.mode == "pass" and data and not (self._waiting or self._held)
        if is_direct and self.sink is not None:
            self.sink.write(data)
            return
        self._waiting.append((self._loop.time(), memoryview(data)))
        self._size += len(data)
        self._pump()

    def hold(self) -> None:
        """The sink has no room."""
        self._held = True
        self._regulate()

    def release(self) -> None:
        """The sink has room again."""
        self._held = False
        self._pump()

    def follow(self, conduct: Conduct) -> None:
        """Treat bytes in this way from now on, those that wait included."""
        self._conduct = conduct
        self._free_at = 0.0
        if conduct.mode == "half-open" and self._waiting:
            self.spoiled = True
            self._waiting.clear()
            self._size = 0
        self._pump()

    def close(self) -> None:
        """Forget what waits."""
        self._disarm()
        self._waiting.clear()
        self.source = self.sink = None

    def _pump(self) -> None:
        self._disarm()
        while self._waiting and not self._held and self.sink is not None:
            now = self._loop.time()
            moment = max(self._waiting[0][0] + self._conduct.delay, self._free_at)
            if moment > now:
                self._timer = self._loop.call_at(moment, self._pump)
                break
            self._pass_on(self.sink, now)
        self._regulate()

    def _pass_on(self, sink: LaneEnd, now: float) -> None:
        came, data = self._waiting.popleft()
        if not data:
            self.done = True
            sink.write_eof()
            return
        rate = self._conduct.rate
        if rate is not None:
            most = max(1, int(rate * _SLICE))
            if len(data) > most:
                self._waiting.appendleft((came, data[most:]))
                data = data[:most]
            self._free_at = max(self._free_at, now - _SLICE) + len(data) / rate
        self._size -= len(data)
        sink.write(data)

    def _regulate(self) -> None:
        is_full = self._held or self._size > (MAX_WAITING // 2 if self._paused else MAX_WAITING)
        if is_full == self._paused or self.source is None:
            return
        self._paused = is_full
        if is_full:
            self.source.pause()
        elif not self.finished:  # Reading on behind the end of the stream would find the end again.
            self.source.resume()

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
