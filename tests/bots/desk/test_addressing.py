"""When a public message is a question to the bot."""

import pytest

from besedka.bots.desk.addressing import addressed_to, is_cyrillic


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("weather: Suzdal", "Suzdal"),
        ("weather, Suzdal", "Suzdal"),
        ("weather:Suzdal", "Suzdal"),
        ("weather : Suzdal", "Suzdal"),
        ("@weather Suzdal", "Suzdal"),
        ("@weather: Suzdal", "Suzdal"),
        ("WEATHER: Suzdal", "Suzdal"),
        ("  weather:  Suzdal, RU  ", "Suzdal, RU"),
        ("ｗｅａｔｈｅｒ： Suzdal", "Suzdal"),
        ("weather:\nSuzdal\nRU", "Suzdal\nRU"),
        ("weather", ""),
        ("weather?", ""),
        ("@weather", ""),
        ("weather:", ""),
        ("weather: 55.75 37.62", "55.75 37.62"),
    ],
)
def test_what_begins_with_the_name_is_a_question(text: str, question: str) -> None:
    assert addressed_to("weather", text) == question


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "weather is bad today",
        "weather — Suzdal",
        "weather.",
        "weatherman: Suzdal",
        "the weather: bad",
        "hi weather, Suzdal",
        "weather://example.org",
        "@ nobody",
        "bob: weather: Suzdal",
        ": weather",
        "@weather-2 Suzdal",
    ],
)
def test_what_was_plainly_not_meant_for_it_is_none(text: str) -> None:
    assert addressed_to("weather", text) is None


def test_names_are_compared_as_the_server_folds_them() -> None:
    assert addressed_to("Straße", "STRASSE: hi") == "hi"
    assert addressed_to("Zoë", "zoe\u0308, hi") == "hi"
    assert addressed_to("погода", "Погода: Суздаль") == "Суздаль"


def test_cyrillic_is_found_wherever_it_stands() -> None:
    assert is_cyrillic("in Суздаль")
    assert not is_cyrillic("Suzdal 55.75 ñ")
