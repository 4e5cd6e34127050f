"""`details`: everything that is known of the present hour, a line for each thing."""

from datetime import datetime

from besedka.dialects.words.languages import Language
from besedka.weather.answers.changes import Change, next_change
from besedka.weather.answers.figures import MINUS, NO_BREAK, count, degrees, pressure, rate, speed, whole
from besedka.weather.answers.moments import age
from besedka.weather.answers.origin import origin_sentence
from besedka.weather.answers.precipitation import falling_words
from besedka.weather.answers.spot import Spot
from besedka.weather.answers.staleness import stale_notice
from besedka.weather.answers.visibility import visibility_words
from besedka.weather.answers.wind import comes_from, wind_speed, wind_words
from besedka.weather.data.conditions import Conditions, Forecast

__all__ = ["detail_lines"]


def detail_lines(forecast: Forecast, spot: Spot, now: datetime, words: Language) -> list[str]:
    """Return the lines: place, air, what falls, wind, visibility, next change, source and age of the run."""
    conditions, change = forecast.now.conditions, next_change(forecast, spot.zone, now, words)
    lines = [
        f"{stale_notice(forecast, spot.zone, now, words)}{spot.name}",
        _air(conditions, words),
        _falling(conditions, words),
        _wind(conditions, words),
        _visibility(conditions, words),
        _height(forecast.now.height, words),
        "" if change is None else _change(change, words),
        f"{origin_sentence(forecast, spot.zone, now, words)} {_run_age(forecast, now, words)}",
    ]
    return [line for line in lines if line]


def _change(change: Change, words: Language) -> str:
    told = change.text
    if change.of_visibility:
        told = words.text("visibility {change}").format(change=told)
    return words.text("next change: {change}").format(change=told)


def _air(conditions: Conditions, words: Language) -> str:
    parts = []
    if conditions.temperature is not None:
        parts.append(words.text("temperature {n}").format(n=degrees(conditions.temperature, words)))
    if conditions.humidity is not None:
        parts.append(words.text("humidity {n}").format(n=_percent(conditions.humidity)))
    if conditions.pressure is not None:
        parts.append(words.text("pressure at sea level {n}").format(n=pressure(conditions.pressure, words)))
    if conditions.cloud is not None:
        parts.append(words.text("cloud {n}").format(n=_percent(conditions.cloud)))
    return ", ".join(parts)


def _height(metres: float | None, words: Language) -> str:
    if metres is None:
        return ""
    shown = count(words.text("{n} m"), f"{MINUS if metres < 0 else ''}{abs(whole(metres))}")
    return words.text("the model’s ground is {height} above sea level").format(height=shown)


def _percent(value: float) -> str:
    return f"{whole(value)}{NO_BREAK}%"


def _falling(conditions: Conditions, words: Language) -> str:
    what = falling_words(conditions, words)
    if what is None or conditions.falling == "nothing" or conditions.precipitation is None:
        return what or ""
    return f"{what}, {rate(conditions.precipitation, words)}"


def _wind(conditions: Conditions, words: Language) -> str:
    named, direction, parts = wind_words(conditions, words), comes_from(conditions), []
    if named is not None and direction is not None:
        parts.append(f"{named} ({whole(direction) % 360}°)")
    if conditions.gust is not None and conditions.gust > (wind_speed(conditions) or 0.0):
        parts.append(words.text("gusts {speed}").format(speed=speed(conditions.gust, words)))
    return ", ".join(parts)


def _visibility(conditions: Conditions, words: Language) -> str:
    seen = visibility_words(conditions, words)
    if seen is None or conditions.visibility is None:
        return ""
    if conditions.visibility.source == "model":
        return seen
    return f"{seen}: " + words.text("derived from humidity, precipitation and, where it is known, aerosol")


def _run_age(forecast: Forecast, now: datetime, words: Language) -> str:
    started = age(now - forecast.now.run.at, words)
    return words.text("The run began {age} ago.").format(age=started)
