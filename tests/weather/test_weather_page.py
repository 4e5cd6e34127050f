"""What docs/weather.md says of the bot is so; its three commands are run by tests/e2e/bots/test_weather_e2e.py."""

import re
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest
from weather_scenes import EN, NOW, SUZDAL, VALID, at, forecast, sight, spaced, wind

from besedka.weather.answers.one_line import one_line
from besedka.weather.bot import WeatherBot
from besedka.weather.copernicus.addresses import ADS
from besedka.weather.copernicus.datasets import CAMS_FORECASTS
from besedka.weather.data.visibility import Band, band, estimate
from besedka.weather.gfs.addresses import MIRRORS
from besedka.weather.settings import OPTIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "weather.md").read_text(encoding="utf-8")


def rows(head: str) -> list[list[str]]:
    """The cells of the table that begins with this line, without its head."""
    lines = PAGE.partition(f"\n{head}\n")[2].partition("\n\n")[0].splitlines()[1:]
    assert lines
    return [re.split(r" \| ", line.strip("| ").replace("\\|", "¦")) for line in lines]


ESTIMATES = rows("| RH, % | rain, mm/h | snow, mm/h | visibility, km |")


def test_the_table_of_estimates_has_the_values_that_were_asked_for() -> None:
    by_humidity = {row[0]: row[3] for row in ESTIMATES if row[1:3] == ["0", "0"]}
    assert by_humidity == {"90": "17.9", "95": "10.3", "97": "6.7", "99": "2.8", "100": "0.73"}
    assert [row for row in ESTIMATES if row[2] != "0"] == [["30", "0", "1", "1.0"]]


@pytest.mark.parametrize("row", ESTIMATES, ids=" ".join)
def test_an_estimate_is_what_the_formula_gives(row: list[str]) -> None:
    humidity, rain, snow = map(float, row[:3])
    digits = len(row[3].partition(".")[2])
    found = estimate(VALID, humidity, rain=rain, snow=snow)
    assert f"{found.metres / 1000:.{digits}f}" == row[3]


def test_the_bands_are_those_of_the_code() -> None:
    bounds = [
        (row[0].replace(" (fog)", "").replace(" ", "-"), row[1]) for row in rows("| band | from | to |")
    ]
    assert [name for name, _ in bounds] == list(get_args(Band))
    for (name, low), (_, high) in zip(bounds, [*bounds[1:], ("", "24 km")], strict=True):
        first, end = (1000 * int(each.removesuffix(" km")) for each in (low, high))
        assert band(sight(first)) == band(sight(end - 1)) == name


def test_every_option_is_on_the_page_with_its_default() -> None:
    table = rows("| option | means | unless given |")
    assert [row[0] for row in table] == [f"`{each.flag} {each.metavar}`" for each in OPTIONS]
    shown = {row[0].split()[0].strip("`"): row[2].strip("`") for row in table}
    assert {flag: shown[flag] for flag in ("--cache-limit", "--daily-limit", "--ads-url")} == {
        each.flag: str(each.default) for each in OPTIONS if each.default not in (None, ())
    }


def test_every_command_is_on_the_page_with_its_russian_word() -> None:
    table = [[row[0].replace("¦", "|"), row[1]] for row in rows("| command | Russian | answers |")]
    assert table == [
        [f"`{command.syntax['en']}`", f"`{command.aliases[0]}`"]  # type: ignore[index]
        for command in WeatherBot.commands
    ]


def test_every_source_is_on_the_page_in_the_order_in_which_it_is_asked() -> None:
    table = rows("| source | what | where |")
    assert [row[0] for row in table] == [*(each.name for each in MIRRORS), "Copernicus"]
    hosts = [urlsplit(each.base).hostname for each in MIRRORS] + [urlsplit(ADS).hostname]
    assert [row[2].strip("`").split("/")[0] for row in table] == hosts
    assert CAMS_FORECASTS in PAGE


def test_the_example_is_what_the_bot_says() -> None:
    now = at(
        temperature=-3.2,
        falling="snow",
        precipitation=0.4,
        gust=9.0,
        visibility=sight(6300),
        **wind(225, 4.2),
    )
    given = forecast(now, at(12, visibility=sight(700), falling="nothing"))
    assert f"`{spaced(one_line(given, SUZDAL, NOW, EN))}`" in PAGE


def test_the_warning_stands_on_the_page() -> None:
    assert "**A model, not an observation; not for flight or rescue.**" in PAGE
