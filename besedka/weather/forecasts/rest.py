"""What has failed is not tried again for a while; until then its failure is the answer."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from besedka.weather.data.failures import WeatherError

__all__ = ["Rest", "is_within"]

K = TypeVar("K", bound=Hashable)

_MOST: Final = 256
"""Failures that are remembered; the oldest are forgotten first."""


def is_within(length: timedelta, since: datetime, now: datetime) -> bool:
    """Return whether less time than `length` has passed. A clock that was set back does not prolong it."""
    return timedelta(0) <= now - since < length


class Rest(Generic[K]):
    """Failures by what has failed, each for its own time."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._failed: dict[K, tuple[datetime, timedelta, WeatherError]] = {}

    def check(self, key: K) -> None:
        """Raise the failure that is remembered under this key."""
        if key in self._failed:
            since, length, error = self._failed[key]
            if is_within(length, since, self._clock()):
                raise error.with_traceback(None)  # else it grows by every raise
            del self._failed[key]

    def remember(self, key: K, error: WeatherError, length: timedelta) -> None:
        """Remember a failure for so long."""
        self._failed.pop(key, None)
        self._failed[key] = self._clock(), length, error
        if len(self._failed) > _MOST:
            del self._failed[next(iter(self._failed))]
