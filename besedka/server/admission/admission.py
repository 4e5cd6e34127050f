"""How fast people may come in from one network, so that coming and going in a loop is not announced to everybody."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable

from besedka.chat.language.commands import LOOPBACK
from besedka.server.sessions.token_bucket import TokenBucket

__all__ = ["Admission"]

_AT_ONCE = 60.0
_A_SECOND = 5.0
"""A class or an office behind one address is in at once, or within ten seconds."""

_REMEMBERED = 10_000

Enter = Callable[[], bool]
"""Comes in; false when nobody is there any more who could."""


class _Queue:
    """Those from one network: what they may still do at once, and who waits for a turn."""

    __slots__ = ("bucket", "timer", "waiting")

    def __init__(self, bucket: TokenBucket) -> None:
        self.bucket = bucket
        self.waiting: dict[Enter, None] = {}
        self.timer: TimerHandle | None = None


class Admission:
    """Lets `_AT_ONCE` people in from one network, and from then on `_A_SECOND` in a second, in the order of their
    coming. Whoever gives up costs the others nothing. Loopback, behind which many may sit, is not counted.
    """

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._queues: dict[str, _Queue] = {}
        self._most = _REMEMBERED

    def ask(self, network: str, enter: Enter) -> bool:
        """Whether somebody may come in now; if not, `enter` is called when that is so."""
        if network == LOOPBACK:
            return True
        queue = self._queues.get(network)
        if queue is None:
            queue = self._queues[network] = _Queue(TokenBucket(_A_SECOND, _AT_ONCE, self._loop.time))
            self._forget_who_owes_nothing()
        if not queue.waiting and queue.timer is None:
            seconds = queue.bucket.spend(1.0)
            if not seconds:
                return True
            self._wait(queue, seconds)
        queue.waiting[enter] = None
        return False

    def give_up(self, network: str, enter: Enter) -> None:
        """Take `enter` out of its queue; idempotent."""
        queue = self._queues.get(network)
        if queue is not None:
            queue.waiting.pop(enter, None)

    def close(self) -> None:
        """Forget all queues: nobody who waits is called any more."""
        for queue in self._queues.values():
            if queue.timer is not None:
                queue.timer.cancel()
        self._queues.clear()

    def _wait(self, queue: _Queue, seconds: float) -> None:
        """Let the next of the queue in after so many seconds; it has been paid for."""
        queue.timer = self._loop.call_later(seconds, self._open, queue)

    def _open(self, queue: _Queue) -> None:
        queue.timer = None
        try:
            while queue.waiting:
                enter = next(iter(queue.waiting))
                del queue.waiting[enter]
                if enter():
                    break
        finally:  # Whatever becomes of one, the others have their turn.
            if queue.waiting:
                self._wait(queue, queue.bucket.spend(1.0))

    def _forget_who_owes_nothing(self) -> None:
        if len(self._queues) > self._most:
            self._queues = {
                network: queue
                for network, queue in self._queues.items()
                if queue.waiting or queue.timer is not None or not queue.bucket.is_full
            }
            # Looked at again when there are twice as many, so that a newcomer costs little however many there are.
            self._most = max(_REMEMBERED, 2 * len(self._queues))
