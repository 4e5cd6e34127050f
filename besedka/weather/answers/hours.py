"""`hours`: the day ahead as bars, each with words that say the same to somebody who does not see them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from besedka.dialects.words.languages import Language
from besedka.weather.answers.bars import bars
from besedka.weather.answers.figures import degrees, rate, speed
from besedka.weather.answers.moments import MODELS, hour, run_hour, zone_name
from besedka.weather.answers.precipitation import falling_words
from besedka.weather.answers.spot import Spot
from besedka.weather.answers.staleness import stale_notice
from besedka.weather.answers.visibility import visibility_words
from besedka.weather.answers.wind import wind_speed
from besedka.weather.data.conditions import Conditions, Forecast

__all__ = ["hour_lines"]

_DAY: Final = timedelta(hours=24)
_STEP: Final = timedelta(hours=3)
_SPAN: Final = 8.0
"""The least difference that fills the bars, in °C: a level for each degree."""

_WATER: Final = 2.5
"""The least amount that fills the bars, in mm/h: where moderate rain begins."""

_WIND: Final = 8.0
"""The least speed that fills the bars, in m/s: a fresh breeze."""

Quantity = Callable[[Conditions], float | None]


def hour_lines(forecast: Forecast, spot: Spot, now: datetime, words: Language) -> list[str]:
    """Return a heading and a line each for temperature, precipitation, wind, and visibility in words.

    A quantity that is not known at any hour has no line. Without an outlook there is a sentence that says so.
    """
    ahead = _three_hourly(forecast.outlook, now)
    notice = stale_notice(forecast, spot.zone, now, words)
    if not ahead:
        return [notice + words.text("{place}: there is no outlook at hand.").format(place=spot.name)]
    lines = [
        notice + _heading(forecast, ahead, spot, words),
        _temperature(ahead, spot, words),
        _precipitation(ahead, spot, words),
        _wind(ahead, spot, words),
        _visibility(ahead, spot, words),
    ]
    return [line for line in lines if line]


def _three_hourly(outlook: Sequence[Conditions], now: datetime) -> list[Conditions]:
    """Return the hours of the day ahead that are multiples of three by UTC; one that is missing in between is empty."""
    known = {
        each.valid: each
        for each in outlook
        if now - _STEP / 2 <= each.valid <= now + _DAY and each.valid.hour % 3 == 0
    }
    if not known:
        return []
    count = (max(known) - min(known)) // _STEP + 1
    hours = (min(known) + number * _STEP for number in range(count))
    return [known.get(each) or Conditions(each) for each in hours]


def _heading(forecast: Forecast, ahead: Sequence[Conditions], spot: Spot, words: Language) -> str:
    first, last = ahead[0].valid, ahead[-1].valid
    run = forecast.outlook_run or forecast.now.run
    sentence = words.text("{place}, {first} to {last} {zone}, three hours a bar. {model} {run}, model.")
    return sentence.format(
        place=spot.name,
        first=hour(first, spot.zone),
        last=hour(last, spot.zone),
        zone=zone_name(first, spot.zone, words),
        model=MODELS[run.model],
        run=run_hour(run),
    )


def _extremes(ahead: Sequence[Conditions], quantity: Quantity) -> tuple[Conditions, Conditions] | None:
    """Return the hours with the smallest and the largest value, the earliest of equals; None if no value is known."""
    known = [each for each in ahead if quantity(each) is not None]
    if not known:
        return None

    def value(conditions: Conditions) -> float:
        return quantity(conditions) or 0.0

    return min(known, key=value), max(known, key=value)


def _temperature(ahead: Sequence[Conditions], spot: Spot, words: Language) -> str:
    found = _extremes(ahead, lambda each: each.temperature)
    if found is None:
        return ""
    low, high = (each.temperature or 0.0 for each in found)
    lowest, highest = degrees(low, words), degrees(high, words)
    sentence = words.text("temperature {bars} lowest {low} at {low_hour}, highest {high} at {high_hour}")
    if lowest == highest:
        sentence = words.text("temperature {bars} {low} throughout")
    return sentence.format(
        bars=bars([each.temperature for each in ahead], low, max(high, low + _SPAN)),
        low=lowest,
        low_hour=hour(found[0].valid, spot.zone),
        high=highest,
        high_hour=hour(found[1].valid, spot.zone),
    )


def _precipitation(ahead: Sequence[Conditions], spot: Spot, words: Language) -> str:
    found = _extremes(ahead, lambda each: each.precipitation)
    if found is None:
        return ""
    most = found[1]
    amount, what = most.precipitation or 0.0, falling_words(most, words)
    shown = bars([each.precipitation for each in ahead], 0.0, max(amount, _WATER))
    if most.falling == "nothing" or amount == 0 or what is None:
        return words.text("precipitation {bars} none").format(bars=shown)
    sentence = words.text("precipitation {bars} most at {hour}: {what}, {rate}")
    return sentence.format(bars=shown, hour=hour(most.valid, spot.zone), what=what, rate=rate(amount, words))


def _wind(ahead: Sequence[Conditions], spot: Spot, words: Language) -> str:
    found = _extremes(ahead, wind_speed)
    if found is None:
        return ""
    low, high = (wind_speed(each) or 0.0 for each in found)
    weakest, strongest = speed(low, words), speed(high, words)
    sentence = words.text("wind {bars} weakest {low} at {low_hour}, strongest {high} at {high_hour}")
    if weakest == strongest:
        sentence = words.text("wind {bars} {low} throughout")
    return sentence.format(
        bars=bars([wind_speed(each) for each in ahead], 0.0, max(high, _WIND)),
        low=weakest,
        low_hour=hour(found[0].valid, spot.zone),
        high=strongest,
        high_hour=hour(found[1].valid, spot.zone),
    )


def _visibility(ahead: Sequence[Conditions], spot: Spot, words: Language) -> str:
    found = _extremes(ahead, lambda each: None if each.visibility is None else each.visibility.metres)
    seen = None if found is None else visibility_words(found[0], words)
    if found is None or seen is None:
        return ""
    return words.text("lowest {visibility} at {hour}").format(
        visibility=seen, hour=hour(found[0].valid, spot.zone)
    )
