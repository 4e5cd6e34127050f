"""Local time for people. The zone is injected; the moment is always passed in."""

from datetime import datetime, timedelta, timezone, tzinfo

__all__ = ["LocalClock"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Two days within the range of datetime, so that no zone's offset exceeds it.
_FIRST_SECOND = (datetime(1, 1, 3, tzinfo=timezone.utc) - _EPOCH) // timedelta(seconds=1)
_LAST_SECOND = (datetime(9999, 12, 29, tzinfo=timezone.utc) - _EPOCH) // timedelta(seconds=1)


class LocalClock:
    """Writes moments (milliseconds, UTC) in the local time of a zone; `zone` None is the system's.

    Never raises: a moment out of the calendar's range becomes the nearest one in it; if the system cannot
    determine its local time for a moment, UTC is shown.
    """

    __slots__ = ("_second", "_shown", "_zone")

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._second: int | None = None
        self._shown = ""

    def time_of_day(self, at: int) -> str:
        """Return the local time of day: `14:03:22`. The last second is cached: repeated calls within it are cheap."""
        second = at // 1000
        if second != self._second:
            self._shown = self._local(at).strftime("%H:%M:%S")
            self._second = second
        return self._shown

    def date(self, at: int) -> str:
        """Return the local date: `2026-11-22`."""
        return self._local(at).date().isoformat()

    def offset(self, at: int) -> str:
        """Return the offset of local time from UTC at that moment: `UTC+03:00`."""
        offset = self._local(at).utcoffset() or timedelta()
        minutes = round(offset.total_seconds() / 60)
        hour, minute = divmod(abs(minutes), 60)
        return f"UTC{'-' if minutes < 0 else '+'}{hour:02d}:{minute:02d}"

    def _local(self, at: int) -> datetime:
        moment = _EPOCH + timedelta(seconds=max(_FIRST_SECOND, min(at // 1000, _LAST_SECOND)))
        try:
            return moment.astimezone(self._zone)
        except (OSError, OverflowError, ValueError):
            return moment
