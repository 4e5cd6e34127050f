"""The answers of a few lines: details, hours, source, stats, about; and what is said instead of a forecast."""

from datetime import datetime, timedelta, timezone

import pytest
from weather_scenes import (
    ALL_DOWN,
    EN,
    GFS_06Z,
    MOSCOW_TIME,
    NOW,
    RU,
    SUZDAL,
    at,
    forecast,
    sight,
    spaced,
    wind,
)

from besedka.dialects.words.languages import Language
from besedka.weather.answers import guidance
from besedka.weather.answers.about import about_lines
from besedka.weather.answers.bars import bars
from besedka.weather.answers.details import detail_lines
from besedka.weather.answers.hours import hour_lines
from besedka.weather.answers.sources import source_lines, stats_line
from besedka.weather.answers.spot import Spot
from besedka.weather.answers.troubles import trouble_words
from besedka.weather.data.conditions import Batch, Forecast
from besedka.weather.data.failures import (
    CorruptDataError,
    DailyLimitError,
    SourceFailure,
    SourcesFailedError,
    StorageError,
    WeatherError,
)
from besedka.weather.data.status import Held, SourceState, Status

SNOWY = at(
    temperature=-3.2,
    humidity=93.4,
    gust=9.0,
    pressure=1003.4,
    cloud=99.6,
    falling="snow",
    precipitation=0.44,
    visibility=sight(6300),
    **wind(225, 4.2),
)


def details(given: Forecast, words: Language = EN) -> list[str]:
    return [spaced(each) for each in detail_lines(given, SUZDAL, NOW, words)]


def hours(given: Forecast, words: Language = EN) -> list[str]:
    return [spaced(each) for each in hour_lines(given, SUZDAL, NOW, words)]


def test_details_tell_all_that_is_known_of_the_hour() -> None:
    assert details(forecast(SNOWY, at(3, falling="nothing"), height=116.4)) == [
        "Suzdal, RU",
        "temperature −3 °C, humidity 93 %, pressure at sea level 1003 hPa, cloud 100 %",
        "light snow, 0.4 mm/h",
        "light SW wind 4 m/s (225°), gusts 9 m/s",
        "visibility 6 km (moderate)",
        "the model’s ground is 116 m above sea level",
        "next change: dry from 18:00",
        "GFS 06Z via AWS for 15:00 MSK, model. The run began 6 hours ago.",
    ]


def test_details_in_russian() -> None:
    assert details(forecast(SNOWY, at(3, visibility=sight(300)), height=-12.0), RU) == [
        "Suzdal, RU",
        "температура −3 °C, влажность 93 %, давление на уровне моря 753 мм рт. ст., облачность 100 %",
        "небольшой снег, 0,4 мм/ч",
        "слабый юго-западный ветер 4 м/с (225°), порывы до 9 м/с",
        "видимость 6 км (умеренная)",
        "высота поверхности в модели −12 м над уровнем моря",
        "далее: видимость менее 1 км (туман) с 18:00",
        "Модель GFS, расчёт 06Z (AWS) на 15:00 МСК. Расчёт начат 6 часов назад.",
    ]


def test_details_leave_out_what_is_missing() -> None:
    assert details(forecast(at())) == [
        "Suzdal, RU",
        "GFS 06Z via AWS for 15:00 MSK, model. The run began 6 hours ago.",
    ]


def test_details_say_of_an_estimate_what_it_is_made_of() -> None:
    given = forecast(at(falling="nothing", visibility=sight(1900, estimated=True)))
    assert details(given)[1:3] == [
        "dry",
        (
            "visibility about 1.9 km (poor, estimated): "
            "derived from humidity, precipitation and, where it is known, aerosol"
        ),
    ]


def test_details_of_old_data_begin_with_its_age() -> None:
    assert details(forecast(at(-7), trouble=ALL_DOWN))[0] == (
        "AWS (timeout), Google (503), NOMADS (busy); the last data is 7 hours old: Suzdal, RU"
    )


