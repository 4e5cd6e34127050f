"""Hours in the time of a place, runs of models, and ages."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.weather.answers.figures import MINUS, NO_BREAK, count
from besedka.weather.data.conditions import Model, Run

__all__ = ["MODELS", "age", "hour", "moment", "run_hour", "zone_name"]

MODELS: Final[Mapping[Model, str]] = {"gfs": "GFS", "cams": "CAMS"}

_KNOWN_IN_RUSSIAN: Final = {"MSK": N_("MSK"), "UTC": N_("UTC")}
"""Other abbreviations, such as CET, are not read in Russian: there the offset stands."""

_DATE: Final = {"en": "%Y-%m-%d", "ru": "%d.%m.%Y"}
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


def run_hour(run: Run) -> str:
    """Return the hour of a run as forecasters write it: `06Z`."""
    return f"{run.at:%H}Z"


def hour(at: datetime, zone: tzinfo) -> str:
    """Return the time of day at the place: `04:00`."""
    return f"{at.astimezone(zone):%H:%M}"


def moment(at: datetime, zone: tzinfo, now: datetime, words: Language) -> str:
    """Return the time with its zone: `15:00 MSK`.

    It has its date as well unless that is today's at the place, or the time comes within a day.
    """
    local = at.astimezone(zone)
    shown = f"{local:%H:%M}{NO_BREAK}{zone_name(at, zone, words)}"
    if local.date() == now.astimezone(zone).date() or timedelta() <= at - now < _DAY:
        return shown
    return f"{local:{_DATE[words.code]}} {shown}"


def zone_name(at: datetime, zone: tzinfo, words: Language) -> str:
    """Return the zone's abbreviation at that moment, `MSK`, or else its offset: `UTC+5`, `UTC−3:30`."""
    local = at.astimezone(zone)
    name = local.tzname() or ""
    if name in _KNOWN_IN_RUSSIAN:
        return words.text(_KNOWN_IN_RUSSIAN[name])
    if name.isascii() and name.isalpha() and words.code != "ru":
        return name
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return words.text("UTC")
    return f"UTC{MINUS if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def age(since: timedelta, words: Language) -> str:
    """Return an age in whole hours: `7 hours`; less than one is one."""
    hours = max(1, round(since / _HOUR))
    return count(words.plural("{n} hour", "{n} hours", hours), hours)
