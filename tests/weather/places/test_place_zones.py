"""Time zones of places."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.places.places import Places
from besedka.weather.places.zones import at_sea, timezone_of

NOON = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)


def test_a_zone_is_known_by_its_iana_name() -> None:
    assert NOON.astimezone(timezone_of("Europe/Moscow")).hour == 15


@pytest.mark.parametrize(
    "zone", ["", "Mars/Base", "../etc/passwd", "/etc", "Europe", "\x00", "x" * 9999, "Ж"]
)
def test_an_unknown_zone_is_utc(zone: str) -> None:
    assert timezone_of(zone) is timezone.utc


@given(st.text())
def test_no_name_of_a_zone_raises(zone: str) -> None:
    assert NOON.astimezone(timezone_of(zone)) == NOON


@pytest.mark.parametrize(
    ("longitude", "hours"), [(0, 0), (7.4, 0), (7.6, 1), (37.6, 3), (-160, -11), (180, 12), (-180, -12)]
)
def test_at_sea_the_zone_follows_from_the_longitude(longitude: float, hours: int) -> None:
    assert timezone_of(at_sea(longitude)).utcoffset(NOON) == timedelta(hours=hours)


def test_every_zone_of_the_table_is_known() -> None:
    zones = Places.load()._table.zones()
    assert len(zones) > 300
    assert [zone for zone in zones if timezone_of(zone) is timezone.utc] == []
