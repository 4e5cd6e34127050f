from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.data.conditions import Run
from besedka.weather.gfs.runs import GRIDS, LAST_STEP, candidates, expected, is_step, step_for, steps_after

MIDNIGHT = datetime(2026, 3, 1, tzinfo=timezone.utc)
RUN = Run("gfs", MIDNIGHT)
times = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2099, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([timezone.utc, timezone(timedelta(hours=5, minutes=45))]),
)


def at(hour: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


@given(times)
def test_a_run_starts_at_six_hours_cycle_in_utc_and_candidates_are_newest_first(now: datetime) -> None:
    starts = [run.at for run in candidates(now)]
    assert {(each.hour % 6, each.minute, each.second, each.microsecond) for each in starts} == {(0, 0, 0, 0)}
    assert {each.tzinfo for each in starts} == {timezone.utc}
    assert {newer - older for newer, older in pairwise(starts)} == {timedelta(hours=6)}


@given(times)
def test_the_expected_run_is_one_of_the_two_newest_candidates(now: datetime) -> None:
    assert expected(now) in candidates(now)[:2]


@given(times)
def test_now_is_f004_to_f010_of_the_expected_run(now: datetime) -> None:
    assert 4 <= step_for(expected(now), now, "0p25") <= 10


@pytest.mark.parametrize(("hour", "start"), [(4, 0), (9.9, 0), (10, 6), (15.99, 6), (16, 12), (27.9, 18)])
def test_a_run_is_expected_four_hours_after_its_start(hour: float, start: int) -> None:
    assert expected(at(hour)).at == at(start)


@given(times, st.sampled_from(GRIDS))
def test_no_candidate_needs_step_zero_or_one_that_does_not_exist(now: datetime, grid: str) -> None:
    assert all(is_step(grid, step_for(run, now, grid)) for run in candidates(now))


@given(st.floats(-10, 500), st.sampled_from(GRIDS))
def test_the_step_is_the_nearest_one_that_exists(hours: float, grid: str) -> None:
    step = step_for(RUN, at(hours), grid)
    nearest = min(
        abs(each - hours) for each in range(LAST_STEP + 1) if is_step(grid, each)
    )  # steps are in hours
    assert is_step(grid, step)
    assert abs(step - hours) == pytest.approx(nearest, abs=1e-6)


@pytest.mark.parametrize(
    ("grid", "hours", "step"),
    [
        ("0p25", 0, 1),
        ("0p25", 7.49, 7),
        ("0p25", 7.5, 8),
        ("0p25", 120, 120),
        ("0p25", 121, 120),
        ("0p25", 121.5, 123),
        ("0p25", 1000, 384),
        ("1p00", 0, 3),
        ("1p00", 7.49, 6),
        ("1p00", 7.5, 9),
        ("0p50", 382.6, 384),
    ],
)
def test_steps_are_hourly_to_120_on_the_finest_grid_and_else_three_hourly(
    grid: str, hours: float, step: int
) -> None:
    assert step_for(RUN, at(hours), grid) == step


def test_a_grid_that_gfs_does_not_have_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="0p10"):
        step_for(RUN, at(6), "0p10")
    assert not is_step("0p10", 6)


@pytest.mark.parametrize(
    ("step", "exists"),
    [(-3, False), (0, False), (1, True), (119, True), (121, False), (123, True), (384, True), (387, False)],
)
def test_the_finest_grid_has_these_steps(step: int, exists: bool) -> None:
    assert is_step("0p25", step) is exists


def test_the_outlook_is_three_hourly_and_begins_after_now() -> None:
    assert steps_after(RUN, at(6), 24) == (9, 12, 15, 18, 21, 24, 27, 30)
    assert steps_after(RUN, at(6.1), 24) == (9, 12, 15, 18, 21, 24, 27, 30)
    assert steps_after(RUN, at(5.9), 12) == (6, 9, 12, 15)


def test_the_outlook_ends_with_the_run() -> None:
    assert steps_after(RUN, at(380), 24) == (381, 384)
    assert steps_after(RUN, at(384), 24) == ()
    assert steps_after(RUN, at(-2), 4) == ()
    assert steps_after(RUN, at(-2), 5) == (3,)
