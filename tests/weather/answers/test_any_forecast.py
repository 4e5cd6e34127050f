"""Whatever a model says or leaves out, the answer is one line that can be sent."""

from datetime import datetime, timedelta, timezone
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from weather_scenes import EN, RU

from besedka.chat.language.text import is_clean
from besedka.weather.answers.details import detail_lines
from besedka.weather.answers.hours import hour_lines
from besedka.weather.answers.one_line import MAX_LINE, one_line
from besedka.weather.answers.spot import Spot
from besedka.weather.data.conditions import Conditions, Falling, Forecast, Model, Reading, Run
from besedka.weather.data.failures import (
    CorruptDataError,
    DailyLimitError,
    Reason,
    SourceFailure,
    SourcesFailedError,
)
from besedka.weather.data.visibility import Visibility

BASE = datetime(2026, 3, 28, 21, tzinfo=timezone.utc)
MOMENTS = st.integers(-60, 60).map(lambda hours: BASE + timedelta(hours=hours))
SPEEDS = st.none() | st.floats(-120, 120)


@st.composite
def conditions(draw: st.DrawFn) -> Conditions:
    valid = draw(MOMENTS)
    seen = st.builds(
        Visibility,
        st.floats(0, 100_000),
        st.booleans(),
        st.sampled_from(("model", "estimated")),
        st.just(valid),
    )
    return Conditions(
        valid,
        temperature=draw(st.none() | st.floats(-95, 65)),
        humidity=draw(st.none() | st.floats(0, 120)),
        wind_east=draw(SPEEDS),
        wind_north=draw(SPEEDS),
        gust=draw(st.none() | st.floats(0, 150)),
        pressure=draw(st.none() | st.floats(850, 1100)),
        cloud=draw(st.none() | st.floats(0, 100)),
        falling=draw(st.none() | st.sampled_from(get_args(Falling))),
        precipitation=draw(st.none() | st.floats(0, 500)),
        visibility=draw(st.none() | seen),
    )


SOURCES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_", min_size=1, max_size=20)
RUNS = st.builds(Run, st.sampled_from(get_args(Model)), MOMENTS)
FAILURES = st.builds(SourceFailure, SOURCES, st.sampled_from(get_args(Reason)), st.text(max_size=80))
TROUBLES = (
    st.none()
    | st.lists(FAILURES, max_size=9).map(lambda failures: SourcesFailedError(tuple(failures)))
    | st.builds(DailyLimitError, st.integers(1, 10**15), MOMENTS)
    | st.just(CorruptDataError("no GRIB"))
)
READINGS = st.builds(
    Reading, conditions(), RUNS, SOURCES, st.none() | RUNS, st.none() | st.floats(-500, 9000)
)
FORECASTS = st.builds(
    Forecast,
    READINGS,
    st.lists(conditions(), max_size=9).map(lambda given: tuple(sorted(given, key=lambda each: each.valid))),
    st.none() | RUNS,
    TROUBLES,
)
NAMES = st.text(st.characters(categories=("Lu", "Ll", "Nd", "Zs", "Pd")), min_size=1, max_size=90)
ZONES = st.sampled_from(("Europe/Moscow", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "UTC"))
SPOTS = st.builds(Spot, NAMES, ZONES.map(ZoneInfo), st.lists(NAMES, max_size=4).map(tuple))


@given(FORECASTS, SPOTS, MOMENTS)
def test_any_forecast_is_one_line_of_at_most_three_hundred_characters(
    forecast: Forecast, spot: Spot, now: datetime
) -> None:
    for words in (EN, RU):
        line = one_line(forecast, spot, now, words)
        assert len(line) <= MAX_LINE
        assert is_clean(line, newline=False)


@given(FORECASTS, SPOTS, MOMENTS)
def test_details_and_hours_of_any_forecast_are_a_few_clean_lines(
    forecast: Forecast, spot: Spot, now: datetime
) -> None:
    for words in (EN, RU):
        for lines in (detail_lines(forecast, spot, now, words), hour_lines(forecast, spot, now, words)):
            assert 1 <= len(lines) <= 8
            assert all(line.strip() and is_clean(line, newline=False) for line in lines)
