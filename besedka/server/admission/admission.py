"""Rate limit on joins from one network, so that joining and leaving in a loop does not flood everybody."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

from besedka.chat.language.commands import LOOPBACK
from besedka.server.sessions.token_bucket import TokenBucket

__all__ = ["Admission"]

_BURST = 60.0
_RATE = 5.0
"""Joins from one network at once, and per second after that. A class or an office behind one address can join
at once, or within ten seconds."""

_MAX_QUEUES = 10_000

Enter = Callable[[], bool]
"""Joins the chat; returns False if the peer is gone."""


class _Queue:
    """The remaining burst of one network, and its queue of waiting joins."""

    __slots__ = ("bucket", "timer", "waiting")

    def __init__(self, bucket: TokenBucket) -> None:
        self.bucket = bucket
        self.waiting: dict[Enter, None] = {}
        self.timer: TimerHandle | None = None


class Admission:
    """Admits `_BURST` people from one network at once, and then `_RATE` per second, in order of arrival.

    Waiting joins that are given up do not delay the others. Loopback, which many people may share, is not limited.
    """

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._queues: dict[str, _Queue] = {}
        self._most = _MAX_QUEUES

    def ask(self, network: str, enter: Enter) -> bool:
        """Return whether a join from `network` is admitted now; if not, `enter` is called once it is."""
        if network == LOOPBACK:
            return True
        queue = self._queues.get(network)
        if queue is None:
            queue = self._queues[network] = _Queue(TokenBucket(_RATE, _BURST, self._loop.time))
            self._forget_who_owes_nothing()
        if not queue.waiting and queue.timer is None:
            seconds = queue.bucket.spend(1.0)
            if not seconds:
                return True
            self._wait(queue, seconds)
        queue.waiting[enter] = None
        return False

    def give_up(self, network: str, enter: Enter) -> None:
        """Remove `enter` from its queue; idempotent."""
        queue = self._queues.get(network)
        if queue is not None:
            queue.waiting.pop(enter, None)

    def close(self) -> None:
        """Drop all queues: no waiting `enter` is called after this."""
        for queue in self._queues.values():
            if queue.timer is not None:
                queue.timer.cancel()
        self._queues.clear()

    def _wait(self, queue: _Queue, seconds: float) -> None:
        """Admit the next in the queue after `seconds`; its token is already spent."""
        queue.timer = self._loop.call_later(seconds, self._open, queue)

    def _open(self, queue: _Queue) -> None:
        queue.timer = None
        try:
            while queue.waiting:
                enter = next(iter(queue.waiting))
                del queue.waiting[enter]
                if enter():
                    break
        finally:  # Even if one raises, the others get their turn.
            if queue.waiting:
                self._wait(queue, queue.bucket.spend(1.0))

    def _forget_who_owes_nothing(self) -> None:
        if len(self._queues) > self._most:
            self._queues = {
                network: queue
                for network, queue in self._queues.items()
                if queue.waiting or queue.timer is not None or not queue.bucket.is_full
            }
            # The next cleanup is at twice the size, so that its cost per join stays small.
            self._most = max(_MAX_QUEUES, 2 * len(self._queues))
