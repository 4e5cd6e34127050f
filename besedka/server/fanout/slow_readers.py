"""Disconnects readers that do not drain.

A reader is slow when its backlog does not shrink, not when it has just been given a lot: one long message can exceed
the whole bound of a fast reader, and is gone a moment later. So there are three rules:

1. A reader over `bound` has 3 seconds to drain the excess, or 64 KiB if that is less; else it is disconnected. If it
   drained enough and is still over `bound`, the next 3 seconds begin.
2. A reader over 8 times `bound` is disconnected at once.
3. When all backlogs together exceed `total_bound`, the largest are disconnected until they do not.
"""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from besedka.server.fanout.outbox import Outbox

__all__ = ["SlowReaders"]

_DRAIN_WINDOW = 3.0
"""Seconds for a reader over its bound to make progress. It covers a mobile handover."""

_ENOUGH_DRAINED = 1 << 16
"""Draining so many bytes per window is enough: about 20 KB/s, a bad mobile network."""

_HARD_LIMIT_FACTOR = 8
"""The hard limit of one reader, in multiples of its bound."""


@dataclass(slots=True)
class _Watch:
    """One window of a reader over its bound: the backlog when it began, the bytes written since, the timer of its
    end."""

    backlog: int
    timer: TimerHandle
    written: int = 0


class SlowReaders:
    """Watches the backlogs of all members. `bound` and `total_bound` are bytes.

    A member that has to be disconnected is marked `doomed` at once; `on_slow` is called with it in a later turn of the
    event loop, never from within a write.
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
        """Sum of the backlogs of all members that are not doomed, each as of its last write."""

    @property
    def is_over_total(self) -> bool:
        """Whether the backlogs, as last seen, exceed `total_bound` together."""
        return self._total > self._total_bound

    def record_write(self, outbox: Outbox, backlog: int, written: int) -> None:
        """Record that `written` bytes were written to a member, and that `backlog` bytes now wait for it."""
        self._total += backlog - outbox.backlog
        outbox.backlog = backlog
        if backlog <= self._bound:
            return
        watch = self._watched.get(outbox)
        if backlog > _HARD_LIMIT_FACTOR * self._bound:
            self._doom(outbox)
        elif watch is None:
            self._watch(outbox)
        else:
            watch.written += written

    def forget(self, outbox: Outbox) -> None:
        """Stop watching an outbox that is no longer a member."""
        watch = self._watched.pop(outbox, None)
        if watch is not None:
            watch.timer.cancel()
        if not outbox.doomed:
            self._total -= outbox.backlog

    def disconnect_largest(self, members: Iterable[Outbox]) -> None:
        """Measure all backlogs again, and disconnect the largest until the rest is within `total_bound`."""
        backlogged = [outbox for outbox in members if outbox.backlog and not outbox.doomed]
        for outbox in backlogged:
            outbox.backlog = outbox.transport.get_write_buffer_size()
        self._total = sum(outbox.backlog for outbox in backlogged)
        backlogged.sort(key=lambda outbox: outbox.backlog)
        while self._total > self._total_bound:
            self._doom(backlogged.pop())

    def _watch(self, outbox: Outbox) -> None:
        timer = self._loop.call_later(_DRAIN_WINDOW, self._check_progress, outbox)
        self._watched[outbox] = _Watch(outbox.backlog, timer)

    def _check_progress(self, outbox: Outbox) -> None:
        watch = self._watched.pop(outbox)
        backlog = outbox.transport.get_write_buffer_size()
        self._total += backlog - outbox.backlog
        outbox.backlog = backlog
        if backlog <= self._bound:
            return
        # Writes that left the backlog within the bound are not in `written`. But by then the whole excess had been
        # drained, so the figure is at least `watch.backlog - bound` all the same.
        drained = watch.backlog + watch.written - backlog
        if drained < min(watch.backlog - self._bound, _ENOUGH_DRAINED):
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
