"""Numbers, precipitation, wind, visibility and times in words."""

from datetime import datetime, timedelta, timezone
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from weather_scenes import EN, MOSCOW_TIME, NOW, RU, VALID, at, sight, spaced, wind

from besedka.weather.answers import figures, moments
from besedka.weather.answers.precipitation import falling_words
from besedka.weather.answers.visibility import visibility_words
from besedka.weather.answers.wind import comes_from, gust_words, wind_words
from besedka.weather.data.conditions import Conditions, Falling


@pytest.mark.parametrize(
    ("celsius", "english", "russian"),
    [
        (-3.2, "−3 °C", "−3 °C"),
        (-0.5, "0 °C", "0 °C"),
        (-0.51, "−1 °C", "−1 °C"),
        (0.49, "0 °C", "0 °C"),
        (0.5, "1 °C", "+1 °C"),
        (30.0, "30 °C", "+30 °C"),
    ],
)
def test_a_temperature_is_whole_and_has_a_real_minus(celsius: float, english: str, russian: str) -> None:
    assert spaced(figures.degrees(celsius, EN)) == english
    assert spaced(figures.degrees(celsius, RU)) == russian


def test_numbers_have_the_decimal_mark_of_the_language() -> None:
    assert spaced(figures.rate(0.44, EN)) == "0.4 mm/h"
    assert spaced(figures.rate(0.44, RU)) == "0,4 мм/ч"
    assert spaced(figures.rate(9.96, EN)) == "10 mm/h"
    assert spaced(figures.megabytes(12_300_000, RU)) == "12 МБ"
    assert spaced(figures.megabytes(2_340_000, RU)) == "2,3 МБ"
    assert spaced(figures.megabytes(2_000_000, EN)) == "2 MB"


def test_pressure_is_in_the_unit_that_people_know() -> None:
    assert spaced(figures.pressure(1013.25, EN)) == "1013 hPa"
    assert spaced(figures.pressure(1013.25, RU)) == "760 мм рт. ст."


@pytest.mark.parametrize(
    ("metres", "shown"),
    [
        (49, "under 50 m"),
        (50, "50 m"),
        (99, "50 m"),
        (799, "750 m"),
        (899, "800 m"),
        (999.9, "900 m"),
        (1000, "1 km"),
        (3999, "3.9 km"),
        (4999, "4.9 km"),
        (5000, "5 km"),
        (9999, "9 km"),
        (19_999, "19 km"),
        (24_134, "24 km"),
    ],
)
def test_a_distance_is_rounded_down_so_that_it_stays_in_its_band(metres: float, shown: str) -> None:
    told = spaced(visibility_words(at(visibility=sight(metres)), EN) or "")
    assert told.startswith(f"visibility {shown} (")


@pytest.mark.parametrize(
    ("metres", "english", "russian"),
    [
        (999, "very poor, fog", "очень плохая, туман"),
        (1000, "poor", "плохая"),
        (4000, "moderate", "умеренная"),
        (10_000, "good", "хорошая"),
        (20_000, "very good", "очень хорошая"),
    ],
)
def test_visibility_has_its_band(metres: float, english: str, russian: str) -> None:
    seen = at(visibility=sight(metres))
    assert (visibility_words(seen, EN) or "").endswith(f"({english})")
    assert (visibility_words(seen, RU) or "").endswith(f"({russian})")


@pytest.mark.parametrize(
    ("falling", "rate", "fog"),
    [
        ("nothing", 0.0, True),
        (None, None, True),
        ("rain", 1.0, True),
        ("rain", None, True),
        ("rain", 3.0, False),
        ("snow", 0.1, False),
        ("sleet", None, False),
    ],
)
def test_below_a_kilometre_it_is_fog_unless_what_falls_is_why(
    falling: Falling | None, rate: float | None, fog: bool
) -> None:
    seen = at(visibility=sight(500), falling=falling, precipitation=rate)
    assert ("fog" in (visibility_words(seen, EN) or "")) is fog


def test_the_models_cap_is_told_as_at_least() -> None:
    seen = at(visibility=sight(24_135, at_least=True))
    assert spaced(visibility_words(seen, EN) or "") == "visibility ≥ 24 km (very good)"
    assert spaced(visibility_words(seen, RU) or "") == "видимость ≥ 24 км (очень хорошая)"


def test_an_estimate_is_called_one() -> None:
    seen = at(visibility=sight(1990, estimated=True))
    assert spaced(visibility_words(seen, EN) or "") == "visibility about 1.9 km (poor, estimated)"
    assert spaced(visibility_words(seen, RU) or "") == "видимость около 1,9 км (плохая, оценка)"


@pytest.mark.parametrize(
    ("falling", "rate", "english", "russian"),
    [
        ("nothing", 0.0, "dry", "без осадков"),
        ("rain", None, "rain", "дождь"),
        ("rain", 2.4, "light rain", "небольшой дождь"),
        ("rain", 2.5, "moderate rain", "умеренный дождь"),
        ("rain", 9.9, "moderate rain", "умеренный дождь"),
        ("rain", 10.0, "heavy rain", "сильный дождь"),
        ("snow", 0.9, "light snow", "небольшой снег"),
        ("snow", 1.0, "moderate snow", "умеренный снег"),
        ("snow", 5.0, "heavy snow", "сильный снег"),
        ("sleet", 1.0, "moderate rain and snow", "умеренный дождь со снегом"),
        ("freezing-rain", 0.5, "light freezing rain", "небольшой переохлаждённый дождь"),
        ("unknown", 0.5, "light precipitation", "небольшие осадки"),
    ],
)
def test_what_falls_has_a_word_for_its_strength(
    falling: Falling, rate: float | None, english: str, russian: str
) -> None:
    conditions = at(falling=falling, precipitation=rate)
    assert falling_words(conditions, EN) == english
    assert falling_words(conditions, RU) == russian


