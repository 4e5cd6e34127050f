"""Local time for people. Which zone is injected; which moment is always told."""

from datetime import datetime, timedelta, timezone, tzinfo

__all__ = ["LocalClock"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Two days inside of what datetime can write, so that no zone's offset leads beyond.
_FIRST = (datetime(1, 1, 3, tzinfo=timezone.utc) - _EPOCH) // timedelta(seconds=1)
_LAST = (datetime(9999, 12, 29, tzinfo=timezone.utc) - _EPOCH) // timedelta(seconds=1)


class LocalClock:
    """Writes moments (milliseconds, UTC) in the time of a zone; `zone` None is the system's own.

    It never raises: a moment beyond what a calendar has becomes the nearest one, and where the system cannot tell
    its local time for a moment, UTC is shown.
    """

    __slots__ = ("_second", "_shown", "_zone")

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone
        self._second: int | None = None
        self._shown = ""

    def time_of_day(self, at: int) -> str:
        """The local time of day: `14:03:22`. The last second's is kept, so asking again within it is cheap."""
        second = at // 1000
        if second != self._second:
            self._shown = self._local(at).strftime("%H:%M:%S")
            self._second = second
        return self._shown

    def date(self, at: int) -> str:
        """The local date: `2026-11-22`."""
        return self._local(at).date().isoformat()

    def offset(self, at: int) -> str:
        """How far local time is from UTC at that moment: `UTC+03:00`."""
        offset = self._local(at).utcoffset() or timedelta()
        minutes = round(offset.total_seconds() / 60)
        hour, minute = divmod(abs(minutes), 60)
        return f"UTC{'-' if minutes < 0 else '+'}{hour:02d}:{minute:02d}"

    def _local(self, at: int) -> datetime:
        moment = _EPOCH + timedelta(seconds=max(_FIRST, min(at // 1000, _LAST)))
        try:
            return moment.astimezone(self._zone)
        except (OSError, OverflowError, ValueError):
            return moment