OUTLOOK = tuple(
    at(
        3 * step,
        temperature=-8.0 + step,
        falling="snow" if step == 4 else "nothing",
        precipitation=1.2 if step == 4 else 0.0,
        visibility=sight(800 if step == 4 else 15_000),
        **wind(0, step),
    )
    for step in range(1, 9)
)


def test_hours_are_bars_with_words_that_say_the_same() -> None:
    assert hours(forecast(SNOWY, *OUTLOOK)) == [
        "Suzdal, RU, 18:00 to 15:00 MSK, three hours a bar. GFS 06Z, model.",
        "temperature ▁▂▃▄▅▆▇█ lowest −7 °C at 18:00, highest 0 °C at 15:00",
        "precipitation ▁▁▁▄▁▁▁▁ most at 03:00: moderate snow, 1.2 mm/h",
        "wind ▂▃▄▅▆▇██ weakest 1 m/s at 18:00, strongest 8 m/s at 15:00",
        "lowest visibility 800 m (very poor) at 03:00",
    ]


def test_hours_in_russian() -> None:
    assert hours(forecast(SNOWY, *OUTLOOK), RU) == [
        "Suzdal, RU, с 18:00 до 15:00 МСК, один столбик — три часа. Модель GFS, расчёт 06Z.",
        "температура ▁▂▃▄▅▆▇█ минимум −7 °C в 18:00, максимум 0 °C в 15:00",
        "осадки ▁▁▁▄▁▁▁▁ сильнее всего в 03:00: умеренный снег, 1,2 мм/ч",
        "ветер ▂▃▄▅▆▇██ слабее всего 1 м/с в 18:00, сильнее всего 8 м/с в 15:00",
        "минимальная видимость 800 м (очень плохая) в 03:00",
    ]


def test_hours_that_are_alike_are_told_as_such() -> None:
    even = [
        at(3 * step, temperature=2.0, falling="nothing", precipitation=0.0, **wind(0, 3)) for step in (1, 2)
    ]
    assert hours(forecast(SNOWY, *even))[1:] == [
        "temperature ▁▁ 2 °C throughout",
        "precipitation ▁▁ none",
        "wind ▄▄ 3 m/s throughout",
    ]
    assert hours(forecast(SNOWY, *even), RU)[2] == "осадки ▁▁ не ожидаются"


def test_hours_that_are_missing_have_a_dot_and_unknown_quantities_no_line() -> None:
    given = forecast(SNOWY, at(3), at(6, temperature=2.0), at(9, temperature=5.0))
    assert hours(given)[1:] == ["temperature ·▁▄ lowest 2 °C at 21:00, highest 5 °C at 00:00"]


def test_hours_end_after_a_day() -> None:
    given = forecast(SNOWY, *OUTLOOK, at(27, temperature=30.0))
    assert "highest 0 °C" in hours(given)[1]


def test_an_hour_that_is_missing_in_between_keeps_its_place() -> None:
    given = forecast(SNOWY, at(3, temperature=0.0), at(4, temperature=9.0), at(9, temperature=7.0))
    assert hours(given) == [
        "Suzdal, RU, 18:00 to 00:00 MSK, three hours a bar. GFS 06Z, model.",
        "temperature ▁·█ lowest 0 °C at 18:00, highest 7 °C at 00:00",
    ]


def test_hours_that_are_past_are_not_shown() -> None:
    old = at(-9, temperature=1.0)
    given = forecast(old, at(-6, temperature=30.0), at(0, temperature=2.0), at(3, temperature=4.0))
    assert "15:00 to 18:00 MSK" in hours(given)[0]
    assert hours(given)[1] == "temperature ▁▃ lowest 2 °C at 15:00, highest 4 °C at 18:00"


