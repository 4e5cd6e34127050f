"""RFC 3339."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.dialects.words.timestamps import parse_time, write_time

FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999


def test_a_time_is_utc_with_milliseconds() -> None:
    assert write_time(1_795_391_822_123) == "2026-11-22T23:57:02.123Z"


@given(st.integers(FIRST, LAST))
def test_what_is_written_is_read_back(at: int) -> None:
    assert parse_time(write_time(at)) == at
    assert len(write_time(at)) == 24


@given(st.integers())
def test_any_number_is_written(at: int) -> None:
    assert FIRST <= parse_time(write_time(at)) <= LAST


@pytest.mark.parametrize(
    ("at", "shown"), [(FIRST - 1, "0001-01-01T00:00:00.000Z"), (LAST + 10**20, "9999-12-31T23:59:59.999Z")]
)
def test_what_no_calendar_has_becomes_the_nearest(at: int, shown: str) -> None:
    assert write_time(at) == shown


def test_any_fraction_is_read_and_a_leap_second_is_the_end_of_the_one_before() -> None:
    assert parse_time("2026-11-22t23:57:02.1239999999z") == parse_time("2026-11-22T23:57:02.123Z")
    assert parse_time("2026-11-22 23:57:02Z") == parse_time("2026-11-22T23:57:02.000Z")
    assert parse_time("2016-12-31T23:59:60Z") == parse_time("2016-12-31T23:59:59.999Z")


def test_other_offsets_are_read() -> None:
    assert parse_time("2026-11-23T02:57:02.123+03:00") == parse_time("2026-11-22T23:57:02.123Z")


@pytest.mark.parametrize(
    "text", ["", "Z", "now", "2026-11-22T23:57:02", "2026-13-01T00:00:00Z", "2026-11-22T23:57:02+24:00"]
)
def test_everything_else_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's own
        parse_time(text)
