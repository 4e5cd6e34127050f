from datetime import datetime, timezone

import pytest

from besedka.weather.data.visibility import (
    CAP,
    Band,
    Visibility,
    band,
    estimate,
    from_model,
    relative_humidity,
)

HOUR = datetime(2026, 11, 29, 13, tzinfo=timezone.utc)


def kilometres(humidity: float, rain: float = 0.0, snow: float = 0.0) -> float:
    return estimate(HOUR, humidity, rain=rain, snow=snow).metres / 1000


@pytest.mark.parametrize(
    ("humidity", "shown"), [(90, "17.9"), (95, "10.3"), (97, "6.7"), (99, "2.8"), (100, "0.7")]
)
def test_humid_air_is_as_in_the_table(humidity: float, shown: str) -> None:
    assert f"{kilometres(humidity):.1f}" == shown


def test_saturated_air_is_fog_of_730_metres() -> None:
    assert f"{kilometres(100):.2f}" == "0.73"


@pytest.mark.parametrize("humidity", [0, 20, 30, 60, 80])
def test_dry_air_is_as_far_as_the_estimate_goes_or_farther(humidity: float) -> None:
    assert estimate(HOUR, humidity) == Visibility(24_135.0, True, "estimated", HOUR)


def test_snow_of_one_millimetre_an_hour_leaves_one_kilometre() -> None:
    assert f"{kilometres(30, snow=1.0):.1f}" == "1.0"


@pytest.mark.parametrize("rain", [0.5, 1, 5, 20])
def test_rain_shortens_the_view(rain: float) -> None:
    extinction = 2.24 * (0.072 * rain**0.88) ** 0.75
    dry = 40.10 - 5.19e-10 * 30**5.44
    assert kilometres(30, rain=rain) == pytest.approx(1 / (1 / dry + extinction / 3.912))


def test_rain_and_snow_add_up() -> None:
    assert kilometres(30, rain=2, snow=0.2) < min(kilometres(30, rain=2), kilometres(30, snow=0.2))


def test_humidity_beyond_what_the_formula_knows_counts_as_its_end() -> None:
    assert kilometres(130) == kilometres(100)
    assert kilometres(-5, snow=1) == kilometres(30, snow=1)


def test_rates_and_depths_below_zero_which_packing_may_make_count_as_none() -> None:
    assert kilometres(95, rain=-0.001, snow=-0.001) == kilometres(95)
    assert estimate(HOUR, 95, aerosol_depth=-0.01) == estimate(HOUR, 95)


def test_of_humidity_and_aerosol_the_shorter_distance_counts() -> None:
    hazy = estimate(HOUR, 40, aerosol_depth=1.5)
    assert hazy.metres == pytest.approx(1000 * 3.912 / (1.0 + 0.0116))
    assert not hazy.at_least
    assert estimate(HOUR, 99, aerosol_depth=0.05) == estimate(HOUR, 99)


def test_clean_air_does_not_make_an_estimate_longer_than_the_cap() -> None:
    assert estimate(HOUR, 30, aerosol_depth=0.0) == Visibility(CAP, True, "estimated", HOUR)


@pytest.mark.parametrize(
    ("metres", "name"),
    [
        (0, "very-poor"),
        (999.9, "very-poor"),
        (1_000, "poor"),
        (3_999, "poor"),
        (4_000, "moderate"),
        (9_999, "moderate"),
        (10_000, "good"),
        (19_999, "good"),
        (20_000, "very-good"),
        (24_135, "very-good"),
    ],
)
def test_a_boundary_belongs_to_the_upper_band(metres: float, name: Band) -> None:
    assert band(from_model(metres, HOUR)) == name


def test_what_the_model_says_is_taken_as_it_is() -> None:
    assert from_model(3_200.0, HOUR) == Visibility(3_200.0, False, "model", HOUR)


@pytest.mark.parametrize("metres", [24_135.0, 24_132.0, 24_134.9, 24_140.0, 30_000.0])
def test_the_cap_of_the_model_however_it_was_rounded_means_that_far_or_farther(metres: float) -> None:
    assert from_model(metres, HOUR) == Visibility(24_135.0, True, "model", HOUR)


def test_no_distance_is_below_zero() -> None:
    assert from_model(-2.0, HOUR).metres == 0.0


@pytest.mark.parametrize(
    ("temperature", "dew_point", "percent"),
    [(20, 20, 100), (20, 10, 52.6), (30, 10, 28.9), (0, -5, 69.1), (-20, -20, 100)],
)
def test_humidity_comes_from_temperature_and_dew_point(
    temperature: float, dew_point: float, percent: float
) -> None:
    found = relative_humidity(temperature + 273.15, dew_point + 273.15)
    assert found == pytest.approx(percent, abs=0.15)


def test_a_dew_point_that_rounding_put_above_the_temperature_is_saturation() -> None:
    assert relative_humidity(280.0, 280.1) == 100.0
