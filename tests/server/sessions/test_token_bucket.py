import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.server.sessions.token_bucket import TokenBucket


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_free() -> None:
    bucket = TokenBucket(10, 20, Clock())
    assert [bucket.spend(1) for _ in range(20)] == [0.0] * 20


def test_behind_the_burst_one_waits_for_what_one_spent() -> None:
    bucket = TokenBucket(10, 20, Clock())
    bucket.spend(20)
    assert bucket.spend(1) == pytest.approx(0.1)
    assert bucket.spend(5) == pytest.approx(0.6)


def test_it_fills_with_the_time_and_never_over_the_burst() -> None:
    clock = Clock()
    bucket = TokenBucket(10, 20, clock)
    bucket.spend(20)
    clock.now += 1000
    assert bucket.spend(20) == 0
    assert bucket.spend(1) > 0


def test_a_rate_of_zero_sets_no_limit() -> None:
    bucket = TokenBucket(0, 0, Clock())
    assert bucket.spend(1_000_000) == 0


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 5)), min_size=1))
def test_who_waits_as_told_never_passes_rate_and_burst(steps: list[tuple[float, float]]) -> None:
    clock = Clock()
    bucket = TokenBucket(10, 20, clock)
    spent = 0.0
    for idle, cost in steps:
        clock.now += idle
        spent += cost
        clock.now += bucket.spend(cost)
        assert spent <= 20 + 10 * (clock.now - 50) + 1e-6
