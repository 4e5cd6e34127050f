from collections.abc import Mapping

import pytest

from besedka.client.terminal.options import ClientOptions, read_options

ENGLISH = {"LANG": "en_US.UTF-8"}
PROGRAM = "python client_init.py"


def read(argv: list[str], environ: Mapping[str, str] = ENGLISH) -> ClientOptions:
    return read_options(argv, environ, PROGRAM)


def fails(argv: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as caught:
        read(argv)
    assert caught.value.code == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    return complaint


def test_without_anything_the_defaults_are_taken() -> None:
    assert read([], {}) == ClientOptions("127.0.0.1:8765", None, "en", plain=False, json=False)


def test_everything_can_be_said() -> None:
    given = read(["--name=bob", "example.org", "--lang", "ru", "--plain", "--json"])
    assert given == ClientOptions("example.org", "bob", "ru", plain=True, json=True)


def test_the_environment_says_what_the_command_line_leaves_out() -> None:
    environ = {"BESEDKA_NAME": "eve", "BESEDKA_LANG": "ru", "BESEDKA_URL": "ws://h/100%", "LANG": "en_US"}
    assert read([], environ) == ClientOptions("ws://h/100%", "eve", "ru", plain=False, json=False)
    assert read(["h", "--name", "bob", "--lang", "en"], environ) == ClientOptions(
        "h", "bob", "en", plain=False, json=False
    )


@pytest.mark.parametrize(("locale", "code"), [("ru_RU.UTF-8", "ru"), ("C", "en"), ("de_DE", "en")])
def test_the_locale_chooses_the_language(locale: str, code: str) -> None:
    assert read([], {"LANG": locale}).code == code


def test_help_is_shown_with_all_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        read(["--help"], {"BESEDKA_URL": "ws://h/100%"})
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    words = (
        PROGRAM,
        "--name",
        "--lang",
        "--plain",
        "--json",
        "BESEDKA_URL",
        "BESEDKA_NAME",
        "100%",
        "Exit code",
    )
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--plian"], "Did you mean “--plain”?"),
        (["--frobnicate"], "There is no option “--frobnicate”."),
        (["a", "b"], "“b” is one word too many."),
        (["--name"], "--name: an option takes exactly one value"),
        (["--json=yes"], "--json: an option takes exactly one value, and a switch takes none"),
        (["--lang", "xx"], "not one of: en, ru"),
        (["--name", "caf\udce9"], "--name: “caf\\udce9” is not UTF-8."),
        (["ws://h/\udcff"], "“ws://h/\\udcff” is not UTF-8."),
        (["a", "b\udce9\x1b[2J"], "“b\\udce9[2J” is one word too many."),
    ],
)
def test_a_mistake_is_one_sentence(argv: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in fails(argv, capsys)


@pytest.mark.parametrize("variable", ["BESEDKA_URL", "BESEDKA_NAME", "BESEDKA_LANG"])
def test_a_variable_that_is_no_text_is_one_sentence(
    variable: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        read([], {variable: "caf\udce9"})
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{variable}: “caf\\udce9” is ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("argv", [["--plian", "--lang", "ru"], ["--lang=ru", "--plian"]])
def test_the_sentence_is_in_the_language_that_was_asked_for(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails(argv, capsys) != fails(["--plian"], capsys)
