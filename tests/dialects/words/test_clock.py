"""Local time."""

from datetime import datetime, timedelta, timezone, tzinfo

from hypothesis import given
from hypothesis import strategies as st

from besedka.dialects.words.clock import LocalClock

AT = 1_795_391_822_123
MOSCOW = LocalClock(timezone(timedelta(hours=3)))


class Broken(tzinfo):
    """A zone that the system cannot tell."""

    def utcoffset(self, dt: datetime | None) -> timedelta:
        raise OverflowError

    def dst(self, dt: datetime | None) -> timedelta:
        raise OverflowError

    def tzname(self, dt: datetime | None) -> str:
        raise OverflowError


def test_the_time_of_day_is_the_zones() -> None:
    assert MOSCOW.time_of_day(AT) == "02:57:02"
    assert LocalClock(timezone.utc).time_of_day(AT) == "23:57:02"


def test_the_next_second_is_another_time() -> None:
    assert [MOSCOW.time_of_day(AT + step) for step in (0, 800, 900)] == ["02:57:02", "02:57:02", "02:57:03"]


def test_the_date_is_the_zones() -> None:
    assert MOSCOW.date(AT) == "2026-11-23"


def test_the_offset_is_told() -> None:
    assert MOSCOW.offset(AT) == "UTC+03:00"
    assert LocalClock(timezone(-timedelta(hours=3, minutes=30))).offset(AT) == "UTC-03:30"
    assert LocalClock(timezone.utc).offset(AT) == "UTC+00:00"


def test_a_zone_that_cannot_be_told_is_shown_as_utc() -> None:
    assert LocalClock(Broken()).time_of_day(AT) == "23:57:02"


@given(st.integers())
def test_no_moment_is_too_far(at: int) -> None:
    for clock in (MOSCOW, LocalClock()):
        assert len(clock.time_of_day(at)) == 8
        assert clock.date(at).count("-") == 2
        assert clock.offset(at).startswith("UTC")
