"""Times as programs write them: RFC 3339, UTC, milliseconds (`2026-11-22T23:57:02.123Z`)."""

from datetime import datetime, timedelta, timezone
from functools import lru_cache

__all__ = ["parse_time", "write_time"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST = (datetime(1, 1, 1, tzinfo=timezone.utc) - _EPOCH) // _MILLISECOND
_LAST = (datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=timezone.utc) - _EPOCH) // _MILLISECOND


@lru_cache(
    maxsize=64
)  # One entry is written to its author and to all, and a busy millisecond has many entries.
def write_time(at: int) -> str:
    """The time `at` (milliseconds, UTC). What lies beyond the years 1 to 9999 becomes their first or last moment."""
    second, millisecond = divmod(at, 1000)
    return (
        f"{_write_second(second)}.{millisecond:03d}Z" if _FIRST <= at <= _LAST else write_time(_nearest(at))
    )


def _nearest(at: int) -> int:
    return _FIRST if at < _FIRST else _LAST


@lru_cache(maxsize=64)
def _write_second(second: int) -> str:
    # A busy second is written many times, and a history or a schedule has a few dozen of them.
    return (_EPOCH + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")


def parse_time(text: str) -> int:
    """Milliseconds, UTC, of an RFC 3339 time with any offset; `ValueError` for anything else."""
    # datetime.fromisoformat reads "Z" only since Python 3.11.
    moment = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    if moment.tzinfo is None:
        raise ValueError("a time without an offset")
    return (moment - _EPOCH) // _MILLISECOND
