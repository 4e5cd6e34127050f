"""Wind in words and in m/s."""

import math
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.weather.answers.figures import speed, whole
from besedka.weather.data.conditions import Conditions

__all__ = ["FRESH", "comes_from", "gust_words", "wind_force", "wind_speed", "wind_words"]

_WINDS: Final = (
    N_("N wind"),
    N_("NE wind"),
    N_("E wind"),
    N_("SE wind"),
    N_("S wind"),
    N_("SW wind"),
    N_("W wind"),
    N_("NW wind"),
)
"""Named by where they come from, clockwise from north."""

_FORCES: Final = (5.5, 8.0, 10.8, 17.2, 24.5, 32.7)
"""Where moderate, fresh, strong, gale, storm and hurricane force begin, in m/s: the Beaufort numbers 4, 5, 6, 8, 10
and 12 (WMO-No. 306, volume I.1, section E)."""

_STRENGTHS: Final = (
    N_("light {wind}"),
    N_("moderate {wind}"),
    N_("fresh {wind}"),
    N_("strong {wind}"),
    N_("gale-force {wind}"),
    N_("storm-force {wind}"),
    N_("hurricane-force {wind}"),
)
_CALM_GUST: Final = 4
"""In m/s. Gusts up to this are not told: leaves rustle."""

FRESH: Final = 2
"""The force at which a rising wind is worth mentioning."""


def wind_speed(conditions: Conditions) -> float | None:
    """Return the speed in m/s."""
    if conditions.wind_east is None or conditions.wind_north is None:
        return None
    return math.hypot(conditions.wind_east, conditions.wind_north)


def comes_from(conditions: Conditions) -> float | None:
    """Return the direction that the wind comes from, in degrees clockwise from north, from 0 to less than 360."""
    if conditions.wind_east is None or conditions.wind_north is None:
        return None
    return math.degrees(math.atan2(-conditions.wind_east, -conditions.wind_north)) % 360 % 360


def wind_force(metres_per_second: float) -> int:
    """Return how strong a wind is: 0 is light, 6 hurricane force."""
    return sum(metres_per_second >= bound for bound in _FORCES)


def wind_words(conditions: Conditions, words: Language) -> str | None:
    """Return the wind: `light SW wind 4 m/s`; `calm` where the speed rounds to 0. None if it is not known.

    The word is that of the whole number beside it: 8 m/s is always a fresh wind.
    """
    value, direction = wind_speed(conditions), comes_from(conditions)
    if value is None or direction is None:
        return None
    shown = whole(value)
    if shown == 0:
        return words.text("calm")
    named = words.text(_WINDS[whole(direction / 45) % len(_WINDS)])
    strong = words.text(_STRENGTHS[wind_force(shown)]).format(wind=named)
    return f"{strong} {speed(value, words)}"


def gust_words(conditions: Conditions, words: Language) -> str | None:
    """Return the gusts: `gusts 9` after a speed with its unit, else `gusts 9 m/s`.

    None if they are not known, below 5 m/s, or not stronger than the wind.
    """
    gust, mean = conditions.gust, whole(wind_speed(conditions) or 0.0)
    if gust is None or whole(gust) <= max(mean, _CALM_GUST):
        return None
    return words.text("gusts {speed}").format(speed=whole(gust) if mean else speed(gust, words))
