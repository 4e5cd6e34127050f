"""The answer in one line."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from weather_scenes import (
    ALL_DOWN,
    CAMS_00Z,
    EN,
    GFS_12Z,
    MOSCOW_TIME,
    NOW,
    RU,
    SUZDAL,
    VALID,
    at,
    forecast,
    sight,
    spaced,
    wind,
)

from besedka.dialects.words.languages import Language
from besedka.weather.answers.one_line import MAX_LINE, one_line
from besedka.weather.answers.spot import Spot
from besedka.weather.data.conditions import Forecast
from besedka.weather.data.failures import DailyLimitError, SourceFailure, SourcesFailedError

SNOW = at(
    temperature=-3.2,
    falling="snow",
    precipitation=0.4,
    gust=9.0,
    visibility=sight(6300),
    **wind(225, 4.2),
)
FOG_LATER = forecast(SNOW, at(12, visibility=sight(700), falling="nothing"), at(15, falling="rain"))


def line(given: Forecast, words: Language = EN, spot: Spot = SUZDAL, now: datetime = NOW) -> str:
    return spaced(one_line(given, spot, now, words))


def test_everything_that_is_known_is_in_one_line() -> None:
    assert line(FOG_LATER) == (
        "Suzdal, RU: −3 °C, light snow, light SW wind 4 m/s, gusts 9; visibility 6 km (moderate), "
        "under 1 km (fog) from 03:00. GFS 06Z via AWS for 15:00 MSK, model."
    )


def test_the_same_in_russian_is_written_as_a_weather_service_there_does() -> None:
    assert line(FOG_LATER, RU, Spot("Суздаль, RU", MOSCOW_TIME)) == (
        "Суздаль, RU: −3 °C, небольшой снег, слабый юго-западный ветер 4 м/с, порывы до 9; "
        "видимость 6 км (умеренная), менее 1 км (туман) с 03:00. "
        "Модель GFS, расчёт 06Z (AWS) на 15:00 МСК."
    )


def test_a_number_never_parts_from_its_unit() -> None:
    shown = one_line(FOG_LATER, SUZDAL, NOW, EN)
    assert "−3\u00a0°C" in shown
    assert "4\u00a0m/s" in shown
    assert "6\u00a0km" in shown
    assert "15:00\u00a0MSK" in shown


def test_what_is_missing_is_left_out_and_never_shown_as_zero() -> None:
    assert line(forecast(at(temperature=5.0))) == "Suzdal, RU: 5 °C. GFS 06Z via AWS for 15:00 MSK, model."
    assert line(forecast(at(visibility=sight(2500)))) == (
        "Suzdal, RU: visibility 2.5 km (poor). GFS 06Z via AWS for 15:00 MSK, model."
    )
    assert line(forecast(at())) == (
        "Suzdal, RU: the model gives no values here. GFS 06Z via AWS for 15:00 MSK, model."
    )


def test_a_change_of_visibility_that_is_not_known_now_says_what_changes() -> None:
    given = forecast(at(temperature=5.0), at(3, visibility=sight(600)))
    assert "5 °C; visibility under 1 km (fog) from 18:00." in line(given)


def test_another_change_stands_apart_from_visibility() -> None:
    given = forecast(at(falling="rain", precipitation=3.0, visibility=sight(8000)), at(6, falling="nothing"))
    assert "moderate rain; visibility 8 km (moderate); dry from 21:00." in line(given)


def test_others_of_the_name_are_named() -> None:
    spot = replace_spot(others=("Suzdal, US", "Suzdal, CA"))
    assert line(FOG_LATER, spot=spot).startswith("Suzdal, RU; also Suzdal, US; Suzdal, CA: −3 °C")
    assert line(FOG_LATER, RU, spot).startswith("Suzdal, RU; также Suzdal, US; Suzdal, CA: −3 °C")


def replace_spot(**changes: object) -> Spot:
    return Spot(**{"name": SUZDAL.name, "zone": SUZDAL.zone, **changes})  # type: ignore[arg-type]


def test_the_hour_is_told_in_the_time_of_the_place() -> None:
    assert "for 17:45 UTC+5:45, model." in line(FOG_LATER, spot=replace_spot(zone=ZoneInfo("Asia/Kathmandu")))
    assert "for 07:00 EST, model." in line(FOG_LATER, spot=replace_spot(zone=ZoneInfo("America/New_York")))


def test_copernicus_is_named_with_its_estimate() -> None:
    given = forecast(at(visibility=sight(7300, estimated=True)), run=CAMS_00Z, source="Copernicus")
    assert (
        "visibility about 7 km (moderate, estimated). CAMS 00Z via Copernicus for 15:00 MSK, model."
        in line(given)
    )
    assert "видимость около 7 км (умеренная, оценка). Модель CAMS, расчёт 00Z (Copernicus)" in line(given, RU)


def test_a_newer_run_that_should_be_there_is_said_to_be_late() -> None:
    given = forecast(at(temperature=2.0), late=GFS_12Z)
    assert line(given) == ("Suzdal, RU: 2 °C. GFS 12Z is late; this is 06Z via AWS for 15:00 MSK, model.")
    assert line(given, RU) == (
        "Suzdal, RU: +2 °C. Расчёт GFS 12Z запаздывает; это 06Z (AWS) на 15:00 МСК, модель."
    )


def test_when_another_model_stands_in_for_a_late_run_it_is_named() -> None:
    given = forecast(at(temperature=2.0), run=CAMS_00Z, source="Copernicus", late=GFS_12Z)
    assert "GFS 12Z is late; this is CAMS 00Z via Copernicus for 15:00 MSK, model." in line(given)


def test_old_data_comes_with_its_age_and_with_what_fails() -> None:
    given = forecast(at(-7, temperature=2.0), trouble=ALL_DOWN)
    assert line(given) == (
        "AWS (timeout), Google (503), NOMADS (busy); the last data is 7 hours old: "
        "Suzdal, RU: 2 °C. GFS 06Z via AWS for 08:00 MSK, model."
    )
    assert line(given, RU) == (
        "AWS (нет ответа), Google (503), NOMADS (перегружен); последние данные устарели на 7 часов: "
        "Suzdal, RU: +2 °C. Модель GFS, расчёт 06Z (AWS) на 08:00 МСК."
    )


@pytest.mark.parametrize(
    ("hours", "english", "russian"),
    [
        (1, "1 hour old", "устарели на 1 час:"),
        (2, "2 hours old", "устарели на 2 часа:"),
        (5, "5 hours old", "устарели на 5 часов:"),
        (21, "21 hours old", "устарели на 21 час:"),
    ],
)
def test_an_age_is_counted_as_each_language_counts(hours: int, english: str, russian: str) -> None:
    given = forecast(at(-hours, temperature=2.0), trouble=ALL_DOWN)
    assert english in line(given)
    assert russian in line(given, RU)


def test_of_data_for_this_hour_from_an_old_run_the_age_of_the_run_is_told() -> None:
    given = forecast(at(temperature=2.0), trouble=ALL_DOWN)
    assert "NOMADS (busy); the last run is 6 hours old: Suzdal, RU: 2 °C." in line(given)


def test_old_data_of_a_run_older_than_usual_tells_both_ages() -> None:
    given = forecast(at(6), trouble=ALL_DOWN)
    later = NOW + timedelta(hours=7)
    assert "; the last data is 1 hour old, its run 13 hours old: Suzdal" in spaced(
        one_line(given, SUZDAL, later, EN)
    )
    assert "; последние данные устарели на 1 час, расчёт начат 13 часов назад: Suzdal" in spaced(
        one_line(given, SUZDAL, later, RU)
    )


def test_nothing_is_called_late_when_the_sources_could_not_be_asked() -> None:
    assert "is late" not in line(forecast(at(temperature=2.0), late=GFS_12Z, trouble=ALL_DOWN))


def test_old_data_has_its_age_even_without_a_reason() -> None:
    assert line(forecast(at(-3, temperature=2.0))).startswith(
        "The last data is 3 hours old: Suzdal, RU: 2 °C."
    )
    assert line(forecast(at(-1, temperature=2.0))).startswith("Suzdal, RU: 2 °C.")


def test_data_of_another_day_has_its_date() -> None:
    given = forecast(at(-31, temperature=2.0), trouble=ALL_DOWN)
    assert "the last data is 31 hours old" in line(given)
    assert "for 2026-11-28 08:00 MSK, model." in line(given)
    assert "на 28.11.2026 08:00 МСК." in line(given, RU)


def test_at_the_daily_limit_it_is_said_when_it_goes_on() -> None:
    limit = DailyLimitError(200_000_000, datetime(2026, 11, 30, tzinfo=timezone.utc))
    given = forecast(at(-2, temperature=2.0), trouble=limit)
    assert line(given).startswith(
        "The daily limit of 200 MB is reached; downloads go on at 03:00 MSK; the last data is 2 hours old: Suzdal"
    )
    assert line(given, RU).startswith(
        "Суточный лимит 200 МБ исчерпан; загрузка возобновится в 03:00 МСК; последние данные устарели на 2 часа:"
    )


def test_a_line_that_would_be_too_long_loses_its_least_parts_and_no_word_is_cut() -> None:
    long = Spot(
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, GB", MOSCOW_TIME, ("A" * 60, "B" * 60)
    )
    given = forecast(
        replace(SNOW, valid=VALID - timedelta(hours=8), falling="freezing-rain"),
        at(3, visibility=sight(700)),
        late=GFS_12Z,
        trouble=ALL_DOWN,
    )
    shown = line(given, spot=long)
    assert len(shown) <= MAX_LINE
    assert shown == (
        "AWS (timeout), Google (503), NOMADS (busy); the last data is 8 hours old: "
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, GB: −3 °C, light freezing rain, "
        "light SW wind 4 m/s, gusts 9; visibility 6 km (moderate), under 1 km (fog) from 18:00. "
        "GFS 06Z via AWS for 07:00 MSK, model."
    )


def test_parts_are_dropped_one_after_the_other_the_least_important_first() -> None:
    parts = ["также Y", "порывы до 9", "менее 1 км", "ветер 4 м/с", "дождь"]
    spot = Spot("Город с именем такой длины, какая только бывает, RU", MOSCOW_TIME, ("Y",))
    seen = set()
    for letters in range(1, 110):
        failed = SourcesFailedError((SourceFailure("N" * letters, "timeout"),))
        given = forecast(
            replace(SNOW, valid=VALID - timedelta(hours=8), falling="freezing-rain"),
            at(3, visibility=sight(700)),
            trouble=failed,
        )
        shown = line(given, RU, spot)
        assert len(shown) <= MAX_LINE
        assert f"{spot.name}" in shown
        assert "видимость 6 км (умеренная)" in shown
        kept = [part in shown for part in parts]
        assert kept == sorted(kept)
        seen.add(sum(kept))
    assert seen == {5, 4, 3, 2, 1, 0}
