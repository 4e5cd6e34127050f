"""Who is slow: what waits for each reader, and for all of them together.

Slow is who does not drain, and not who was just given much. One long message can be more than a reader's whole bound,
and a quick reader has it a moment later. So a reader over its bound is watched for a few seconds, and let go when it
has not even drained what it was over, or a little of it. Two limits hold at once, whoever drains: some bounds for one
reader, and `total_bound` for all of them, above which the largest go.
"""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from besedka.server.fanout.outbox import Outbox

__all__ = ["SlowReaders"]

_PATIENCE = 3.0
"""Seconds for a reader over its bound to show that it drains: as long as a phone takes to change its cell."""

_LEAST = 1 << 16
"""Bytes that are enough of a sign, whatever waits behind them: some 20 KB a second, a bad mobile network."""

_AT_ONCE = 8
"""Bounds that one reader can take up at all, until it is judged."""


@dataclass(slots=True)
class _Watch:
    """A reader that is over its bound: what waited when that began, what was written since, when it is judged."""

    backlog: int
    timer: TimerHandle
    written: int = 0


class SlowReaders:
    """Watches the backlogs of members; `on_slow` is called, never from within a write, with each who must go.

    `bound` and `total_bound` are bytes. A member that is called slow is `doomed` from that moment on.
    """

    def __init__(
        self, loop: AbstractEventLoop, on_slow: Callable[[Outbox], None], *, bound: int, total_bound: int
    ) -> None:
        self._loop = loop
        self._on_slow = on_slow
        self._bound = bound
        self._total_bound = total_bound
        self._watched: dict[Outbox, _Watch] = {}
        self._total = 0
        """The backlogs of all members that are not doomed, as of each one's last write."""

    @property
    def is_too_much(self) -> bool:
        """Whether all together are over their bound, as far as is known."""
        return self._total > self._total_bound

    def note(self, outbox: Outbox, backlog: int, written: int) -> None:
        """Note that so many bytes wait for a member, and that so many have just been written."""
        self._total += backlog - outbox.backlog
        outbox.backlog = backlog
        if backlog <= self._bound:
            return
        watch = self._watched.get(outbox)
        if watch is None:
            self._watch(outbox)
        else:
            watch.written += written
        if backlog > _AT_ONCE * self._bound:
            self._doom(outbox)

    def forget(self, outbox: Outbox) -> None:
        """Watch an outbox no more, as it is no member any more."""
        watch = self._watched.pop(outbox, None)
        if watch is not None:
            watch.timer.cancel()
        if not outbox.doomed:
            self._total -= outbox.backlog

    def shed(self, members: Iterable[Outbox]) -> None:
        """Measure all backlogs, and let the largest go until all together are within their bound."""
        backlogged = [outbox for outbox in members if outbox.backlog and not outbox.doomed]
        for outbox in backlogged:
            outbox.backlog = outbox.transport.get_write_buffer_size()
        self._total = sum(outbox.backlog for outbox in backlogged)
        backlogged.sort(key=lambda outbox: outbox.backlog)
        while self._total > self._total_bound:
            self._doom(backlogged.pop())

    def _watch(self, outbox: Outbox) -> None:
        timer = self._loop.call_later(_PATIENCE, self._judge, outbox)
        self._watched[outbox] = _Watch(outbox.backlog, timer)

    def _judge(self, outbox: Outbox) -> None:
        watch = self._watched.pop(outbox)
        backlog = outbox.transport.get_write_buffer_size()
        self._total += backlog - outbox.backlog
        outbox.backlog = backlog
        if backlog <= self._bound:
            return
        drained = watch.backlog + watch.written - backlog
        if drained < min(watch.backlog - self._bound, _LEAST):
            self._doom(outbox)
        else:
            self._watch(outbox)

    def _doom(self, outbox: Outbox) -> None:
        watch = self._watched.pop(outbox, None)
        if watch is not None:
            watch.timer.cancel()
        outbox.doomed = True
        self._total -= outbox.backlog
        self._loop.call_soon(self._on_slow, outbox)
