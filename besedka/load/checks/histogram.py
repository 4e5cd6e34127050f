"""A mergeable log-linear histogram of durations, exact to 1 %."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

__all__ = ["LIMIT", "Histogram"]

# Values below 2 * 2**_BITS have one bucket each; above, every power of two is divided into 2**_BITS buckets, so that a
# bucket is at most 1/128 (0.8 %) wide. The idea comes from HdrHistogram.
_BITS: Final = 7
_EXACT: Final = 2 << _BITS

LIMIT: Final = (1 << 40) - 1
"""The longest duration that is distinguished, in microseconds: twelve days."""


def _bucket(value: int) -> int:
    if value < _EXACT:
        return value
    shift = value.bit_length() - _BITS - 1
    return (shift << _BITS) + (value >> shift)


def _highest(bucket: int) -> int:
    """Return the largest value in the bucket."""
    if bucket < _EXACT:
        return bucket
    shift = (bucket >> _BITS) - 1
    return ((bucket - (shift << _BITS) + 1) << shift) - 1


_BUCKETS: Final = _bucket(LIMIT) + 1


class Histogram:
    """Counts durations in whole microseconds.

    Values below 0 count as 0, values above `LIMIT` as `LIMIT`. `worst` is exact; a percentile is never below the true
    one, and at most 1 % above it.
    """

    __slots__ = ("counts", "worst")

    def __init__(self) -> None:
        self.counts: list[int] = []
        """Counts by bucket; empty until something is recorded, since most histograms stay empty."""
        self.worst = 0

    def record(self, value: int) -> None:
        """Count one duration."""
        self.record_ages((0,), value)

    def record_ages(self, moments: Sequence[int], now: int) -> None:
        """Count the age of each moment. The hot path: called once for all messages that arrived together."""
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
        """Add the counts of another histogram."""
        if other.counts:
            counts = self.counts or self._grow()
            for bucket, count in enumerate(other.counts):
                if count:
                    counts[bucket] += count
        self.worst = max(self.worst, other.worst)

    @property
    def total(self) -> int:
        """The number of durations counted."""
        return sum(self.counts)

    def percentile(self, percent: float) -> int | None:
        """Return the duration that `percent` of the values do not exceed; None if nothing was counted."""
        total = self.total
        if not total:
            return None
        rank = max(1, -(-total * percent // 100))  # rounded up
        seen = 0
        for bucket, count in enumerate(self.counts):
            seen += count
            if seen >= rank:
                return min(_highest(bucket), self.worst)
        return self.worst  # only for `percent` above 100

    def rows(self) -> list[tuple[int, int]]:
        """Return the non-empty buckets as (largest value, count), ascending."""
        return [(_highest(bucket), count) for bucket, count in enumerate(self.counts) if count]

    def as_json(self) -> dict[str, Any]:
        """Return an object that `from_json` reads."""
        filled = [[bucket, count] for bucket, count in enumerate(self.counts) if count]
        return {"worst": self.worst, "counts": filled}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Histogram":
        """Read an object written by `as_json`."""
        self = cls()
        self.worst = fields["worst"]
        for bucket, count in fields["counts"]:
            (self.counts or self._grow())[bucket] = count
        return self

    def _grow(self) -> list[int]:
        self.counts = [0] * _BUCKETS
        return self.counts
