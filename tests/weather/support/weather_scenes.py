"""Forecasts for the tests of what the weather bot says: noon UTC in Suzdal, which is 15:00 there."""

import math
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from besedka.dialects.words.languages import language
from besedka.weather.answers.spot import Spot
from besedka.weather.data.conditions import Conditions, Forecast, Reading, Run
from besedka.weather.data.failures import SourceFailure, SourcesFailedError, WeatherError
from besedka.weather.data.visibility import Visibility

__all__ = [
    "ALL_DOWN",
    "CAMS_00Z",
    "EN",
    "GFS_06Z",
    "GFS_12Z",
    "MOSCOW_TIME",
    "NOW",
    "RU",
    "SNOWY",
    "SUZDAL",
    "VALID",
    "at",
    "forecast",
    "sight",
    "spaced",
    "wind",
]

EN, RU = language("en"), language("ru")
VALID = datetime(2026, 11, 29, 12, tzinfo=timezone.utc)
NOW = VALID + timedelta(minutes=10)
MOSCOW_TIME = ZoneInfo("Europe/Moscow")
SUZDAL = Spot("Suzdal, RU", MOSCOW_TIME)
GFS_06Z = Run("gfs", datetime(2026, 11, 29, 6, tzinfo=timezone.utc))
GFS_12Z = Run("gfs", datetime(2026, 11, 29, 12, tzinfo=timezone.utc))
CAMS_00Z = Run("cams", datetime(2026, 11, 29, 0, tzinfo=timezone.utc))
ALL_DOWN = SourcesFailedError(
    (
        SourceFailure("AWS", "timeout"),
        SourceFailure("Google", "status", "503"),
        SourceFailure("NOMADS", "busy"),
    )
)


def sight(metres: float, *, at_least: bool = False, estimated: bool = False) -> Visibility:
    return Visibility(metres, at_least, "estimated" if estimated else "model", VALID)


def wind(degrees: float, speed: float) -> dict[str, float]:
    """The components of a wind that comes from a direction."""
    angle = math.radians(degrees)
    return {"wind_east": -speed * math.sin(angle), "wind_north": -speed * math.cos(angle)}


def at(hours: float = 0, **known: Any) -> Conditions:
    """What is known of an hour; all else is missing."""
    return Conditions(VALID + timedelta(hours=hours), **known)


SNOWY = at(
    temperature=-3.2,
    humidity=93.4,
    gust=9.0,
    pressure=1003.4,
    cloud=99.6,
    falling="snow",
    precipitation=0.44,
    visibility=sight(6300),
    **wind(225, 4.2),
)


def forecast(
    now: Conditions,
    *outlook: Conditions,
    run: Run = GFS_06Z,
    source: str = "AWS",
    late: Run | None = None,
    trouble: WeatherError | None = None,
    height: float | None = None,
) -> Forecast:
    return Forecast(Reading(now, run, source, late, height), outlook, run, trouble)


def spaced(text: str) -> str:
    """The text with plain spaces, as it is easier to read in a test."""
    return text.replace("\u00a0", " ")
