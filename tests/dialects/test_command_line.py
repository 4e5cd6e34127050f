"""Options of our programs, in the user's language."""

import pytest

from besedka import __version__
from besedka.dialects.command_line import CommandLine, Option, find_language
from besedka.dialects.option_values import number, one_of, some_text
from besedka.dialects.words.languages import language

PORT = Option("--port", "the port", "PORT", 8765, number(0, 65535))
LEVEL = Option("--log-level", "the level", "LEVEL", "info", one_of("info", "debug"))
WORD = Option("--word", "words", "WORD", (), lambda words: lambda text: tuple(text.split(",")), many=True)
HOST = Option("--host", "the host (default: %(default)s)", "HOST", "127.0.0.1", some_text)


def make(environ: dict[str, str] | None = None, code: str = "en") -> CommandLine:
    line = CommandLine("chat", "A chat.", language(code), environ or {})
    for option in (PORT, LEVEL, WORD, HOST):
        line.add_option(option)
    line.add_switch("--plain", "plainly", short="-q")
    line.add_place("address", "where", default="here", metavar="ADDRESS", variable="BESEDKA_URL")
    return line


def complaint(capsys: pytest.CaptureFixture[str], *argv: str, code: str = "en") -> str:
    with pytest.raises(SystemExit) as ended:
        make(code=code).read(argv)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_what_is_not_given_has_its_default() -> None:
    found = make().read([])
    assert (found.port, found.log_level, found.host) == (8765, "info", "127.0.0.1")
    assert (found.plain, found.address) == (False, "here")


def test_what_is_given_counts() -> None:
    found = make().read(["--port", "0", "--log-level=debug", "--plain", "there"])
    assert (found.port, found.log_level, found.plain, found.address) == (0, "debug", True, "there")


def test_the_environment_stands_in_for_an_option_and_for_the_place() -> None:
    environ = {"BESEDKA_PORT": "17", "BESEDKA_LOG_LEVEL": "debug", "BESEDKA_URL": "elsewhere"}
    found = make(environ).read([])
    assert (found.port, found.log_level, found.address) == (17, "debug", "elsewhere")


def test_an_option_wins_over_the_environment() -> None:
    assert make({"BESEDKA_PORT": "17"}).read(["--port", "18"]).port == 18


def test_an_option_that_may_be_repeated_has_all_its_values() -> None:
    assert make().read([]).word == ()
    assert make().read(["--word", "a", "--word=b,c"]).word == ("a", "b", "c")
    assert make({"BESEDKA_WORD": "x,y"}).read([]).word == ("x", "y")
    assert make({"BESEDKA_WORD": "x,y"}).read(["--word", "a", "--word", "b"]).word == ("a", "b")


def test_an_empty_variable_says_nothing() -> None:
    assert make({"BESEDKA_PORT": ""}).read([]).port == 8765


def test_a_bad_variable_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        make({"BESEDKA_PORT": "x"}).read([])
    assert ended.value.code == 2
    assert "BESEDKA_PORT: “x” is not a whole number from 0 to 65535." in capsys.readouterr().err


BAD = {"BESEDKA_PORT": "x", "BESEDKA_LOG_LEVEL": "loud", "BESEDKA_HOST": " ", "BESEDKA_URL": "\udcff"}


def test_a_variable_is_judged_only_when_it_is_used() -> None:
    found = make(BAD).read(["--port", "5", "--log-level=debug", "--host", "there", "here"])
    assert (found.port, found.log_level, found.host, found.address) == (5, "debug", "there", "here")


