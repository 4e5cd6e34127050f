"""The weather bot's own options."""

from pathlib import Path

import pytest

from besedka.cli import main
from besedka.dialects.command_line import CommandLine
from besedka.dialects.words.languages import language
from besedka.weather.bot import WeatherBot
from besedka.weather.gfs.addresses import MIRRORS, Mirror
from besedka.weather.settings import Settings, make_writable, read_settings


def read(*argv: str, environ: dict[str, str] | None = None) -> Settings:
    line = CommandLine("bot weather", "Weather.", language("en"), environ or {})
    WeatherBot.add_options(line)
    return read_settings(line.read(argv))


def complaint(capsys: pytest.CaptureFixture[str], *argv: str, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SystemExit) as ended:
        read(*argv, environ=environ)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_without_options_the_usual_mirrors_and_limits_hold() -> None:
    found = read()
    assert found.mirrors == MIRRORS
    assert (found.cache_limit, found.daily_limit) == (500_000_000, 200_000_000)
    assert found.ads_url == "https://ads.atmosphere.copernicus.eu/api"
    assert found.ads_token_file is None
    assert found.cache.parts[-2:] == ("besedka", "weather")


def test_what_is_given_counts() -> None:
    found = read(
        "--cache", "here", "--cache-limit", "180", "--daily-limit", "5", "--ads-token-file", "secret"
    )
    assert found.cache == Path("here")
    assert (found.cache_limit, found.daily_limit) == (180_000_000, 5_000_000)
    assert found.ads_token_file == Path("secret")


def test_mirrors_replace_the_usual_ones_in_their_order() -> None:
    given = ("--mirror", "B=http://127.0.0.1:81", "--mirror", "A=https://example.org/gfs/")
    expected = (Mirror("B", "http://127.0.0.1:81/"), Mirror("A", "https://example.org/gfs/"))
    assert read(*given).mirrors == expected
    assert read("--mirror", "B=http://127.0.0.1:81, A=https://example.org/gfs/").mirrors == expected


def test_a_known_mirror_keeps_its_limit() -> None:
    nomads = MIRRORS[-1]
    assert read("--mirror", f"{nomads.name}={nomads.base}").mirrors == (nomads,)


def test_every_option_has_its_variable_and_the_option_wins() -> None:
    environ = {
        "BESEDKA_CACHE": "there",
        "BESEDKA_DAILY_LIMIT": "7",
        "BESEDKA_MIRROR": "A=http://127.0.0.1:81/,B=http://127.0.0.1:82/",
    }
    found = read(environ=environ)
    assert found.cache == Path("there")
    assert found.daily_limit == 7_000_000
    assert [each.name for each in found.mirrors] == ["A", "B"]
    assert [each.name for each in read("--mirror", "C=http://[::1]:83/", environ=environ).mirrors] == ["C"]


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "=http://127.0.0.1/",
        "A=",
        "A=ftp://host/",
        "A=http://",
        "A=http://host:port/",
        "A=http://host/?x=1",
        "A=http://[::1/",
        "A=http://ho st/",
        f"{'A' * 21}=http://host/",
        "A B=http://host/",
    ],
)
def test_what_is_no_mirror_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    expected = f"--mirror: “{text}” is not a mirror, such as AWS=https://host/path/."
    assert expected in complaint(capsys, "--mirror", text)


def test_a_bad_variable_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "BESEDKA_MIRROR: “x” is not a mirror" in complaint(capsys, environ={"BESEDKA_MIRROR": "x"})


def test_there_are_not_more_mirrors_than_anybody_needs(capsys: pytest.CaptureFixture[str]) -> None:
    many = ",".join(f"M{n}=http://127.0.0.1:{n}/" for n in range(1, 10))
    assert "There may be 8 mirrors at most." in complaint(capsys, "--mirror", many)


@pytest.mark.parametrize("text", ["", "http://example.org/api", "example.org", "https://"])
def test_the_token_is_only_sent_encrypted_or_within_this_computer(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = f"“{text}” is not an https address; http is for this computer only."
    assert expected in complaint(capsys, "--ads-url", text)


@pytest.mark.parametrize(
    "text", ["http://localhost:8000/api/", "http://127.0.0.1:8000/api", "http://[::1]:8000/api"]
)
def test_a_store_on_this_computer_need_not_be_encrypted(text: str) -> None:
    assert read("--ads-url", text).ads_url == text.rstrip("/")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--daily-limit", "0"), ("--daily-limit", "x"), ("--cache-limit", "149"), ("--cache", "")],
)
def test_limits_have_bounds(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"{option}: " in complaint(capsys, option, value)


def test_the_cache_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    make_writable(tmp_path / "besedka" / "weather")
    assert list((tmp_path / "besedka" / "weather").iterdir()) == []


def test_a_cache_folder_in_which_nothing_can_be_kept_is_told_before_the_bot_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "weather"
    with pytest.raises(SystemExit) as ended:
        main(["bot", "weather", "127.0.0.1:1", "--cache", str(folder), "--lang", "en"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"{folder} cannot be used: A part of the path is no directory.\n"
