"""Units for people, what falls, and whose visibility it is."""

from datetime import datetime, timezone

import pytest

from besedka.weather.data.conditions import Conditions
from besedka.weather.data.variables import Values, Variable
from besedka.weather.forecasts.derivation import conditions_of

V = Variable
HOUR = datetime(2026, 1, 15, 9, tzinfo=timezone.utc)


def told(**values: float) -> Conditions:
    return conditions_of(HOUR, {Variable[name.upper()]: value for name, value in values.items()})


def test_of_nothing_nothing_is_said() -> None:
    assert told() == Conditions(HOUR)


def test_units_are_those_of_people() -> None:
    said = told(temperature=270.15, pressure=101_325, cloud=40, gust=9.5, wind_east=-3, wind_north=4)
    assert said.temperature == pytest.approx(-3)
    assert said.pressure == pytest.approx(1013.25)
    assert (said.cloud, said.gust, said.wind_east, said.wind_north) == (40, 9.5, -3, 4)


@pytest.mark.parametrize(
    ("rate", "flags", "falling"),
    [
        (0.0, {}, "nothing"),
        (0.09, {V.IS_RAIN: 1.0}, "nothing"),
        (0.1, {V.IS_RAIN: 1.0}, "rain"),
        (2.0, {V.IS_SNOW: 1.0}, "snow"),
        (2.0, {V.IS_SNOW: 1.0, V.IS_RAIN: 1.0}, "sleet"),
        (2.0, {V.IS_SNOW: 1.0, V.IS_FREEZING_RAIN: 1.0}, "freezing-rain"),
        (2.0, {V.IS_RAIN: 0.0, V.IS_SNOW: 0.0}, "unknown"),
        (2.0, {}, "unknown"),
    ],
)
def test_what_falls(rate: float, flags: Values, falling: str) -> None:
    said = conditions_of(HOUR, {V.PRECIPITATION_RATE: rate / 3600 * 1.000001, **flags})
    assert said.falling == falling
    assert said.precipitation == pytest.approx(0 if falling == "nothing" else rate, rel=1e-4)


def test_without_a_rate_it_is_not_said_that_nothing_falls() -> None:
    assert told(temperature=280, is_rain=1).falling is None


def test_the_models_own_visibility_is_preferred() -> None:
    said = told(visibility=900, temperature=280, humidity=40).visibility
    assert said is not None
    assert (said.metres, said.source, said.at_least) == (900, "model", False)


def test_a_visibility_that_is_missing_is_estimated_by_the_dew_point_or_the_humidity() -> None:
    by_dew_point = told(temperature=280, dew_point=280).visibility
    by_humidity = told(temperature=280, humidity=100).visibility
    assert by_dew_point == by_humidity
    assert by_dew_point is not None
    assert by_dew_point.source == "estimated"
    assert by_dew_point.metres == pytest.approx(730, abs=10)


def test_the_estimate_knows_snow_rain_and_aerosol() -> None:
    dry = told(temperature=270, humidity=50).visibility
    snow = told(temperature=270, humidity=50, precipitation_rate=1 / 3600, is_snow=1).visibility
    rain = told(temperature=280, humidity=50, precipitation_rate=1 / 3600, is_rain=1).visibility
    dust = told(temperature=300, humidity=50, aerosol_depth=3).visibility
    assert dry is not None
    assert snow is not None
    assert rain is not None
    assert dust is not None
    assert snow.metres == pytest.approx(1000, abs=60)
    assert snow.metres < rain.metres < dry.metres
    assert dust.metres < dry.metres


def test_without_humidity_no_visibility_is_made_up() -> None:
    assert told(temperature=280).visibility is None