def test_hours_without_an_outlook_say_so() -> None:
    assert hours(forecast(SNOWY)) == ["Suzdal, RU: there is no outlook at hand."]
    assert hours(forecast(at(-7), trouble=ALL_DOWN))[0].startswith("AWS (timeout), Google (503)")


def test_bars_have_eight_levels_within_their_bounds() -> None:
    assert bars([0, 1, 2, 3, 4, 5, 6, 7], 0, 8) == "▁▂▃▄▅▆▇█"
    assert bars([-5, None, 50], 0, 8) == "▁·█"
    assert bars([3.0], 3.0, 3.0) == "▁"


STATUS = Status(
    sources=(
        SourceState("AWS", 12_300_000, SourceFailure("AWS", "timeout")),
        SourceState("Google", 400_000, SourceFailure("Google", "status", "503")),
        SourceState("NOMADS"),
        SourceState("Copernicus", 0, SourceFailure("Copernicus", "rejected", "no such\nvariable")),
    ),
    held=(
        Held(Batch(GFS_06Z, "0p25", 6), "AWS", NOW - timedelta(minutes=20)),
        Held(Batch(GFS_06Z, "1p00", 12), ""),
    ),
    daily_limit=200_000_000,
    cached=85_000_000,
    cache_limit=500_000_000,
)


def test_source_tells_runs_ages_and_what_fails() -> None:
    assert [spaced(each) for each in source_lines(STATUS, NOW, EN)] == [
        "GFS 06Z (0.25°) for 12:00 UTC: the run began 6 hours 10 minutes ago, from AWS, fetched 20 minutes ago.",
        "GFS 06Z (1.00°) for 18:00 UTC: the run began 6 hours 10 minutes ago.",
        (
            "Sources, in this order: AWS (timeout); Google (503); NOMADS; "
            "Copernicus (request rejected: no such variable)."
        ),
    ]


def test_source_in_russian() -> None:
    assert [spaced(each) for each in source_lines(STATUS, NOW, RU)] == [
        "GFS 06Z (0,25°) на 12:00 UTC: расчёт начат 6 часов 10 минут назад, источник AWS, загружено 20 минут назад.",
        "GFS 06Z (1,00°) на 18:00 UTC: расчёт начат 6 часов 10 минут назад.",
        (
            "Источники по порядку: AWS (нет ответа); Google (503); NOMADS; "
            "Copernicus (запрос отклонён: no such variable)."
        ),
    ]


def test_source_says_when_there_is_nothing_yet() -> None:
    assert source_lines(Status(), NOW, EN) == ["There is no data at hand yet; the first question brings it."]


def test_stats_tell_what_was_used_of_what_is_allowed() -> None:
    assert spaced(stats_line(STATUS, 37, EN)) == (
        "Downloaded today (UTC): 13 MB of 200 MB (AWS 12 MB, Google 0.4 MB). "
        "Cache: 85 MB of 500 MB. 37 questions since the start."
    )
    assert spaced(stats_line(Status(), 0, EN)).startswith("Downloaded today (UTC): 0 MB of 0 MB. Cache:")


@pytest.mark.parametrize(
    ("questions", "russian"), [(1, "1 вопрос"), (3, "3 вопроса"), (11, "11 вопросов"), (21, "21 вопрос")]
)
def test_questions_are_counted_as_russian_counts(questions: int, russian: str) -> None:
    assert stats_line(STATUS, questions, RU).endswith(f" {russian} с момента запуска.")


def test_about_warns_and_gives_the_sources_their_due() -> None:
    shown = "\n".join(about_lines(EN))
    assert "A model, not an observation; not for flight or rescue." in shown
    assert "GeoNames (geonames.org), CC BY 4.0" in shown
    assert "generated using Copernicus Atmosphere Monitoring Service information" in shown
    assert "Gultepe and Milbrandt 2010" in shown
    assert "Это модель, а не наблюдение" in "\n".join(about_lines(RU))


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
