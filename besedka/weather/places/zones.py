"""Time zones of places."""

from datetime import timezone, tzinfo
from zoneinfo import ZoneInfo

__all__ = ["at_sea", "timezone_of"]


def timezone_of(zone: str) -> tzinfo:
    """Return the time zone of this IANA name; UTC if it is unknown here. Never raises.

    Zones are the system's, or PyPI `tzdata`'s where the system has none.
    """
    try:
        return ZoneInfo(zone)
    except (LookupError, ValueError, OSError):  # OSError: the name is a folder's, or too long
        return timezone.utc


def at_sea(longitude: float) -> str:
    """Return the nautical time zone: 15° wide, centered on a multiple of 15°; the sign of its name is reversed."""
    hours = round(longitude / 15)
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
