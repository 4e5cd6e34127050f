"""What is said instead of a forecast: why there is no data."""

from datetime import datetime, timezone

import pytest
from weather_scenes import (
    ALL_DOWN,
    EN,
    MOSCOW_TIME,
    NOW,
    RU,
    SUZDAL,
    spaced,
)

from besedka.weather.answers import guidance
from besedka.weather.answers.spot import Spot
from besedka.weather.answers.troubles import trouble_words
from besedka.weather.data.failures import (
    CorruptDataError,
    DailyLimitError,
    SourceFailure,
    SourcesFailedError,
    StorageError,
    WeatherError,
)

LIMIT = DailyLimitError(5_000_000, datetime(2026, 11, 30, tzinfo=timezone.utc))


@pytest.mark.parametrize(
    ("error", "english", "russian"),
    [
        (
            ALL_DOWN,
            "AWS (timeout), Google (503), NOMADS (busy)",
            "AWS (нет ответа), Google (503), NOMADS (перегружен)",
        ),
        (
            LIMIT,
            "the daily limit of 5 MB is reached; downloads go on at 03:00 MSK",
            "суточный лимит 5 МБ исчерпан; загрузка возобновится в 03:00 МСК",
        ),
        (CorruptDataError("x"), "the data that came cannot be read", "полученные данные не читаются"),
        (
            StorageError("/home/ann is full"),
            "the data that came cannot be kept on the bot’s disk",
            "полученные данные не удаётся сохранить на диске бота",
        ),
        (WeatherError("x"), "the data cannot be had", "данные получить не удалось"),
        (
            SourcesFailedError((SourceFailure("Copernicus", "not-configured"),)),
            "no source of data is configured",
            "ни один источник данных не настроен",
        ),
        (
            SourcesFailedError(tuple(SourceFailure(f"Mirror{n}", "no-ranges") for n in range(9))),
            "none of the sources delivers",
            "ни один из источников не отвечает",
        ),
        (
            SourcesFailedError((SourceFailure("AWS", "status", "teapot"),)),
            "AWS (HTTP error)",
            "AWS (ошибка HTTP)",
        ),
    ],
)
def test_why_there_is_no_data_is_told_in_words(error: WeatherError, english: str, russian: str) -> None:
    assert spaced(trouble_words(error, MOSCOW_TIME, NOW, EN)) == english
    assert spaced(trouble_words(error, MOSCOW_TIME, NOW, RU)) == russian


def test_copernicus_without_a_token_has_not_failed() -> None:
    error = SourcesFailedError((*ALL_DOWN.failures, SourceFailure("Copernicus", "not-configured")))
    assert trouble_words(error, MOSCOW_TIME, NOW, EN) == "AWS (timeout), Google (503), NOMADS (busy)"


def test_when_nothing_is_at_hand_that_is_said() -> None:
    assert guidance.no_data(ALL_DOWN, SUZDAL, NOW, EN) == (
        "AWS (timeout), Google (503), NOMADS (busy); nothing is at hand for Suzdal, RU. Please ask again later."
    )
    assert guidance.no_data(ALL_DOWN, Spot("Суздаль, RU", MOSCOW_TIME), NOW, RU) == (
        "AWS (нет ответа), Google (503), NOMADS (перегружен); для места «Суздаль, RU» нет и прежних данных. "
        "Спросите, пожалуйста, позже."
    )
