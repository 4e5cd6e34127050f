"""How long things took: a log-linear histogram, exact to 1 %, that can be merged."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

__all__ = ["LIMIT", "Histogram"]

# Values below 2 * 2**_BITS have a bucket each; above, every doubling is cut into 2**_BITS buckets, so that a bucket
# is at most 1/128 (0.8 %) wide. The idea is HdrHistogram's.
_BITS: Final = 7
_EXACT: Final = 2 << _BITS

LIMIT: Final = (1 << 40) - 1
"""The longest time that is told apart, in microseconds: twelve days."""


def _bucket(value: int) -> int:
    if value < _EXACT:
        return value
    shift = value.bit_length() - _BITS - 1
    return (shift << _BITS) + (value >> shift)


def _highest(bucket: int) -> int:
    """The largest value that falls into the bucket."""
    if bucket < _EXACT:
        return bucket
    shift = (bucket >> _BITS) - 1
    return ((bucket - (shift << _BITS) + 1) << shift) - 1


_BUCKETS: Final = _bucket(LIMIT) + 1


class Histogram:
    """Counts of times in whole microseconds.

    What is below 0 counts as 0, what is above `LIMIT` as that. `worst` is exact; a percentile is never below the true
    one, and at most 1 % above it.
    """

    __slots__ = ("counts", "worst")

    def __init__(self) -> None:
        self.counts: list[int] = []
        """By bucket; of no length until something is recorded, since most histograms stay empty."""
        self.worst = 0

    def record(self, value: int) -> None:
        """Count one time."""
        self.record_ages((0,), value)

    def record_ages(self, moments: Sequence[int], now: int) -> None:
        """Count for each moment how long ago it was: the hot path, called once for all that arrived at once."""
        if not moments:
            return
        counts = self.counts or self._grow()
        oldest = now - min(moments)
        if now < max(moments) or oldest > LIMIT:
            moments = [now - max(0, min(LIMIT, now - moment)) for moment in moments]
            oldest = now - min(moments)
        self.worst = max(self.worst, oldest)
        for moment in moments:
            value = now - moment
            if value < _EXACT:
                counts[value] += 1
            else:
                shift = value.bit_length() - _BITS - 1
                counts[(shift << _BITS) + (value >> shift)] += 1

    def merge(self, other: "Histogram") -> None:
        """Add what another one has counted."""
        if other.counts:
            counts = self.counts or self._grow()
            for bucket, count in enumerate(other.counts):
                if count:
                    counts[bucket] += count
        self.worst = max(self.worst, other.worst)

    @property
    def total(self) -> int:
        """How many were counted."""
        return sum(self.counts)

    def percentile(self, percent: float) -> int | None:
        """The time that so many percent do not exceed; None when nothing was counted."""
        total = self.total
        if not total:
            return None
        rank = max(1, -(-total * percent // 100))  # rounded up
        seen = 0
        for bucket, count in enumerate(self.counts):
            seen += count
            if seen >= rank:
                return min(_highest(bucket), self.worst)
        return self.worst  # only for percents beyond 100

    def rows(self) -> list[tuple[int, int]]:
        """The buckets that hold something, as (the largest value of the bucket, count), rising."""
        return [(_highest(bucket), count) for bucket, count in enumerate(self.counts) if count]

    def as_json(self) -> dict[str, Any]:
        """An object that `from_json` reads back."""
        filled = [[bucket, count] for bucket, count in enumerate(self.counts) if count]
        return {"worst": self.worst, "counts": filled}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Histogram":
        """The histogram that `as_json` wrote."""
        self = cls()
        self.worst = fields["worst"]
        for bucket, count in fields["counts"]:
            (self.counts or self._grow())[bucket] = count
        return self

    def _grow(self) -> list[int]:
        self.counts = [0] * _BUCKETS
        return self.counts