@pytest.mark.parametrize("variable", BAD)
def test_a_bad_variable_that_is_used_is_one_sentence(
    variable: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        make({variable: BAD[variable]}).read([])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{variable}: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_look_at_no_variable(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        make(BAD).read([flag])
    assert ended.value.code == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("given", "shown"), [("there", "there"), (" ", "127.0.0.1")])
def test_help_shows_the_default_that_holds(
    given: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        make({"BESEDKA_HOST": given}).read(["--help"])
    assert f"the host (default: {shown})" in capsys.readouterr().out


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_the_version_is_a_plain_line(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        make().read([flag])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"besedka {__version__}\n"


@pytest.mark.parametrize("given", ["", " ", "\u00a0\t"])
def test_an_empty_value_is_one_sentence(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert complaint(capsys, "--host", given).startswith("--host: The value is empty.")


def test_blanks_around_a_host_do_not_belong_to_it() -> None:
    assert make().read(["--host", " there\n"]).host == "there"


@pytest.mark.parametrize("given", ["x", "65536", "-1", "1.5", "9" * 10_000, "٣"])
def test_a_number_out_of_bounds_is_one_sentence(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = complaint(capsys, f"--port={given}")
    assert said.startswith("--port: “")
    assert said.count("\n") == 1


def test_a_word_that_is_not_allowed_is_told_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--log-level: “loud” is not one of: info, debug." in complaint(capsys, "--log-level", "loud")


def test_a_missing_value_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert complaint(capsys, "--port").startswith("--port: an option takes exactly one value")


@pytest.mark.parametrize("option", ["—port", "–-port", "−port=9", "-port", "--PORT"])
def test_an_editors_dash_is_refused_with_what_was_meant(
    capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert f"There is no option “{option}”. Did you mean “--port”?" in complaint(capsys, option, "9")


def test_a_dash_that_begins_no_option_is_a_value() -> None:
    assert make().read(["—"]).address == "—"


def test_an_unknown_option_offers_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no option “--prt”. Did you mean “--port”?" in complaint(capsys, "--prt")


@pytest.mark.parametrize("option", ["--frobnicate", "--pots", "-x", "--hat"])
def test_an_unknown_option_that_is_like_none_offers_nothing(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = complaint(capsys, option)
    assert said == f"There is no option “{option}”. `chat --help` shows the options.\n"


def test_a_word_too_many_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert complaint(capsys, "there", "everywhere").startswith("“everywhere” is one word too many.")


def test_complaints_are_in_the_users_language(capsys: pytest.CaptureFixture[str]) -> None:
    said = complaint(capsys, "--port", "x", code="ru")
    assert "целое число" in said


@pytest.mark.parametrize(
    ("code", "usage", "port"), [("en", "usage: ", "--port PORT"), ("ru", "использование: ", "--port ПОРТ")]
)
def test_help_shows_every_option_with_its_variable(
    code: str, usage: str, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        make(code=code).read(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(usage)
    for word in (port, "BESEDKA_PORT", "BESEDKA_LOG_LEVEL", "BESEDKA_URL", "--plain"):
        assert word in said


@pytest.mark.parametrize("code", ["en", "ru"])
def test_help_has_one_heading_over_all_options(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        make(code=code).read(["--help"])
    said = capsys.readouterr().out
    assert said.count(f"\n{language(code).text('options')}:\n") == 1
    assert "\n  -q, --plain " in said.partition(f"{language(code).text('options')}:")[2]


def test_a_switch_may_be_given_by_its_letter() -> None:
    assert make().read(["-q", "there"]).plain


@pytest.mark.parametrize(
    ("argv", "environ", "code"),
    [
        ([], {}, "en"),
        ([], {"LANG": "ru_RU.UTF-8"}, "ru"),
        ([], {"LANG": "ru_RU.UTF-8", "BESEDKA_LANG": "en"}, "en"),
        (["--lang", "ru"], {"BESEDKA_LANG": "en"}, "ru"),
        (["--port", "1", "--lang=ru"], {}, "ru"),
        (["--lang"], {"LANG": "ru_RU"}, "ru"),
        (["--lang", "xx"], {"LANG": "ru_RU"}, "ru"),
    ],
)
def test_the_language_is_known_before_the_options_are_read(
    argv: list[str], environ: dict[str, str], code: str
) -> None:
    assert find_language(argv, environ).code == code
