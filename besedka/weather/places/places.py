"""Lookup of places by name, coordinates or airport code, offline."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from besedka.dialects.guessing.keyboard_layouts import cyrillic, latin
from besedka.weather.data.conditions import Point
from besedka.weather.places import coordinates, inflection, misspelling, zones
from besedka.weather.places.folding import fold, without_digraphs
from besedka.weather.places.place import Found, Place
from besedka.weather.places.table import Table, packed, unpack

__all__ = ["MAX_TEXT", "Places"]

MAX_TEXT = 120
"""Longer texts are no names; in characters."""

_MAX_SHOWN = 3
_CITY = 100_000
"""A place with so many people goes before an airport with the same code: LIMA is the city, BAR is an airport."""

_ZONE_REACH = 2.0
"""Bare coordinates have the zone of the nearest place within so many degrees of a great circle (222 km)."""

_CODE = re.compile("[A-Z]{3,4}")
_PREPOSITION = re.compile("^(?:в|во|на|in|at) ", re.IGNORECASE)
_RUSSIAN_PREPOSITION = re.compile("(?:в|во|на) ", re.IGNORECASE)
_IN_A_SENTENCE = re.compile(".* (?:в|во|на|in|at) (.+)", re.IGNORECASE)


class Places:
    """A gazetteer of places with about 5,000 people and more, and of airports. Lookups never raise."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.sources = table.sources
        """Packages that the table was made from, with their versions."""

    @classmethod
    def load(cls) -> "Places":
        """Return the gazetteer. The first call reads it: half a second of blocking work, for a thread of its own."""
        return _load()

    def find(self, text: str) -> Found:
        """Return the place that the text names: below a millisecond, a misspelled one within some 20 ms.

        Understood, the first that matches:

        - coordinates, see `coordinates.read`;
        - an airport's IATA or ICAO code in capitals, unless a place of that name has 100,000 people;
        - a name in Latin or Cyrillic, in any case, with or without diacritics, hyphens and spaces;
        - a name and a country or else a state of the US, by code or by name: `Paris, US`, `Springfield, IL, US`;
        - one of these after a preposition: `in Paris`, and in Russian in the prepositional case, too: `в Суздале`;
        - an airport's code in any case.
        """
        text = " ".join(unicodedata.normalize("NFKC", text).split()) if len(text) <= MAX_TEXT else ""
        if not text or len(text) > MAX_TEXT:  # normalizing may lengthen it
            return Found()
        try:
            point = coordinates.read(text)
        except coordinates.OutOfRangeError:
            return Found(out_of_range=True)
        if point is not None:
            return Found(self._bare(point))
        rest = _PREPOSITION.sub("", text, count=1)
        after_preposition = self._declined(rest) if _RUSSIAN_PREPOSITION.match(text) else self._named(rest)
        return self._named(text) or after_preposition or self._coded(rest) or Found(near=self._near(rest))

    def _named(self, text: str) -> Found | None:
        places = [self._table.place(number) for number in self._numbers(text)]
        airport = self._table.airport(text) if _CODE.fullmatch(text) else None
        if airport is not None and (not places or places[0].population < _CITY):
            places.insert(0, airport)
        return Found(places[0], _elsewhere(places)) if places else None

    def _declined(self, text: str) -> Found | None:
        """Return the most populous place of that name in the nominative or prepositional case."""
        name, comma, area = text.partition(",")
        named = (self._named(each + comma + area) for each in inflection.nominatives(name))
        return max(filter(None, named), key=_population, default=None)

    def _coded(self, text: str) -> Found | None:
        airport = self._table.airport(text.upper())
        return Found(airport) if airport is not None else None

    def _numbers(self, text: str) -> Sequence[int]:
        """Return the places of that name, the most populous first; before those in a state, those in a country."""
        name, *areas = _parts(text)
        inside = [number for number in self._spelled(name) if self._is_in(number, areas)]
        inside.sort(key=lambda number: not self._is_in_countries(number, areas))  # stable
        return inside or self._spelled(fold(text))  # a comma may be part of a name

    def _spelled(self, key: str) -> Sequence[int]:
        return self._table.numbers(key) or self._table.numbers(without_digraphs(key))

    def _is_in(self, number: int, areas: Iterable[str]) -> bool:
        where = self._table.area(number)
        return all({where, (where[0], "")} & self._table.areas(key) for key in areas)

    def _is_in_countries(self, number: int, areas: Iterable[str]) -> bool:
        """Return whether each area is the place's country: `CA` is Canada before it is California."""
        country, _ = self._table.area(number)
        return all((country, "") in self._table.areas(key) for key in areas)

    def _near(self, text: str) -> tuple[Place, ...]:
        """Return what was probably meant: elsewhere, in the other keyboard layout, misspelled, or within a sentence.

        Or the comma before a country is missing.
        """
        key, *_ = _parts(text)
        numbers = self._spelled(key) or self._retyped(text) or self._misspelled(key)
        if numbers:
            return tuple(self._table.place(number) for number in numbers[:_MAX_SHOWN])
        sentence, area = _IN_A_SENTENCE.fullmatch(text), ", ".join(text.rsplit(" ", 1))
        found = self._declined(sentence[1]) if sentence else self._named(area)
        return tuple(filter(None, [found.place, *found.others]))[:_MAX_SHOWN] if found else ()

    def _retyped(self, text: str) -> Sequence[int]:
        """Return the places that the same keys name in the other layout, where a letter may be a comma here."""
        return self._spelled(fold(cyrillic(text))) or self._spelled(fold(latin(text)))

    def _misspelled(self, key: str) -> Sequence[int]:
        table = self._table
        keys = misspelling.at_one(key, table) or misspelling.at_two(key, table.keys)
        return table.by_population(number for each in keys for number in table.numbers(each))

    def _bare(self, point: Point) -> Place:
        return Place(coordinates.as_text(point), point.latitude, point.longitude, self._zone(point))

    def _zone(self, point: Point) -> str:
        nearest = self._table.nearest(point, _ZONE_REACH)
        return zones.at_sea(point.longitude) if nearest is None else self._table.place(nearest).zone


@cache
def _load() -> Places:
    return Places(Table(unpack(packed())))


def _parts(text: str) -> list[str]:
    """Return the keys of what commas separate; at least one, which may be empty."""
    return [key for key in map(fold, text.split(",")) if key] or [""]


def _population(found: Found) -> int:
    return found.place.population if found.place else 0


def _elsewhere(places: Sequence[Place]) -> tuple[Place, ...]:
    """Return the first place of each country and state but that of the first place."""
    others: dict[tuple[str, str], Place] = {}
    for place in places:
        others.setdefault((place.country, place.region), place)
    return tuple(others.values())[1 : 1 + _MAX_SHOWN]
