"""Timestamps for programs: RFC 3339, UTC, milliseconds (`2026-11-22T23:57:02.123Z`)."""

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

__all__ = ["parse_time", "write_time"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST_MS = (datetime(1, 1, 1, tzinfo=timezone.utc) - _EPOCH) // _MILLISECOND
_LAST_MS = (datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=timezone.utc) - _EPOCH) // _MILLISECOND

_LAST_HOUR, _LAST_MINUTE = 23, 59
_RFC_3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII
)


@lru_cache(
    maxsize=64
)  # One entry is written to its author and to everybody, and a busy millisecond has many entries.
def write_time(at: int) -> str:
    """Write the time `at` (milliseconds, UTC), clamped to the years 1 to 9999."""
    second, millisecond = divmod(at, 1000)
    return (
        f"{_write_second(second)}.{millisecond:03d}Z"
        if _FIRST_MS <= at <= _LAST_MS
        else write_time(_nearest(at))
    )


def _nearest(at: int) -> int:
    return _FIRST_MS if at < _FIRST_MS else _LAST_MS


@lru_cache(maxsize=64)
def _write_second(second: int) -> str:
    # A busy second is written many times, and a history or a schedule contains a few dozen of them.
    return (_EPOCH + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")


def parse_time(text: str) -> int:
    """Parse an RFC 3339 time with any offset as milliseconds, UTC. Raises `ValueError` for anything else.

    Digits of a fraction beyond milliseconds are dropped. A leap second becomes the last millisecond before
    it.
    """
    # datetime.fromisoformat accepts "Z", and fractions of other than three or six digits, only since Python 3.11.
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise ValueError("no RFC 3339 time")
    date, clock, second, fraction, sign, hours, minutes = match.groups()
    leap = second == "60"
    moment = datetime.fromisoformat(f"{date}T{clock}:{'59' if leap else second}+00:00")
    millisecond = 999 if leap else int((fraction or "")[:3].ljust(3, "0"))
    if int(hours or 0) > _LAST_HOUR or int(minutes or 0) > _LAST_MINUTE:
        raise ValueError("no such offset")
    offset = (int(hours or 0) * 60 + int(minutes or 0)) * 60_000 * (-1 if sign == "-" else 1)
    return (moment - _EPOCH) // _MILLISECOND + millisecond - offset
