"""Coordinates as people write them."""

import re
import unicodedata

from besedka.weather.data.conditions import Point

__all__ = ["OutOfRangeError", "as_text", "read"]

_DIRECTION = r"(?:[сюзв]\.? ?[шд]\.?|[nsewсюзв]\.?)"
_NUMBER = r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,15})?"
_DEGREES = rf"{_NUMBER}(?: ?°)?"
_HALF = rf"({_DIRECTION} ?{_DEGREES}|{_DEGREES}(?: ?{_DIRECTION})?)"
_PAIR = re.compile(rf"{_HALF}(?: ?[,;] ?| ){_HALF}")
_direction, _number = re.compile(_DIRECTION), re.compile(_NUMBER)
_MINUS = str.maketrans("−–‒", "---")
_BOTH_AXES = {"ne", "nw", "se", "sw", "en", "wn", "es", "ws"}
_DIRECTIONS = {"n": "n", "с": "n", "s": "s", "ю": "s", "e": "e", "в": "e", "w": "w", "з": "w"}


class OutOfRangeError(ValueError):
    """A latitude beyond ±90° or a longitude beyond ±180°."""


def read(text: str) -> Point | None:
    """Return the point that the text writes, or None if it is not a pair of coordinates.

    Decimal degrees, latitude first, separated by a space, comma or semicolon: `55.75 37.62`, `55.75, 37.62`,
    `55,75 37,62`, `-33.87 151.21`. A direction may stand before or after a number, in English or Russian:
    `55.75N 37.62E`, `55,75° с. ш. 37,62° в. д.`; with directions the longitude may come first. A number
    with a direction has no sign.

    The point is rounded to 0.0001° (11 m).

    Raises:
        OutOfRangeError: the text is such a pair, but no point has these coordinates.
    """
    line = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    pair = _PAIR.fullmatch(line.translate(_MINUS))
    if pair is None:
        return None
    numbers = [float(number.replace(",", ".")) for half in pair.groups() for number in _number.findall(half)]
    letters = [_direction.search(half) for half in pair.groups()]
    return _point(numbers, [_DIRECTIONS[letter[0][0]] if letter else "" for letter in letters])


def as_text(point: Point) -> str:
    """Return the point in decimal degrees as `read` understands it: `−33.87, 151.21`, at most four decimals."""
    shown = ", ".join(f"{each:.4f}".rstrip("0").rstrip(".") for each in (point.latitude, point.longitude))
    return shown.replace("-", "\u2212")


def _point(numbers: list[float], directions: list[str]) -> Point | None:
    if any(directions):
        if "".join(directions) not in _BOTH_AXES or min(numbers) < 0:
            return None
        numbers = [-each if way in "sw" else each for each, way in zip(numbers, directions, strict=True)]
        if directions[0] in "ew":
            numbers.reverse()
    latitude, longitude = numbers
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise OutOfRangeError
    return Point(round(latitude, 4) + 0.0, round(longitude, 4) + 0.0)  # + 0.0 makes a negative zero positive
