"""Coordinates as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.data.conditions import Point
from besedka.weather.places.coordinates import OutOfRangeError, as_text, read

MOSCOW = Point(55.75, 37.62)
SYDNEY = Point(-33.87, 151.21)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("55.75 37.62", MOSCOW),
        ("55.75, 37.62", MOSCOW),
        ("55.75,37.62", MOSCOW),
        ("55.75;37.62", MOSCOW),
        ("55,75 37,62", MOSCOW),
        ("55,75, 37,62", MOSCOW),
        ("55,75; 37,62", MOSCOW),
        (" +55.75   +37.62\t", MOSCOW),
        ("55.75° 37.62°", MOSCOW),
        ("55.75N 37.62E", MOSCOW),
        ("55.75° n, 37.62° e", MOSCOW),
        ("N 55.75 E 37.62", MOSCOW),
        ("N55.75 E37.62", MOSCOW),
        ("37.62E 55.75N", MOSCOW),
        ("55,75° с. ш. 37,62° в. д.", MOSCOW),
        ("55,75 с.ш., 37,62 в.д.", MOSCOW),
        ("55,75 С 37,62 В", MOSCOW),
        ("５５.７５ ３７.６２", MOSCOW),
        ("-33.87 151.21", SYDNEY),
        ("−33,87 151,21", SYDNEY),
        ("33.87S 151.21E", SYDNEY),
        ("33,87 ю. ш. 151,21 в. д.", SYDNEY),
        ("10 з. д. 20 ю. ш.", Point(-20, -10)),
        ("0 0", Point(0, 0)),
        ("55 37", Point(55, 37)),
        ("90 180", Point(90, 180)),
        ("-90 -180", Point(-90, -180)),
        ("55.123456 37.1", Point(55.1235, 37.1)),
    ],
)
def test_a_pair_of_numbers_is_a_point(text: str, point: Point) -> None:
    assert read(text) == point


@pytest.mark.parametrize(
    "text",
    [
        "", "55.75", "Paris", "55.75 Paris", "1 2 3", "55.75 37.62 x", "1e1 2e2", "nan nan", "١٢ ٣",
        "55.75N 37.62", "55.75N 37.62N", "55.75E 37.62W", "-55.75S 37.62E", "N 55.75 N 37.62 E", "1234567890 1",
        "5.5.5 3", "55-37", "--5 5",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text", ["90.01 0", "0 180.00001", "-91 0", "37 -200", "200W 5N", "999999999 0", "0 360"]
)
def test_a_point_off_the_globe_is_an_error(text: str) -> None:
    with pytest.raises(OutOfRangeError):
        read(text)


def test_there_is_no_negative_zero() -> None:
    assert as_text(read("-0 -0.00001") or MOSCOW) == "0, 0"


def test_a_negative_number_is_written_with_a_minus_sign() -> None:
    assert as_text(Point(-33.87, -70.6)) == "−33.87, −70.6"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_written_is_read_as_the_same_point(latitude: float, longitude: float) -> None:
    text = as_text(Point(latitude, longitude))
    point = read(text)
    assert point is not None
    assert abs(point.latitude - latitude) <= 0.00005000001
    assert abs(point.longitude - longitude) <= 0.00005000001
    assert read(as_text(point)) == point
