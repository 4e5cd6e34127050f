import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.gfs.refusals import refusal


def waits(said: str, date: str = "Sun, 01 Mar 2026 16:20:00 GMT") -> float:
    refused = refusal(503, {"retry-after": said, "date": date})
    assert refused is not None
    return refused.retry_after


@pytest.mark.parametrize("status", [200, 206])
def test_an_answer_with_data_is_no_refusal(status: int) -> None:
    assert refusal(status, {}) is None


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (302, "busy"),
        (429, "busy"),
        (503, "status 503"),
        (404, "not-there"),
        (412, "changed"),
        (416, "changed"),
        (403, "status 403"),
        (401, "status 401"),
        (301, "status 301"),
        (304, "status 304"),
        (307, "status 307"),
        (204, "status 204"),
        (500, "status 500"),
        (502, "status 502"),
    ],
)
def test_every_status_has_its_reason(status: int, words: str) -> None:
    assert str(refusal(status, {"location": "https://elsewhere.example/"})) == words


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120), ("0", 0), (" 7 ", 7), ("999999999999", 3600), ("9" * 5000, 3600)]
)
def test_a_server_asks_to_be_left_alone_for_seconds_at_most_an_hour(said: str, seconds: float) -> None:
    assert waits(said) == seconds


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Sun, 01 Mar 2026 16:22:00 GMT", 120),
        ("Sun, 01 Mar 2026 16:19:00 GMT", 0),
        ("Mon, 01 Mar 2027 16:19:00 GMT", 3600),
    ],
)
def test_or_until_a_moment_of_its_own_clock(said: str, seconds: float) -> None:
    assert waits(said) == seconds


@pytest.mark.parametrize(
    "said", ["", "-5", "1.5", "soon", "٣", "Sun, 99 Mar 2026 16:22:00 GMT", "Sun, 01 Mar 2026 16:22:00"]
)
def test_what_says_no_time_says_nothing(said: str) -> None:
    assert waits(said) == 0


def test_a_moment_without_a_clock_says_nothing() -> None:
    assert waits("Sun, 01 Mar 2026 16:22:00 GMT", "") == 0
    assert waits("Sun, 01 Mar 2026 16:22:00 GMT", "now") == 0


@given(st.text(), st.text())
def test_any_words_are_a_time_of_at_most_an_hour(said: str, date: str) -> None:
    assert 0 <= waits(said, date) <= 3600
