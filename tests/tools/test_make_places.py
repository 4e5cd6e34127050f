"""tools/make_places.py: on three places, and on the packages of which the committed table was made."""

import lzma
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from besedka.weather.places.table import Table, packed, unpack
from tools import make_places, pins

COMMITTED = unpack(packed())
CITY = {
    "geonameid": 1, "name": "Munich", "latitude": 48.13743, "longitude": 11.57549, "countrycode": "DE",
    "population": 1505005, "timezone": "Europe/Berlin", "admin1code": "02",
    "alternatenames": ["MUC", "Muenchen", "München", "mu ni hei", "Lungsod ng X", "Минхен", "Мюнхен", "ミュンヘン"],
}  # fmt: skip
DATA: dict[str, dict[str, Any]] = {
    "cities5000": {
        "1": CITY,
        "2": {
            **CITY, "geonameid": 2, "name": "Ryazan\u2019", "countrycode": "RU", "timezone": "Europe/Moscow",
            "population": 520173, "alternatenames": ["Рязань", "Rjazan"],
        },
        "3": {
            **CITY, "geonameid": 3, "name": "Paris,\u200b Texas", "countrycode": "US", "timezone": "America/Chicago",
            "population": 9000, "admin1code": "TX", "alternatenames": ["Parizh", "Париж", "NYC"],
        },
        "4": {**CITY, "geonameid": 4, "name": "دمشق", "alternatenames": ["Dimashq"], "population": 1},
        "5": {**CITY, "geonameid": 5, "name": "دمشق", "alternatenames": []},
    },
    "countries": {"DE": {"iso3": "DEU", "name": "Germany"}},
    "us_states": {"TX": {"name": "Texas"}},
}  # fmt: skip
AIRPORT = {
    "icao": "EDDM",
    "country": "DE",
    "tz": "",
    "lat": 48.3538,
    "lon": 11.7861,
    "name": "Munich, Airport",
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(make_places, "data", DATA.__getitem__)
    monkeypatch.setattr("airportsdata.load", lambda _: {"MUC": AIRPORT})
    make_places.codes.cache_clear()
    yield
    make_places.codes.cache_clear()


def sections(text: str) -> dict[str, list[str]]:
    return dict(zip(make_places.SECTIONS, unpack(lzma.compress(text.encode())), strict=True))


@pytest.mark.usefixtures("small")
def test_the_table_has_what_the_packages_have() -> None:
    made = sections(make_places.make())
    assert made["groups"] == [
        "DE\t\tEurope/Berlin\t2",
        "RU\t\tEurope/Moscow\t1",
        "US\tTX\tAmerica/Chicago\t1",
    ]
    assert made["names"] == ["Munich", "Dimashq", "Ryazan", "Paris Texas"]
    assert made["russian names"] == ["Мюнхен", "", "Рязань", "Париж"]
    assert (made["latitudes"][0], made["longitudes"][0], made["populations"][0]) == (
        "4814",
        "1158",
        "1505005",
    )
    assert made["airports"] == ["MUC\tEDDM\tDE\tEtc/UTC\t4835\t1179\tMunich Airport"]
    assert made["areas"] == ["DE\t\tde|deu|germany|германия", "US\tTX\ttexas|tx"]


@pytest.mark.usefixtures("small")
def test_other_names_are_cyrillic_or_latin_ones_that_people_type() -> None:
    assert sections(make_places.make())["other names"] == ["muenchen|munchen|минхен", "", "rjazan", ""]


@pytest.mark.usefixtures("small")
def test_the_table_can_be_read() -> None:
    table = Table(unpack(lzma.compress(make_places.make().encode())))
    assert [table.place(number).name for number in table.numbers("мюнхен")] == ["Munich"]


@pytest.mark.usefixtures("small")
def test_the_tool_writes_the_table_and_the_same_packages_make_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_places, "TARGET", tmp_path / "places.xz")
    assert make_places.main([]) == 0
    written = (tmp_path / "places.xz").read_bytes()
    assert lzma.decompress(written).decode() == make_places.make()
    monkeypatch.setattr(make_places, "packed", lambda: written)
    assert make_places.main(["check"]) == 0
    assert capsys.readouterr().out.endswith("places.xz is fresh\n")


@pytest.mark.usefixtures("small")
def test_a_stale_table_is_told_by_its_sections(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = make_places.make().replace("Munich Airport", "Another").replace("1505005", "1505006")
    monkeypatch.setattr(make_places, "packed", lambda: lzma.compress(other.encode()))
    assert make_places.main(["check"]) == 1
    assert capsys.readouterr().out == "places.xz is stale: populations, airports\n"


@pytest.mark.usefixtures("small")
def test_what_another_version_made_is_not_compared() -> None:
    made = make_places.make()
    version = metadata.version("airportsdata")
    other = made.replace(f"airportsdata {version}", "airportsdata 1").replace("Munich Airport", "Another")
    assert make_places.differences(made, unpack(lzma.compress(other.encode()))) == []


def test_a_wrong_call_is_told_how_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    assert make_places.main(["chekc"]) == 2
    assert "usage: python tools/make_places.py" in capsys.readouterr().err


def test_the_committed_table_is_what_the_pinned_packages_make() -> None:
    assert make_places.differences(make_places.make(), COMMITTED) == []


def test_the_committed_table_was_made_of_what_is_pinned_for_the_checks_in_ci() -> None:
    pinned = {}
    for line in pins.PINS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            if pin.marker is None or pin.marker.evaluate(
                {"python_full_version": "3.11.9", "python_version": "3.11"}
            ):
                pinned[pin.name] = str(pin.specifier).removeprefix("==")
    sources = dict(line.split(" ") for line in COMMITTED[0])
    assert sources == {name: pinned[name] for name in sources}, (
        "run python tools/make_places.py under Python 3.11"
    )
