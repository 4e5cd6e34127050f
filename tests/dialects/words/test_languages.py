"""Languages, plurals, lengths of time."""

from pathlib import Path

import pytest

from besedka.dialects.words import languages
from besedka.dialects.words.languages import (
    LANGUAGES,
    N_,
    NN_,
    MissingCatalogueError,
    UnknownLanguageError,
    choose,
    language,
    locale_strings,
)
from besedka.dialects.words.quantities import duration


def test_a_language_is_loaded_once() -> None:
    assert language("ru") is language("ru")
    assert language("ru").code == "ru"


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(UnknownLanguageError):
        language("fr")


def test_a_missing_catalogue_is_an_error_and_not_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(languages, "_LOCALE", tmp_path)
    with pytest.raises(MissingCatalogueError, match=r"besedka\.mo"):
        languages._load.__wrapped__("en")


def test_sentences_are_translated() -> None:
    assert language("en").text("Goodbye!") == "Goodbye!"
    assert language("ru").text("Goodbye!") == "До свидания!"


@pytest.mark.parametrize(
    ("n", "shown"),
    [(1, "сообщение:"), (2, "сообщения:"), (5, "сообщений:"), (11, "сообщений:"), (21, "сообщение:")],
)
def test_russian_has_three_plurals(n: int, shown: str) -> None:
    assert language("ru").plural("{n} message is waiting:", "{n} messages are waiting:", n).endswith(shown)


def test_english_has_two() -> None:
    forms = [language("en").plural("{n} day", "{n} days", n) for n in (0, 1, 2)]
    assert forms == ["{n} days", "{n} day", "{n} days"]


def test_markers_change_nothing() -> None:
    assert N_("a") == "a"
    assert NN_("a", "b") == ("a", "b")


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (["ru_RU.UTF-8"], "ru"),
        (["ru"], "ru"),
        (["ru-RU,ru;q=0.9,en;q=0.8"], "ru"),
        (["fr:ru:en"], "ru"),
        (["RU@euro"], "ru"),
        (["en_GB"], "en"),
        (["fr_FR"], "en"),
        (["russian"], "en"),
        (["C.UTF-8", "ru_RU"], "en"),
        (["POSIX"], "en"),
        ([None, "", "ru_RU"], "ru"),
        ([], "en"),
    ],
)
def test_the_first_known_wish_is_chosen(wishes: list[str | None], code: str) -> None:
    assert choose(wishes) == code


def test_the_default_can_be_chosen() -> None:
    assert choose(["fr"], default="ru") == "ru"


def test_the_environment_says_the_strongest_wish_first() -> None:
    environ = {"LANG": "c", "LC_ALL": "a", "LC_MESSAGES": "", "LANGUAGE": "b", "HOME": "/"}
    assert locale_strings(environ) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("milliseconds", "english", "russian"),
    [
        (0, "0 seconds", "0 секунд"),
        (-5, "0 seconds", "0 секунд"),
        (1, "1 second", "1 секунду"),
        (98_000, "1 minute 38 seconds", "1 минуту 38 секунд"),
        (600_000, "10 minutes", "10 минут"),
        (3_601_000, "1 hour", "1 час"),
        (3_660_000, "1 hour 1 minute", "1 час 1 минуту"),
        (86_400_000 * 7, "7 days", "7 дней"),
        (86_400_000 * 22 + 7_200_000, "22 days 2 hours", "22 дня 2 часа"),
    ],
)
def test_lengths_of_time_are_told_in_their_two_largest_units(
    milliseconds: int, english: str, russian: str
) -> None:
    assert duration(milliseconds, language("en")) == english
    assert duration(milliseconds, language("ru")) == russian


def test_there_are_two_languages() -> None:
    assert LANGUAGES == ("en", "ru")
