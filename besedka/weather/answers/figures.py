"""Numbers with their units, as a weather service of each language writes them.

A number and its unit are joined by a no-break space. The minus is U+2212. In Russian a temperature above zero has its
plus sign, as forecasts there write it.
"""

from math import floor
from typing import Final

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import decimal

__all__ = [
    "MINUS",
    "NO_BREAK",
    "SHORTEST",
    "count",
    "degrees",
    "distance",
    "megabytes",
    "pressure",
    "rate",
    "speed",
    "whole",
]

NO_BREAK: Final = "\u00a0"
SHORTEST: Final = 50
"""In metres. A smaller distance would be written as 0."""

MINUS: Final = "\u2212"
_MEGABYTE: Final = 1_000_000
_MMHG: Final = 1.333224
"""hPa in a millimetre of mercury (BIPM, The International System of Units)."""

_DECIMALS_BELOW: Final = 10
"""A smaller number of megabytes, kilometres or mm/h is written with one decimal."""


def whole(value: float) -> int:
    """Return the nearest whole number; halves are rounded up, so that −0.5 is 0."""
    return floor(value + 0.5)


def count(template: str, n: object) -> str:
    """Fill `{n}` in, and join the words with no-break spaces."""
    return template.format(n=n).replace(" ", NO_BREAK)


def degrees(celsius: float, words: Language) -> str:
    """Return a temperature in whole degrees: `−3 °C`; Russian also `+5 °C`."""
    value = whole(celsius)
    sign = MINUS if value < 0 else "+" if value > 0 and words.code == "ru" else ""
    return count(words.text("{n} °C"), f"{sign}{abs(value)}")


def speed(metres_per_second: float, words: Language) -> str:
    """Return a speed in whole metres per second."""
    return count(words.text("{n} m/s"), whole(metres_per_second))


def rate(millimetres: float, words: Language) -> str:
    """Return an amount of water in an hour: `0.4 mm/h`; whole from 10 on."""
    return count(words.text("{n} mm/h"), _short(millimetres, words))


def pressure(hectopascals: float, words: Language) -> str:
    """Return a pressure: `1013 hPa`; in Russian in millimetres of mercury, as forecasts there give it."""
    if words.code == "ru":
        return count(words.text("{n} mmHg"), whole(hectopascals / _MMHG))
    return count(words.text("{n} hPa"), whole(hectopascals))


def megabytes(size: float, words: Language) -> str:
    """Return a size, given in bytes, in MB (10^6 bytes); with one decimal below 10."""
    return count(words.text("{n} MB"), _short(size / _MEGABYTE, words))


def distance(metres: float, words: Language) -> str:
    """Return how far one sees, rounded down, so that a band's limit is never exceeded.

    Steps of 50 m below 800 m, of 100 m below 5 km, of 1 km beyond (ICAO Annex 3, appendix 3, 4.2.4.1).
    """
    if metres < 1000:
        step = 50 if metres < 800 else 100
        return count(words.text("{n} m"), int(metres // step) * step)
    if metres < 5000:
        return count(words.text("{n} km"), decimal(f"{metres // 100 / 10:g}", words))
    return count(words.text("{n} km"), int(metres // 1000))


def _short(value: float, words: Language) -> str:
    """Return a number with one decimal below 10 unless that is 0, else a whole one."""
    if round(value, 1) < _DECIMALS_BELOW:
        return decimal(f"{value:.1f}".removesuffix(".0"), words)
    return str(whole(value))
