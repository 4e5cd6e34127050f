"""The time, as the weather's parts are given it."""

from collections.abc import Callable
from datetime import datetime, timezone

__all__ = ["Clock", "utc_now"]

Clock = Callable[[], datetime]
"""Returns the time now, in UTC."""


def utc_now() -> datetime:
    """Return the time now, in UTC: the clock of every program that is not a test."""
    return datetime.now(timezone.utc)
