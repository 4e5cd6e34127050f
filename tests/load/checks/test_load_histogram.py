from hypothesis import given
from hypothesis import strategies as st

from besedka.load.checks.histogram import LIMIT, Histogram

times = st.lists(st.integers(0, LIMIT) | st.integers(0, 5000), min_size=1, max_size=60)


def filled(values: list[int]) -> Histogram:
    histogram = Histogram()
    for value in values:
        histogram.record(value)
    return histogram


@given(times, st.sampled_from([1, 50, 90, 99, 99.9, 100]))
def test_a_percentile_is_never_below_the_true_one_and_at_most_one_percent_above(
    values: list[int], percent: float
) -> None:
    found = filled(values).percentile(percent)
    rank = max(1, -(-len(values) * percent // 100))
    true = sorted(values)[int(rank) - 1]
    assert found is not None
    assert true <= found <= true * 1.01


@given(times, times)
def test_merging_is_the_same_as_counting_everything_in_one(one: list[int], two: list[int]) -> None:
    merged = filled(one)
    merged.merge(filled(two))
    assert merged.as_json() == filled(one + two).as_json()
    assert merged.rows() == filled(one + two).rows()


@given(times)
def test_json_carries_a_histogram(values: list[int]) -> None:
    histogram = filled(values)
    assert Histogram.from_json(histogram.as_json()).as_json() == histogram.as_json()


@given(st.lists(st.integers(0, 10**9), max_size=20), st.integers(10**9, 10**10))
def test_many_ages_at_once_are_the_same_as_one_by_one(moments: list[int], now: int) -> None:
    histogram = Histogram()
    histogram.record_ages(moments, now)
    assert histogram.as_json() == filled([now - moment for moment in moments]).as_json()


def test_what_is_out_of_bounds_counts_at_the_bound() -> None:
    histogram = Histogram()
    histogram.record_ages((0, LIMIT + 100), LIMIT + 50)
    assert (histogram.percentile(1), histogram.worst, histogram.total) == (0, LIMIT, 2)


def test_nothing_has_no_percentile() -> None:
    empty = Histogram()
    empty.merge(Histogram())
    assert (empty.percentile(99), empty.total, empty.rows()) == (None, 0, [])


def test_beyond_a_hundred_percent_there_is_the_worst() -> None:
    assert filled([3, 900]).percentile(200) == 900
