"""A token bucket: how fast one session may ask, or one network come in."""

from collections.abc import Callable

__all__ = ["TokenBucket"]


class TokenBucket:
    """A budget that fills at `rate` tokens a second up to `burst`.

    Spending may overdraw it; the debt is what one waits for. A rate of 0 sets no limit. `clock` gives monotonic
    seconds.
    """

    __slots__ = ("_burst", "_clock", "_filled_at", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = burst
        self._filled_at = clock()

    def renewed(self) -> "TokenBucket":
        """Return another budget of the same rate, with nothing spent."""
        return TokenBucket(self._rate, self._burst, self._clock)

    @property
    def is_full(self) -> bool:
        """Whether nothing of what was spent is missing any more."""
        return not self._rate or self._tokens + (self._clock() - self._filled_at) * self._rate >= self._burst

    def spend(self, cost: float) -> float:
        """Take `cost` tokens; returns the seconds to wait before anything more may be spent."""
        if not self._rate:
            return 0.0
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate) - cost
        self._filled_at = now
        return max(0.0, -self._tokens / self._rate)
