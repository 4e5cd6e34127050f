"""What falls, with a word for its strength."""

from collections.abc import Mapping
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.weather.data.conditions import Conditions, Falling

__all__ = ["dims_the_air", "falling_words"]

_LIQUID: Final = (2.5, 10.0)
_FROZEN: Final = (1.0, 5.0)
"""Where moderate and heavy begin, in mm/h of water (WMO-No. 8, volume I, chapter 14, annex: criteria for light,
moderate and heavy precipitation intensity). Rain and snow together are judged as snow, freezing rain as rain."""

_WORDS: Final[Mapping[Falling, tuple[str, str, str, str]]] = {
    "rain": (N_("rain"), N_("light rain"), N_("moderate rain"), N_("heavy rain")),
    "snow": (N_("snow"), N_("light snow"), N_("moderate snow"), N_("heavy snow")),
    "sleet": (
        N_("rain and snow"),
        N_("light rain and snow"),
        N_("moderate rain and snow"),
        N_("heavy rain and snow"),
    ),
    "freezing-rain": (
        N_("freezing rain"),
        N_("light freezing rain"),
        N_("moderate freezing rain"),
        N_("heavy freezing rain"),
    ),
    "unknown": (
        N_("precipitation"),
        N_("light precipitation"),
        N_("moderate precipitation"),
        N_("heavy precipitation"),
    ),
}
"""Without a strength, light, moderate, heavy."""

_LIGHT: Final = 1
"""The index of light."""


def falling_words(conditions: Conditions, words: Language) -> str | None:
    """Return what falls: `light snow`, `dry`; without its strength if that is not known. None if nothing is known."""
    falling = conditions.falling
    if falling is None:
        return None
    if falling == "nothing":
        return words.text("dry")
    return words.text(_WORDS[falling][_strength(falling, conditions.precipitation)])


def dims_the_air(conditions: Conditions) -> bool:
    """Return whether what falls may be why one does not see far: snow, or any other precipitation that is not light."""
    falling = conditions.falling
    if falling is None or falling == "nothing":
        return False
    return falling in ("snow", "sleet") or _strength(falling, conditions.precipitation) > _LIGHT


def _strength(falling: Falling, rate: float | None) -> int:
    """Return the index of the word: 0 if the rate is not known, then light, moderate, heavy."""
    if rate is None:
        return 0
    moderate, heavy = _FROZEN if falling in ("snow", "sleet") else _LIQUID
    return 1 + (rate >= moderate) + (rate >= heavy)
