"""The rules of docs/decisions/0026-wording.md, as far as a program can check them."""

import re
from collections.abc import Iterator

import pytest

from besedka.__main__ import main
from besedka.dialects.plain.refusal_texts import TEXTS
from besedka.dialects.words.languages import language
from besedka.dialects.words.quantities import mebibytes, number, per_second, time
from tools import catalogues

RUSSIAN = language("ru")

NOT_SAID = (
    "для чтения с экрана",
    "уйдёт",
    "уйдут",
    "уходит",
    "признаков жизни",
    "что-нибудь скажет",
    "зовётся",
    "зовут",
    "не бывает",
    "годится",
    "нечего читать",
    "Как надо",
    "чем он шёл",
    "Отложенное вами",
    "считается один раз",
    "живёт",
    "замолчит",
    "молчит",
    "всё равно вас найдёт",
    "с опиской",
    "зобрази",
    "времена",
    "не тому",
    "переставлено",
    "половина знака",
    "ошёл",
    "ышел",
    "ышла",
    "отчет",
    "удается",
    "прием",
    "ещe",
    "еще",
)
"""Found by a reader and replaced, gendered pasts, and е for ё."""

COMMA_AND = (
    "Параметр `{option}` стоит внутри текста, и непонятно, кому предназначено сообщение.",
    "дальше параметров нет, и после текста тоже,",
    "например `-u`, и начинаться он может с дефиса.",
)
"""Where a comma before «и» is right: between clauses of their own, and behind a parenthesis."""

PROPER = {
    *(
        "Atmosphere",
        "AWS",
        "CAMS",
        "Copernicus",
        "Data",
        "GFS",
        "GeoNames",
        "NOAA",
        "Prometheus",
        "Store",
        "VIS",
        "airportsdata",
        "surface",
    ),
    *("Gultepe", "Milbrandt", "Stallabrass"),
    *("BY", "CC", "geonames"),
}
"""Names of the weather's sources, of people who are cited, and a licence."""

LATIN = PROPER | {
    *("CDSAPI_KEY", "SIGINT", "SIGTERM", "URL", "UTC", "bot", "http", "https"),
    *(
        "Alt",
        "Ctrl-C",
        "Enter",
        "Shift",
        "HTML",
        "HTTP",
        "JSON",
        "JavaScript",
        "PID",
        "TLS",
        "UTF-8",
        "WebSocket",
    ),
    *("en", "ru", "json", "plain", "all", "debug", "info", "warning", "error", "origin", "p99", "besedka"),
    *("help", "rename", "cancel", "send", "report", "serve", "chat", "load", "users", "exit", "history"),
    *("search", "journal", "check", "stats", "export", "backup", "Python", "sqlite3"),
    *("scheduled", "lang", "ignore", "unignore", "ignored", "private", "delayed"),
    *(
        "INI",
        "profile",
        "faults",
        "verdict",
        "nodes",
        "entrance",
        "options",
        "yes",
        "no",
        "at",
        "freeze",
        "node-1",
    ),
    *(
        "stage",
        "compare",
        "cut",
        "down",
        "kill",
        "logs",
        "restart",
        "slow",
        "smoke",
        "Linux",
        "apt",
        "install",
    ),
    *("nginx", "nginx-light", "supervisord"),
}
"""Names of keys, formats, commands and values, which are the same in every language."""

CODE = re.compile(
    r"`[^`]*`|\{\w+\}|%\(\w+\)s|\[?BESEDKA_[A-Z_]+\]?|--?[a-z-]+|\w+://\S*|[\w.]+[<>][\w./>]*|-m besedka"
    r"|(?:/[\w.-]+)+|\bpython[\d.]*\b|(?<=\s)N\b|\b[\d.]+[a-z%]+"
)


def sentences() -> Iterator[str]:
    for message in catalogues.load("ru"):
        if message.id:
            yield from message.string if isinstance(message.string, tuple) else (str(message.string),)


@pytest.mark.parametrize("words", NOT_SAID)
def test_nothing_that_was_found_wrong_comes_back(words: str) -> None:
    assert [sentence for sentence in sentences() if words in sentence] == []


def test_a_lone_and_has_no_comma_before_it() -> None:
    said = [sentence for sentence in sentences() if re.search(r",\s+и\s", sentence)]
    assert [one for one in said if not any(known in one for known in COMMA_AND)] == []


def test_quotes_and_dashes_are_typographic() -> None:
    bare = [(sentence, re.sub(r"`[^`]*`|_ - \.", "", sentence)) for sentence in sentences()]
    assert [sentence for sentence, text in bare if re.search(r'["“”]| - |\.\.\.', text)] == []


def test_no_english_word_is_left_in_a_russian_sentence() -> None:
    found = {word for text in sentences() for word in re.findall(r"[A-Za-z][\w-]+", CODE.sub(" ", text))}
    assert found <= LATIN


def test_units_are_russian() -> None:
    bare = [CODE.sub(" ", sentence) for sentence in sentences()]
    assert [text for text in bare if re.search(r"\b(?:ms|[KMG]iB|µs)\b", text)] == []
    assert time(0.00883, RUSSIAN) == "8,83 мс"
    assert (time(0.0004, RUSSIAN), time(1.5, RUSSIAN), time(1234.5, RUSSIAN)) == (
        "400 мкс",
        "1,5 с",
        "1234 с",
    )
    assert (time(None, RUSSIAN), number(12.5, RUSSIAN), number(8926, RUSSIAN)) == ("–", "12,5", "8 926")
    assert (mebibytes(3 << 19, RUSSIAN), per_second(99.5, RUSSIAN)) == ("1,5 МиБ", "99,5/с")


def test_every_plural_has_its_three_forms() -> None:
    for message in catalogues.load("ru"):
        if isinstance(message.id, tuple):
            assert len(tuple(filter(None, message.string or ()))) == 3, message.id


@pytest.mark.parametrize("code", TEXTS)
def test_every_refusal_has_a_russian_sentence(code: str) -> None:
    text = TEXTS[code]
    said = RUSSIAN.text(text) if isinstance(text, str) else RUSSIAN.plural(*text, 5)
    assert re.search("[а-яё]", said)


@pytest.mark.parametrize("program", ["serve", "chat", "load"])
def test_help_has_no_english_word_in_it(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([program, "--help", "--lang", "ru"])
    shown = re.sub(r"send=\S+|\w+=\d+\S*", "", re.sub(r"\n +", " ", capsys.readouterr().out))
    shown = re.sub(r"^\S+: .*?(?= \[)", "", shown)  # the command that it was started by
    found = set(re.findall(r"[A-Za-z][\w-]+", CODE.sub(" ", shown)))
    assert found <= LATIN
