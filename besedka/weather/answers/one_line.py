"""The answer: a forecast in one line of at most 300 characters."""

import textwrap
from datetime import datetime
from typing import Final

from besedka.dialects.words.languages import Language
from besedka.weather.answers.changes import Change, next_change
from besedka.weather.answers.figures import degrees
from besedka.weather.answers.origin import origin_sentence
from besedka.weather.answers.precipitation import falling_words
from besedka.weather.answers.spot import Spot
from besedka.weather.answers.staleness import stale_notice
from besedka.weather.answers.visibility import visibility_words
from besedka.weather.answers.wind import gust_words, wind_words
from besedka.weather.data.conditions import Forecast

__all__ = ["MAX_LINE", "one_line"]

MAX_LINE: Final = 300
"""In characters."""

_MAX_NAME: Final = 64
"""Characters of a place's name. Chosen: with all that is never dropped, the line keeps its limit."""

_MAX_OTHERS: Final = 3

_LEAST_FIRST: Final = ("others", "gusts", "change", "wind", "falling", "temperature", "reasons")
"""What is dropped from a line that would be too long, until it is not. The rest always stays."""


def one_line(forecast: Forecast, spot: Spot, now: datetime, words: Language) -> str:
    """Return the answer: place, weather, next change, source, age if the data is old; one line, no control characters.

    What the model does not say is left out. A line that would exceed `MAX_LINE` loses whole parts.
    """
    parts = _parts(forecast, spot, words)
    origin = origin_sentence(forecast, spot.zone, now, words)
    change = next_change(forecast, spot.zone, now, words)
    for count in range(len(_LEAST_FIRST) + 1):
        dropped = _LEAST_FIRST[:count]
        kept = {name: text for name, text in parts.items() if name not in dropped}
        told = None if "change" in dropped else change
        notice = stale_notice(forecast, spot.zone, now, words, brief="reasons" in dropped)
        line = f"{notice}{_place(kept)}: {_weather(kept, told, words)}. {origin}"
        if len(line) <= MAX_LINE:
            break
    return line


def _parts(forecast: Forecast, spot: Spot, words: Language) -> dict[str, str]:
    """Return the parts that are known, by name."""
    now = forecast.now.conditions
    others = spot.others[:_MAX_OTHERS]
    parts = {
        "place": textwrap.shorten(spot.name, _MAX_NAME, placeholder="…"),
        "others": words.text("also {places}").format(places="; ".join(others)) if others else None,
        "temperature": None if now.temperature is None else degrees(now.temperature, words),
        "falling": falling_words(now, words),
        "wind": wind_words(now, words),
        "gusts": gust_words(now, words),
        "visibility": visibility_words(now, words),
    }
    return {name: text for name, text in parts.items() if text is not None}


def _place(parts: dict[str, str]) -> str:
    return "; ".join(parts[name] for name in ("place", "others") if name in parts)


def _weather(parts: dict[str, str], change: Change | None, words: Language) -> str:
    first = ", ".join(parts[name] for name in ("temperature", "falling", "wind", "gusts") if name in parts)
    seen = parts.get("visibility", "")
    groups = [first, seen]
    if change is not None and not change.of_visibility:
        groups.append(change.text)
    elif change is not None:
        groups[1] = (
            f"{seen}, {change.text}" if seen else words.text("visibility {change}").format(change=change.text)
        )
    return "; ".join(filter(None, groups)) or words.text("the model gives no values here")