def test_every_kind_of_precipitation_has_words() -> None:
    kinds: tuple[Falling, ...] = get_args(Falling)
    assert all(falling_words(at(falling=kind, precipitation=20.0), RU) for kind in kinds)
    assert falling_words(at(precipitation=1.0), EN) is None


@pytest.mark.parametrize(
    ("degrees", "english", "russian"),
    [
        (0, "N", "северный"),
        (22, "N", "северный"),
        (23, "NE", "северо-восточный"),
        (90, "E", "восточный"),
        (135, "SE", "юго-восточный"),
        (180, "S", "южный"),
        (225, "SW", "юго-западный"),
        (270, "W", "западный"),
        (315, "NW", "северо-западный"),
        (338, "N", "северный"),
        (359.9, "N", "северный"),
    ],
)
def test_a_wind_is_named_by_where_it_comes_from(degrees: float, english: str, russian: str) -> None:
    blowing = at(**wind(degrees, 4))
    assert spaced(wind_words(blowing, EN) or "") == f"light {english} wind 4 m/s"
    assert spaced(wind_words(blowing, RU) or "") == f"слабый {russian} ветер 4 м/с"
    assert comes_from(blowing) == pytest.approx(degrees, abs=1e-6)


@pytest.mark.parametrize(("least", "most"), [(7.5, 8.49), (10.5, 11.49), (16.5, 17.49), (24.5, 25.49)])
def test_two_winds_of_the_same_number_have_the_same_word(least: float, most: float) -> None:
    assert wind_words(at(**wind(270, least)), EN) == wind_words(at(**wind(270, most)), EN)


@pytest.mark.parametrize(
    ("speed", "english", "russian"),
    [
        (0.49, "calm", "штиль"),
        (0.5, "light W wind 1 m/s", "слабый западный ветер 1 м/с"),
        (5.4, "light W wind 5 m/s", "слабый западный ветер 5 м/с"),
        (5.51, "moderate W wind 6 m/s", "умеренный западный ветер 6 м/с"),
        (8.01, "fresh W wind 8 m/s", "свежий западный ветер 8 м/с"),
        (10.81, "strong W wind 11 m/s", "сильный западный ветер 11 м/с"),
        (17.5, "gale-force W wind 18 m/s", "штормовой западный ветер 18 м/с"),
        (24.51, "storm-force W wind 25 m/s", "сильный штормовой западный ветер 25 м/с"),
        (32.71, "hurricane-force W wind 33 m/s", "ураганный западный ветер 33 м/с"),
    ],
)
def test_a_wind_has_the_word_of_its_beaufort_number(speed: float, english: str, russian: str) -> None:
    assert spaced(wind_words(at(**wind(270, speed)), EN) or "") == english
    assert spaced(wind_words(at(**wind(270, speed)), RU) or "") == russian


def test_half_a_wind_is_none() -> None:
    for half in (at(wind_east=3.0), at(wind_north=3.0), at()):
        assert wind_words(half, EN) is None
        assert comes_from(half) is None


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (at(gust=9.0, **wind(0, 4)), "gusts 9"),
        (at(gust=9.0), "gusts 9 m/s"),
        (at(gust=6.0, **wind(0, 0.2)), "gusts 6 m/s"),
        (at(gust=4.4, **wind(0, 2)), None),
        (at(gust=9.4, **wind(0, 9)), None),
        (at(**wind(0, 9)), None),
    ],
)
def test_gusts_are_told_when_they_are_stronger_than_the_wind(
    conditions: Conditions, expected: str | None
) -> None:
    told = gust_words(conditions, EN)
    assert (told and spaced(told)) == expected


@pytest.mark.parametrize(
    ("zone", "english", "russian"),
    [
        ("Europe/Moscow", "MSK", "МСК"),
        ("Europe/Berlin", "CET", "UTC+1"),
        ("Asia/Novosibirsk", "UTC+7", "UTC+7"),
        ("America/St_Johns", "NST", "UTC−3:30"),
        ("Africa/Abidjan", "GMT", "UTC"),
        ("Etc/UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_named_as_its_readers_know_it(zone: str, english: str, russian: str) -> None:
    assert moments.zone_name(VALID, ZoneInfo(zone), EN) == english
    assert moments.zone_name(VALID, ZoneInfo(zone), RU) == russian


def test_a_moment_has_its_date_when_it_is_needed() -> None:
    def shown(at: datetime) -> str:
        return spaced(moments.moment(at, MOSCOW_TIME, NOW, EN))

    assert shown(VALID) == "15:00 MSK"
    assert shown(VALID + timedelta(hours=12)) == "03:00 MSK"
    assert shown(VALID - timedelta(hours=16)) == "2026-11-28 23:00 MSK"
    assert shown(datetime(2026, 12, 2, 21, tzinfo=timezone.utc)) == "2026-12-03 00:00 MSK"
