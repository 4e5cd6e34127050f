"""A token bucket, which limits the requests of a session or the joins from a network."""

from collections.abc import Callable
from copy import copy

__all__ = ["TokenBucket"]


class TokenBucket:
    """A budget that refills at `rate` tokens per second up to `burst`.

    Spending may overdraw it; the caller then waits for the debt to be refilled. A rate of 0 means no limit.
    `clock` returns monotonic seconds.
    """

    __slots__ = ("_burst", "_clock", "_filled_at", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = burst
        self._filled_at = clock()

    def renewed(self) -> "TokenBucket":
        """Return a new, full budget with the same rate and burst."""
        return TokenBucket(self._rate, self._burst, self._clock)

    def copy(self) -> "TokenBucket":
        """Return another budget from which as much is spent."""
        return copy(self)

    @property
    def is_full(self) -> bool:
        """Whether everything spent has been refilled."""
        return not self._rate or self._tokens + (self._clock() - self._filled_at) * self._rate >= self._burst

    def spend(self, cost: float) -> float:
        """Take `cost` tokens; return the seconds to wait before spending again."""
        if not self._rate:
            return 0.0
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate) - cost
        self._filled_at = now
        return max(0.0, -self._tokens / self._rate)
