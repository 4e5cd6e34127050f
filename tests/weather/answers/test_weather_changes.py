"""Which change of the next twelve hours is told."""

from datetime import timedelta

import pytest
from weather_scenes import EN, MOSCOW_TIME, NOW, RU, at, forecast, sight, spaced, wind

from besedka.weather.answers.changes import next_change
from besedka.weather.data.conditions import Conditions

FAIR = at(falling="nothing", visibility=sight(15_000), **wind(270, 3))


def told(now: Conditions, *outlook: Conditions) -> str | None:
    change = next_change(forecast(now, *outlook), MOSCOW_TIME, NOW, EN)
    return None if change is None else spaced(change.text)


def test_nothing_is_told_when_nothing_changes() -> None:
    assert told(FAIR) is None
    assert told(FAIR, at(3, falling="nothing", visibility=sight(9000), **wind(90, 5))) is None
    assert told(FAIR, at(3), at(6)) is None


def test_fog_to_come_is_the_first_thing_told() -> None:
    later = at(6, falling="nothing", visibility=sight(900), **wind(270, 15))
    assert told(FAIR, at(3, falling="rain"), later) == "under 1 km (fog) from 21:00"


def test_low_visibility_in_snow_is_no_fog() -> None:
    assert told(FAIR, at(3, falling="snow", visibility=sight(900))) == "under 1 km (very poor) from 18:00"


def test_poor_visibility_is_told_when_there_is_no_fog() -> None:
    poor = at(3, falling="nothing", visibility=sight(3900))
    assert told(FAIR, poor) == "under 4 km (poor) from 18:00"
    assert told(FAIR, poor, at(6, visibility=sight(400))) == "under 1 km (fog) from 21:00"
    assert told(at(visibility=sight(2000)), poor) is None


def test_when_fog_lifts_is_told() -> None:
    thick = at(falling="nothing", visibility=sight(300))
    assert told(thick, at(3, visibility=sight(999)), at(6, visibility=sight(1000))) == "over 1 km from 21:00"
    assert told(thick, at(3, falling="nothing")) is None


def test_what_begins_to_fall_is_told_with_its_strength() -> None:
    assert told(FAIR, at(3, falling="rain", precipitation=12.0)) == "heavy rain from 18:00"
    assert told(FAIR, at(3, falling="unknown")) == "precipitation from 18:00"


def test_another_kind_of_precipitation_is_a_change() -> None:
    rain = at(falling="rain", precipitation=1.0)
    assert told(rain, at(3, falling="rain", precipitation=4.0)) is None
    assert told(rain, at(3, falling="snow", precipitation=0.5)) == "light snow from 18:00"


def test_what_the_model_cannot_name_may_be_what_falls_already() -> None:
    assert told(at(falling="rain"), at(3, falling="unknown")) is None
    assert told(at(falling="unknown"), at(3, falling="snow")) is None


def test_that_it_stops_is_told() -> None:
    assert told(at(falling="snow"), at(3, falling="snow"), at(6, falling="nothing")) == "dry from 21:00"


@pytest.mark.parametrize(
    ("speed", "expected"),
    [(7.9, None), (8.0, "wind rising to 8 m/s from 18:00"), (14.0, "wind rising to 14 m/s from 18:00")],
)
def test_a_wind_that_rises_by_five_to_a_fresh_one_is_told(speed: float, expected: str | None) -> None:
    assert told(FAIR, at(3, falling="nothing", **wind(200, speed))) == expected


def test_a_wind_that_rises_little_is_no_change() -> None:
    assert told(at(**wind(0, 9)), at(3, **wind(0, 13.9))) is None


def test_a_change_from_what_is_not_known_is_none() -> None:
    assert told(at(), at(3, falling="rain", **wind(0, 20))) is None


def test_only_twelve_hours_are_looked_at() -> None:
    assert told(FAIR, at(12, falling="rain")) == "rain from 03:00"
    assert told(FAIR, at(13, falling="rain")) is None


def test_of_old_data_only_what_is_still_to_come_is_told() -> None:
    old = at(-8, falling="nothing", visibility=sight(15_000))
    assert told(old, at(-5, falling="rain"), at(-2, falling="rain")) is None
    assert told(old, at(-5, falling="rain"), at(1, falling="rain")) == "rain from 16:00"


def test_an_outlook_of_the_past_has_no_change() -> None:
    assert told(at(-1), at(0, falling="rain", visibility=sight(100))) is None
    assert NOW - at(0).valid < timedelta(hours=1)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (at(3, visibility=sight(900), falling="nothing"), "менее 1 км (туман) с 18:00"),
        (at(3, visibility=sight(900), falling="snow"), "менее 1 км (очень плохая) с 18:00"),
        (at(3, visibility=sight(3900)), "менее 4 км (плохая) с 18:00"),
        (at(3, falling="sleet", precipitation=2.0), "умеренный дождь со снегом с 18:00"),
        (at(3, **wind(0, 12)), "усиление ветра до 12 м/с с 18:00"),
    ],
)
def test_changes_read_well_in_russian(later: Conditions, expected: str) -> None:
    change = next_change(forecast(FAIR, later), MOSCOW_TIME, NOW, RU)
    assert change is not None
    assert spaced(change.text) == expected
