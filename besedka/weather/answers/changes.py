"""The next change within twelve hours: of all that change, the one that matters most."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from besedka.dialects.words.languages import Language
from besedka.records import record
from besedka.weather.answers.figures import distance, speed
from besedka.weather.answers.moments import hour
from besedka.weather.answers.precipitation import falling_words
from besedka.weather.answers.visibility import FOG, POOR, is_fog
from besedka.weather.answers.wind import FRESH, wind_force, wind_speed
from besedka.weather.data.conditions import Conditions, Forecast

__all__ = ["Change", "next_change"]

_AHEAD: Final = timedelta(hours=12)
_RISE: Final = 5.0
"""In m/s: the 10 kt by which a change of wind is worth forecasting (ICAO Annex 3, appendix 5)."""


@record
class Change:
    """A change in words: `rain from 21:00`."""

    text: str
    of_visibility: bool = False
    """Whether the words need `visibility` before them."""


def next_change(forecast: Forecast, zone: tzinfo, at: datetime, words: Language) -> Change | None:
    """Return the most important change in the twelve hours after `at`, which is now; None if nothing changes.

    In this order: visibility falls below 1 km, below 4 km, or rises above 1 km again; something else falls, or nothing
    does; the wind rises. Nothing is said of what is not known now or then, except that low visibility to come is.
    """
    now = forecast.now.conditions
    ahead = [each for each in forecast.outlook if max(at, now.valid) < each.valid <= at + _AHEAD]
    return (
        _of_visibility(now, ahead, zone, words)
        or _of_falling(now, ahead, zone, words)
        or _of_wind(now, ahead, zone, words)
    )


def _of_visibility(
    now: Conditions, ahead: Sequence[Conditions], zone: tzinfo, words: Language
) -> Change | None:
    seen = [each for each in ahead if each.visibility is not None]
    present = _metres(now)
    for limit in (FOG, POOR):
        lower = next((each for each in seen if _metres(each) < limit), None)
        if present >= limit and lower is not None:
            return _lower(limit, lower, zone, words)
    higher = next((each for each in seen if _metres(each) >= FOG), None)
    if present >= FOG or higher is None:
        return None
    sentence = words.text("over {distance} from {hour}")
    return Change(sentence.format(distance=distance(FOG, words), hour=hour(higher.valid, zone)), True)


def _metres(conditions: Conditions) -> float:
    """Return how far one sees; if that is not known, as far as one likes."""
    return float("inf") if conditions.visibility is None else conditions.visibility.metres


def _lower(limit: float, then: Conditions, zone: tzinfo, words: Language) -> Change:
    band = (
        words.text("poor")
        if limit == POOR
        else words.text("fog")
        if is_fog(then)
        else words.text("very poor")
    )
    sentence = words.text("under {distance} ({band}) from {hour}")
    return Change(
        sentence.format(distance=distance(limit, words), band=band, hour=hour(then.valid, zone)), True
    )


def _of_falling(now: Conditions, ahead: Sequence[Conditions], zone: tzinfo, words: Language) -> Change | None:
    then = next((each for each in ahead if _falls_otherwise(now, each)), None)
    what = None if then is None else falling_words(then, words)
    if then is None or what is None:
        return None
    return Change(words.text("{what} from {hour}").format(what=what, hour=hour(then.valid, zone)))


def _falls_otherwise(now: Conditions, then: Conditions) -> bool:
    """Return whether something else falls. What the model cannot name may be the same as what falls now."""
    kinds = {now.falling, then.falling}
    return None not in kinds and len(kinds) > 1 and ("unknown" not in kinds or "nothing" in kinds)


def _of_wind(now: Conditions, ahead: Sequence[Conditions], zone: tzinfo, words: Language) -> Change | None:
    present = wind_speed(now)
    if present is None:
        return None
    for each in ahead:
        later = wind_speed(each)
        if later is not None and later >= present + _RISE and wind_force(later) >= FRESH:
            sentence = words.text("wind rising to {speed} from {hour}")
            return Change(sentence.format(speed=speed(later, words), hour=hour(each.valid, zone)))
    return None
