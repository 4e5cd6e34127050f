"""Which runs of CAMS may be there, which steps are needed, which dataset is current weather."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.copernicus.addresses import ADS, is_allowed_file, is_allowed_store
from besedka.weather.copernicus.datasets import CAMS_FORECASTS, UnsuitableDatasetError, check_dataset
from besedka.weather.copernicus.runs import candidates, expected, steps_for
from besedka.weather.data.conditions import Run

MOSCOW = timezone(timedelta(hours=3))
MOMENTS = st.datetimes(datetime(2020, 1, 2), datetime(2100, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("now", "run"),
    [
        (at(29, 9, 59), at(28, 12)),
        (at(29, 10), at(29, 0)),
        (at(29, 21, 59), at(29, 0)),
        (at(29, 22), at(29, 12)),
        (at(30, 0), at(29, 12)),
        (datetime(2026, 7, 29, 13, tzinfo=MOSCOW), at(29, 0)),
    ],
)
def test_a_run_is_expected_ten_hours_after_its_start(now: datetime, run: datetime) -> None:
    assert expected(now) == Run("cams", run)


@given(MOMENTS)
def test_candidates_are_newest_first_and_hold_the_expected_one(now: datetime) -> None:
    runs = candidates(now)
    assert [runs[0].at - each.at for each in runs] == [timedelta(hours=12) * back for back in range(3)]
    assert expected(now) in runs
    assert timedelta(hours=7) <= now - runs[0].at < timedelta(hours=19)


@given(MOMENTS, st.integers(0, 2))
def test_steps_reach_from_now_to_a_day_ahead(now: datetime, back: int) -> None:
    run = candidates(now)[back]
    steps = steps_for(run, now)
    assert all(step % 3 == 0 for step in steps)
    assert timedelta(0) <= now - (run.at + timedelta(hours=steps[0])) < timedelta(hours=3)
    assert (
        timedelta(0) <= now + timedelta(hours=24) - (run.at + timedelta(hours=steps[-1])) < timedelta(hours=3)
    )
    assert list(steps) == list(range(steps[0], steps[-1] + 1, 3))


@pytest.mark.parametrize(
    ("hours", "steps"),
    [
        (0, (3, 6, 9, 12, 15, 18, 21, 24)),
        (119, (117, 120)),
        (120, (120,)),
        (121, ()),
    ],
)
def test_steps_neither_are_the_analysis_nor_pass_the_end_of_the_run(
    hours: int, steps: tuple[int, ...]
) -> None:
    assert steps_for(Run("cams", at(29, 0)), at(29, 0) + timedelta(hours=hours)) == steps


@pytest.mark.parametrize(
    "dataset",
    [
        "reanalysis-era5-single-levels",
        "reanalysis-era5-land",
        "derived-era5-land",
        "cams-global-reanalysis-eac4",
    ],
)
def test_a_reanalysis_is_refused_as_current_weather(dataset: str) -> None:
    with pytest.raises(UnsuitableDatasetError) as caught:
        check_dataset(dataset)
    assert str(caught.value) == (
        f"{dataset} is a reanalysis: it is made after the fact, and ERA5, the fastest of them, is published five days "
        "behind. It says what the weather was, so it is refused as current weather."
    )


@pytest.mark.parametrize(
    "dataset", ["cems-glofas-reforecast", "satellite-methane", "", "../forecasts/secret"]
)
def test_what_is_no_forecast_by_its_name_is_refused(dataset: str) -> None:
    with pytest.raises(UnsuitableDatasetError, match="refused as current weather"):
        check_dataset(dataset)


def test_the_forecast_of_cams_is_current_weather() -> None:
    assert check_dataset(CAMS_FORECASTS) == "cams-global-atmospheric-composition-forecasts"


@pytest.mark.parametrize(
    "url", [ADS, "http://127.0.0.1:8080/api", "http://localhost/api", "http://[::1]:80/api"]
)
def test_the_token_may_go_over_https_and_on_loopback(url: str) -> None:
    assert is_allowed_store(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://ads.atmosphere.copernicus.eu/api",
        "ftp://127.0.0.1/",
        "",
        "https://",
        "http://[::1",
        "http://h:x/",
    ],
)
def test_the_token_may_not_go_in_the_clear(url: str) -> None:
    assert not is_allowed_store(url)


@pytest.mark.parametrize(
    ("url", "store", "allowed"),
    [
        ("https://object-store.example/a", ADS, True),
        ("http://object-store.example/a", ADS, False),
        ("http://127.0.0.1/a", ADS, False),
        ("http://127.0.0.1/a", "http://127.0.0.1/api", True),
        ("http://object-store.example/a", "http://127.0.0.1/api", False),
        ("https://object-store.example/a", "http://127.0.0.1/api", True),
        ("file:///a", ADS, False),
    ],
)
def test_results_are_read_over_https_from_any_host(url: str, store: str, allowed: bool) -> None:
    assert is_allowed_file(url, store) is allowed
