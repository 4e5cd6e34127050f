import sys
from collections.abc import Mapping

import pytest

from besedka.client.terminal import options
from besedka.client.terminal.options import Options, parse, program

ENGLISH = {"LANG": "en_US.UTF-8"}


def fails(argv: list[str], capsys: pytest.CaptureFixture[str], environ: Mapping[str, str] = ENGLISH) -> str:
    with pytest.raises(SystemExit) as caught:
        parse(argv, environ)
    assert caught.value.code == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    return complaint


def test_without_anything_the_defaults_are_taken() -> None:
    assert parse([], {}) == Options("127.0.0.1:8765", None, "en", plain=False, json=False)


def test_everything_can_be_said() -> None:
    given = parse(["--name=bob", "example.org", "--lang", "ru", "--plain", "--json"], ENGLISH)
    assert given == Options("example.org", "bob", "ru", plain=True, json=True)


def test_the_environment_says_what_the_command_line_leaves_out() -> None:
    environ = {"BESEDKA_NAME": "eve", "BESEDKA_LANG": "ru", "BESEDKA_URL": "ws://h/100%", "LANG": "en_US"}
    assert parse([], environ) == Options("ws://h/100%", "eve", "ru", plain=False, json=False)
    assert parse(["h", "--name", "bob", "--lang", "en"], environ) == Options(
        "h", "bob", "en", plain=False, json=False
    )


@pytest.mark.parametrize(("locale", "code"), [("ru_RU.UTF-8", "ru"), ("C", "en"), ("de_DE", "en")])
def test_the_locale_chooses_the_language(locale: str, code: str) -> None:
    assert parse([], {"LANG": locale}).code == code


def test_help_is_shown_with_all_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(["--help"], {"BESEDKA_URL": "ws://h/100%"})
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    assert all(option in shown for option in ("--name", "--lang", "--plain", "--json", "BESEDKA_URL", "100%"))


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--plian"], "did you mean --plain?"),
        (["--frobnicate"], "There is no option --frobnicate."),
        (["a", "b"], "too many: b"),
        (["--name"], "--name"),
        (["--json=yes"], "--json"),
        (["--lang", "xx"], "en, ru"),
    ],
)
def test_a_mistake_is_one_sentence(argv: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in fails(argv, capsys)


@pytest.mark.parametrize("argv", [["--plian", "--lang", "ru"], ["--lang=ru", "--plian"]])
def test_the_sentence_is_in_the_language_that_was_asked_for(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails(argv, capsys) != fails(["--plian"], capsys)


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("/x/client_init.py", "python client_init.py"),
        ("/x/__main__.py", "python -m besedka chat"),
        ("/usr/bin/besedka", "besedka chat"),
    ],
)
def test_the_usage_says_what_was_typed(script: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [script])
    assert program() == shown


def test_the_language_is_looked_for_only_where_it_can_stand() -> None:
    assert options._asked_language(["x", "--lang"]) is None
