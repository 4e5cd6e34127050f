"""The nearest grid point: on every grid, ours is the one that ecCodes finds, of equidistant ones as well."""

import random

import eccodes
import pytest
from grib_fields import RUN, VARIANTS, numbers

from besedka.weather.data.conditions import Point
from besedka.weather.data.variables import Variable
from besedka.weather.grib.decoding import decode
from besedka.weather.grib.grid import Axis, Grid
from tools.weather.plausible import Array
from tools.weather.samples import GRIDS, make, make_cams
from tools.weather.samples import Grid as Shape

CHOSEN = random.Random(13)  # noqa: S311 - no secret
SOMEWHERE = [(CHOSEN.uniform(-90, 90), CHOSEN.uniform(-180, 180)) for _ in range(1000)]
POLES = [(latitude, longitude) for latitude in (90.0, -90.0) for longitude in range(-180, 181, 12)]
NEAR_POLES = [
    (latitude, longitude + 0.3) for latitude in (89.9, 89.6, -89.4) for longitude in range(-180, 180, 9)
]
DATE_LINE = [
    (latitude + 0.1, longitude)
    for latitude in range(-89, 89, 4)
    for longitude in (180.0, -180.0, 179.99, -179.99, 179.5, -179.5, 179.3)
]
GREENWICH = [(10.3, longitude) for longitude in (0.0, -0.0001, 0.0001, -0.5, -0.125, -0.2, 0.5)]
HALFWAY = [
    (latitude + half, longitude + other)
    for latitude in range(-90, 90, 15)
    for longitude in range(-180, 180, 30)
    for half, other in ((0.5, 0.5), (0.5, 0), (0, 0.5), (0.125, 0.125), (0.2, 0.2))
]
EVERYWHERE = SOMEWHERE + POLES + NEAR_POLES + DATE_LINE + GREENWICH + HALFWAY


def everywhere_else(latitude: Array, longitude: Array) -> Array:
    """A temperature that differs from each point to its neighbors, at the poles too."""
    return 200 + (7 * latitude + 13 * longitude) % 97


def temperature(grid: Shape) -> bytes:
    """Packed so that ecCodes need not unpack all of a field for each point."""
    return make(Variable.TEMPERATURE, RUN, 7, grid, everywhere_else, "grid_simple")


def compare(message: bytes, points: list[tuple[float, float]]) -> list[object]:
    """Where ours differs from what ecCodes finds: index or value."""
    handle = eccodes.codes_new_from_message(message)
    try:
        theirs = eccodes.codes_grib_find_nearest_multiple(
            handle, False, *map(list, zip(*points, strict=True))
        )
    finally:
        eccodes.codes_release(handle)
    field = decode(message)
    assert field is not None
    values = numbers(field.values)
    differing: list[object] = []
    for point, found in zip(points, theirs, strict=True):
        index = field.header.grid.nearest(Point(*point))
        if index != found.index or values[index] != values.dtype.type(found.value):
            differing.append((point, index, found))
    return differing


@pytest.mark.parametrize("grid", VARIANTS.values(), ids=VARIANTS)
def test_a_thousand_points_the_poles_and_the_date_line_are_where_ecCodes_finds_them(grid: Shape) -> None:  # noqa: N802
    assert compare(temperature(grid), EVERYWHERE) == []


def test_so_they_are_in_what_copernicus_delivers() -> None:
    assert compare(make_cams(Variable.TEMPERATURE, RUN, 12, field=everywhere_else), EVERYWHERE) == []


@pytest.mark.parametrize(
    ("grid", "bounds"),
    [
        (Shape(0.5, 41, 41, 60.0, 10.0), (40, 60, 10, 30)),
        (Shape(0.5, 41, 41, 60.0, 350.0), (40, 60, -10, 10)),
        (Shape(0.5, 41, 41, 60.0, 170.0), (40, 60, 170, 179.9)),
    ],
)
def test_so_they_are_on_a_part_of_the_globe(grid: Shape, bounds: tuple[float, float, float, float]) -> None:
    south, north, west, east = bounds
    points = [(CHOSEN.uniform(south, north), CHOSEN.uniform(west, east)) for _ in range(1000)]
    assert compare(temperature(grid), points) == []


def test_outside_of_a_part_of_the_globe_nothing_is_the_nearest() -> None:
    field = decode(make(Variable.TEMPERATURE, RUN, 7, Shape(0.5, 41, 41, 60.0, 170.0)))
    assert field is not None
    assert field.header.grid.nearest(Point(50.0, -170.5)) is not None
    for latitude, longitude in ((61.0, 175.0), (39.9, 175.0), (50.0, -169.0), (50.0, 169.0), (50.0, 0.0)):
        assert field.header.grid.nearest(Point(latitude, longitude)) is None


@pytest.mark.parametrize(
    "grid",
    [
        GRIDS["1p00"].but(alternating=True),
        GRIDS["1p00"].but(columns_first=True),
        GRIDS["1p00"].but(columns_first=True, alternating=True, south_first=True),
    ],
    ids=["alternating rows", "columns first", "alternating columns from the south"],
)
def test_an_order_of_values_in_which_the_librarys_search_errs_is_put_right(grid: Shape) -> None:
    plain = decode(make(Variable.TEMPERATURE, RUN, 7, grid.but(alternating=False, columns_first=False)))
    folded = decode(make(Variable.TEMPERATURE, RUN, 7, grid))
    assert plain is not None
    assert folded is not None
    assert folded.header == plain.header
    assert abs(numbers(folded.values) - numbers(plain.values)).max() < 0.02


def test_at_a_pole_the_row_that_is_there_is_taken_and_not_the_next_one() -> None:
    grid = Grid(Axis(90.0, -90.0, 181), Axis(0.0, 359.0, 360))
    assert grid.nearest(Point(90.0, 12.0)) == 12
    assert grid.nearest(Point(-90.0, 12.0)) == 180 * 360 + 12
    assert grid.nearest(Point(89.4, 12.0)) == 360 + 12
