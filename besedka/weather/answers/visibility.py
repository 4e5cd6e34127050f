"""Visibility in words: how far, in which band, and whether that is an estimate."""

from collections.abc import Mapping
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.weather.answers.figures import NO_BREAK, SHORTEST, distance
from besedka.weather.answers.precipitation import dims_the_air
from besedka.weather.data.conditions import Conditions
from besedka.weather.data.visibility import Band, Visibility, band

__all__ = ["FOG", "POOR", "is_fog", "visibility_words"]

FOG: Final = 1000.0
"""In metres. Fog is less (WMO-No. 407, International Cloud Atlas)."""

POOR: Final = 4000.0
"""In metres. The band `poor` ends here."""

_BANDS: Final[Mapping[Band, str]] = {
    "very-poor": N_("very poor"),
    "poor": N_("poor"),
    "moderate": N_("moderate"),
    "good": N_("good"),
    "very-good": N_("very good"),
}


def is_fog(conditions: Conditions) -> bool:
    """Return whether one sees less than 1 km, and not because of what falls."""
    seen = conditions.visibility
    return seen is not None and seen.metres < FOG and not dims_the_air(conditions)


def visibility_words(conditions: Conditions, words: Language) -> str | None:
    """Return `visibility 6 km (moderate)`, `visibility about 800 m (very poor, fog, estimated)`; None if not known."""
    seen = conditions.visibility
    if seen is None:
        return None
    parts = [words.text(_BANDS[band(seen)])]
    if is_fog(conditions):
        parts.append(words.text("fog"))
    if seen.source == "estimated":
        parts.append(words.text("estimated"))
    sentence = words.text("visibility {distance} ({band})")
    return sentence.format(distance=_how_far(seen, words), band=", ".join(parts))


def _how_far(seen: Visibility, words: Language) -> str:
    """Return the distance: `6 km`, `≥ 24 km`, `about 7 km`, `under 50 m`."""
    far = distance(max(seen.metres, SHORTEST), words)
    if seen.at_least:
        return f"≥{NO_BREAK}{far}"
    if seen.metres < SHORTEST:
        return words.text("under {distance}").format(distance=far)
    return words.text("about {distance}").format(distance=far) if seen.source == "estimated" else far
