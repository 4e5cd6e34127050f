import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.report.figures import Figure, Figures, ratio, spread, written

_NUMBERS = st.floats(min_value=0, max_value=1e12, allow_nan=False)


def test_the_median_is_the_middle_of_the_rounds() -> None:
    figures = Figures()
    for value in (3.0, 1.0, 100.0):
        figures.add("fanout", "small", "besedka", "messages", value)
    assert figures.median("fanout", "small", "besedka", "messages") == 3.0


def test_a_round_that_failed_leaves_its_reason_and_no_value() -> None:
    figures = Figures()
    figures.add("fanout", "small", "ws", "failure", "the server dropped a client")
    (failed,) = figures.find("fanout", "small", "failure")
    assert failed.failures == ["the server dropped a client"]
    assert failed.median is None


def test_what_was_not_measured_has_no_median() -> None:
    assert Figures().median("fanout", "small", "besedka", "messages") is None


def test_a_measure_is_replaced_and_the_others_stay() -> None:
    old, new = Figures(), Figures()
    old.add("fanout", "small", "besedka", "messages", 1.0)
    old.add("idle", "memory", "besedka", "1000", 2.0)
    new.add("fanout", "large", "besedka", "messages", 3.0)
    old.replace("fanout", new)
    assert old.cases("fanout") == ["large"]
    assert old.cases("idle") == ["memory"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), _NUMBERS)))
def test_figures_survive_json(added: list[tuple[str, str, float]]) -> None:
    figures = Figures()
    for case, peer, value in added:
        figures.add("fanout", case, peer, "messages", value)
    again = Figures(Figure(**data) for data in json.loads(json.dumps(figures.as_data())))
    assert again.as_data() == figures.as_data()


def test_a_ratio_needs_both_and_no_zero() -> None:
    assert ratio(6.0, 3.0) == 2.0
    assert ratio(None, 3.0) is None
    assert ratio(6.0, None) is None
    assert ratio(6.0, 0.0) is None


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "s", "–"),
        (0.0, "s", "0.00 µs"),
        (0.000_25, "s", "250 µs"),
        (0.012_34, "s", "12.3 ms"),
        (1.5, "s", "1.50 s"),
        (950.0, "/s", "950 /s"),
        (9_500.0, "/s", "9 500 /s"),
        (15_000.0, "/s", "15.0 k/s"),
        (9_765_853.1, "/s", "9.77 M/s"),
        (700.0, "B", "700 B"),
        (8192.0, "B", "8.00 KiB"),
        (0.0123, "%", "1.23 %"),
        (0.8, "×", "0.80 ×"),
    ],
)
def test_figures_are_written_with_three_digits_that_count(value: float | None, unit: str, text: str) -> None:
    assert written(value, unit) == text


@given(_NUMBERS, st.sampled_from(["/s", "s", "B", "%", "×"]))
def test_every_figure_can_be_written(value: float, unit: str) -> None:
    assert written(value, unit)


def test_the_spread_is_the_least_and_the_greatest_value() -> None:
    assert spread([3.0, 1.0, 2.0], "s") == "1.00 s … 3.00 s"
    assert spread([], "s") == "–"
