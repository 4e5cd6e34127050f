"""What the constraints of the store offer of a run."""

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.copernicus.request import NAMES, select, size_of
from besedka.weather.data.conditions import Run
from besedka.weather.data.variables import Variable
from tools.weather.data_store_documents import VARIABLES, constraints

RUN = Run("cams", datetime(2026, 7, 29, 12, tzinfo=timezone.utc))
ALL = tuple(NAMES)


def test_what_is_wanted_is_what_the_store_has() -> None:
    found = select(constraints(), RUN, (3, 120))
    assert (found.run_exists, found.variables, found.left_out) == (True, ALL, ())


@pytest.mark.parametrize(
    ("days", "there"),
    [
        (["2015-01-01/2026-07-29"], True),
        (["2026-07-29/2026-07-29"], True),
        (["2026-07-29"], True),
        (["2026-07-28", "2026-07-29"], True),
        (["2026-07-29T00:00:00Z/2026-07-29T12:00:00Z"], True),
        (["2015-01-01/2026-07-28"], False),
        (["2026-07-30/2099-01-01"], False),
        (["2026-07-28"], False),
        ([], False),
    ],
)
def test_a_run_is_there_when_its_day_is_listed_or_inside_of_a_span(days: list[str], there: bool) -> None:
    assert select(constraints(days), RUN, (3,)).run_exists is there


@pytest.mark.parametrize(
    "change",
    [
        {"time": ["00:00"]},
        {"type": ["analysis"]},
        {"pressure_level": ["1000"]},
        {"model_level": ["137"]},
    ],
)
def test_what_is_only_for_other_hours_kinds_or_levels_does_not_count(change: dict[str, Any]) -> None:
    (surface, _) = constraints()
    assert not select([surface | change], RUN, (3,)).run_exists


def test_a_key_that_is_missing_limits_nothing() -> None:
    assert select([{"variable": list(VARIABLES)}], RUN, (3,)).variables == ALL


def test_values_may_stand_alone_and_be_numbers() -> None:
    found = select([{"variable": "2m_temperature", "leadtime_hour": 3, "date": "2026-07-29"}], RUN, (3,))
    assert found.variables == (Variable.TEMPERATURE,)


def test_a_variable_may_be_offered_by_several_constraints_for_its_steps() -> None:
    parts = [{"variable": ["2m_temperature"], "leadtime_hour": [str(step)]} for step in (3, 6)]
    assert select(parts, RUN, (3, 6)).variables == (Variable.TEMPERATURE,)
    assert select(parts, RUN, (3, 6, 9)).variables == ()


def test_variables_that_are_not_offered_are_named() -> None:
    found = select(constraints(variables=VARIABLES[1:]), RUN, (3,))
    assert found.left_out == (Variable.TEMPERATURE,)
    assert found.variables == ALL[1:]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["variable", "date", "time", "type", "leadtime_hour", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=4))
def test_no_json_breaks_the_reader(found: list[Any]) -> None:
    selection = select(found, RUN, (3, 6))
    assert set(selection.variables) | set(selection.left_out) == set(ALL)


def test_ten_steps_of_six_fields_have_about_49_megabytes() -> None:
    assert 48_000_000 < size_of(60) < 49_000_000
