"""`details`: all that is known of the hour."""

from weather_scenes import (
    ALL_DOWN,
    EN,
    NOW,
    RU,
    SNOWY,
    SUZDAL,
    at,
    forecast,
    sight,
    spaced,
)

from besedka.dialects.words.languages import Language
from besedka.weather.answers.details import detail_lines
from besedka.weather.data.conditions import Forecast


def details(given: Forecast, words: Language = EN) -> list[str]:
    return [spaced(each) for each in detail_lines(given, SUZDAL, NOW, words)]


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
