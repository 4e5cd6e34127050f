"""The table of places that is shipped with the package, as `tools/make_places.py` makes it.

The file is an LZMA (xz) stream of UTF-8 text. Its sections are separated by a form feed, their lines by a line feed:

1. what it was made from: a package and its version a line;
2. groups of places: country, region, zone, number of places, separated by tabs;
3. to 7. a line for each place, in the order of the groups, the most populous of a group first: name, Russian name,
   latitude and longitude in hundredths of a degree, population;
8. the same of other names: their keys (see `folding`), separated by `|`;
9. areas: country, region, and the keys by which it may be named, separated by `|`;
10. airports: IATA code, ICAO code, country, zone, latitude, longitude, name.
"""

import lzma
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import accumulate
from math import asin, cos, inf, radians, sin, sqrt

from besedka.weather.data.conditions import Point
from besedka.weather.places.folding import fold
from besedka.weather.places.place import Place

__all__ = ["ATTRIBUTION", "Table", "packed", "unpack"]

_FOLDER = files("besedka.weather.places")
"""May be inside an archive."""

ATTRIBUTION = (
    "Places: GeoNames (geonames.org), CC BY 4.0, shortened. "
    "Airports: airportsdata (github.com/mborsetti/airportsdata), MIT. Names of countries: Unicode CLDR."
)
"""To be shown where places are: in `about` and in the documentation. `ATTRIBUTION.txt` says it at length."""

_HUNDREDTHS = 100
_OWN_NAME = 5
"""A place that is shown by this name goes before one that has it in another language, unless that one has five times as
many people: Bar, ME before Baar, CH; but Roma is Rome, IT, and not Roma, TX. Chosen."""


def packed() -> bytes:
    """Return the file of the table."""
    return (_FOLDER / "places.xz").read_bytes()


def unpack(data: bytes) -> tuple[list[str], ...]:
    """Return the sections of the file, each as its lines."""
    return tuple(section.split("\n") for section in lzma.decompress(data).decode().split("\f"))


class Table:
    """Places by number, and the numbers of places by key."""

    def __init__(self, sections: Sequence[Sequence[str]]) -> None:
        """Read the sections of `unpack`: takes some 0.4 s and 60 MB with the shipped table."""
        sources, groups, names, cyrillic, latitudes, longitudes, populations, aliases, areas, airports = (
            sections
        )
        self.sources = dict(line.split(" ") for line in sources)
        """Packages that it was made from, with their versions."""

        self._groups = [tuple(line.split("\t")) for line in groups]
        self._ends = list(accumulate(int(group[3]) for group in self._groups))
        self._names, self._cyrillic = names, cyrillic
        self._latitudes = array("h", map(int, latitudes))
        self._longitudes = array("h", map(int, longitudes))
        self._populations = array("l", map(int, populations))
        self._first: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}
        for keys in (_folded(names), _folded(cyrillic)):
            self._index(enumerate(keys))
        self._index((number, key) for number, line in enumerate(aliases) if line for key in line.split("|"))
        self._areas = _areas(areas)
        self._airports = _airports(airports)
        self.keys = sorted(self._first)
        """Of all places."""

    def _index(self, entries: Iterable[tuple[int, str]]) -> None:
        first, more = self._first, self._more
        for number, key in entries:
            if key and first.setdefault(key, number) != number:
                more.setdefault(key, []).append(number)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, key: object) -> bool:
        return key in self._first

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return the numbers of the places with this key, the most populous first; see `_OWN_NAME`."""
        if key not in self._first:
            return ()
        numbers = {self._first[key], *self._more.get(key, ())}
        return tuple(sorted(numbers, key=lambda number: (-self._weight(number, key), number)))

    def _weight(self, number: int, key: str) -> int:
        is_own = key in (fold(self._names[number]), fold(self._cyrillic[number]))
        return self._populations[number] * (_OWN_NAME if is_own else 1)

    def by_population(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return each of these places once, the most populous first."""
        return tuple(sorted(set(numbers), key=lambda number: (-self._populations[number], number)))

    def place(self, number: int) -> Place:
        """Return the place with this number."""
        country, region, zone, _ = self._groups[bisect_right(self._ends, number)]
        return Place(
            name=self._names[number],
            cyrillic=self._cyrillic[number],
            latitude=self._latitudes[number] / _HUNDREDTHS,
            longitude=self._longitudes[number] / _HUNDREDTHS,
            zone=zone,
            country=country,
            region=region,
            population=self._populations[number],
        )

    def area(self, number: int) -> tuple[str, str]:
        """Return country and region of the place with this number."""
        country, region, *_ = self._groups[bisect_right(self._ends, number)]
        return country, region

    def zones(self) -> frozenset[str]:
        """Return the time zones of all places and airports."""
        airports = (line.split("\t")[3] for line in self._airports.values())
        return frozenset((*(zone for _, _, zone, _ in self._groups), *airports))

    def nearest(self, point: Point, reach: float) -> int | None:
        """Return the number of the place that is nearest to the point, within `reach` degrees of a great circle.

        `reach` is below 90. Looks at the latitudes of all places, which takes a few milliseconds.
        """
        latitude, longitude = point.latitude * _HUNDREDTHS, point.longitude * _HUNDREDTHS
        low, high = latitude - reach * _HUNDREDTHS, latitude + reach * _HUNDREDTHS
        beside = (number for number, each in enumerate(self._latitudes) if low <= each <= high)
        distance, nearest = min(
            ((self._distance(latitude, longitude, number), number) for number in beside), default=(inf, None)
        )
        return nearest if distance <= radians(reach) else None

    def _distance(self, latitude: float, longitude: float, number: int) -> float:
        """Return the angle in radians between a point, in hundredths of a degree, and a place."""
        north, other = radians(latitude / _HUNDREDTHS), radians(self._latitudes[number] / _HUNDREDTHS)
        east = radians((longitude - self._longitudes[number]) / _HUNDREDTHS)
        half = sin((north - other) / 2) ** 2 + cos(north) * cos(other) * sin(east / 2) ** 2
        return 2 * asin(min(1, sqrt(half)))

    def areas(self, key: str) -> frozenset[tuple[str, str]]:
        """Return the countries and states that may be named so: pairs of country and region, "" for all of it."""
        return self._areas.get(key, frozenset())

    def airport(self, code: str) -> Place | None:
        """Return the airport with this IATA or ICAO code in capitals."""
        line = self._airports.get(code)
        if line is None:
            return None
        _, _, country, zone, latitude, longitude, name = line.split("\t")
        return Place(name, int(latitude) / _HUNDREDTHS, int(longitude) / _HUNDREDTHS, zone, country)


def _folded(names: Sequence[str]) -> list[str]:
    return fold("\n".join(names)).split("\n")


def _areas(lines: Sequence[str]) -> dict[str, frozenset[tuple[str, str]]]:
    areas: dict[str, frozenset[tuple[str, str]]] = {}
    for line in lines:
        country, region, keys = line.split("\t")
        for key in keys.split("|"):
            areas[key] = areas.get(key, frozenset()) | {(country, region)}
    return areas


def _airports(lines: Sequence[str]) -> dict[str, str]:
    return {code: line for line in lines for code in line.split("\t", 2)[:2] if code}
