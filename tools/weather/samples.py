"""GRIB messages of global fields, made by ecCodes from its built-in samples: what the sources deliver, at no cost.

`make` gives messages as GFS encodes them (GRIB2, WMO 306 volume I.2), `make_cams` as Copernicus does (GRIB1). The
values are a function of latitude and longitude, so that a test knows what every point must say.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import eccodes
import numpy as np

from besedka.records import record
from besedka.weather.data.variables import Variable
from tools.weather.plausible import PLAUSIBLE, Array, Field

__all__ = ["GRIDS", "Grid", "Packing", "join", "make", "make_cams", "points"]

Packing = Literal[
    "grid_simple",
    "grid_complex",
    "grid_complex_spatial_differencing",
    "grid_jpeg",
    "grid_png",
    "grid_ccsds",
]
"""Data representation templates 5.0, 5.2, 5.3, 5.40, 5.41 and 5.42; NOAA's mirrors publish 5.3."""


@record
class Grid:
    """A regular grid of latitudes and longitudes. As it stands it is global, from 90 down, from 0 eastwards."""

    increment: float
    """In degrees, in both directions."""

    ni: int
    nj: int
    north: float = 90.0
    """The northernmost latitude."""

    west: float = 0.0
    """The first longitude."""

    south_first: bool = False
    """Whether rows go from the south to the north."""

    westwards: bool = False
    """Whether the points of a row go from the east to the west."""

    alternating: bool = False
    """Whether every other row goes against the first one."""

    columns_first: bool = False
    """Whether points that are adjacent in the message are adjacent from north to south."""

    def but(self, **changes: object) -> "Grid":
        """A grid that differs in these fields."""
        return replace(self, **changes)  # type: ignore[arg-type]


GRIDS: Mapping[str, Grid] = {
    "0p25": Grid(0.25, 1440, 721),
    "0p50": Grid(0.5, 720, 361),
    "1p00": Grid(1.0, 360, 181),
    "0p4": Grid(0.4, 900, 451),
}
"""By their names at the sources; `0p4` is that of Copernicus."""

_TWO_METRES = (103, 2)
_TEN_METRES = (103, 10)
_GROUND = (1, 0)

_GFS: Mapping[Variable, tuple[tuple[int, int], tuple[int, int]]] = {
    Variable.TEMPERATURE: ((0, 0), _TWO_METRES),
    Variable.DEW_POINT: ((0, 6), _TWO_METRES),
    Variable.HUMIDITY: ((1, 1), _TWO_METRES),
    Variable.WIND_EAST: ((2, 2), _TEN_METRES),
    Variable.WIND_NORTH: ((2, 3), _TEN_METRES),
    Variable.GUST: ((2, 22), _GROUND),
    Variable.VISIBILITY: ((19, 0), _GROUND),
    Variable.PRESSURE: ((3, 1), (101, 0)),
    Variable.CLOUD: ((6, 1), (10, 0)),
    Variable.PRECIPITATION_RATE: ((1, 7), _GROUND),
    Variable.IS_RAIN: ((1, 192), _GROUND),
    Variable.IS_FREEZING_RAIN: ((1, 193), _GROUND),
    Variable.IS_SNOW: ((1, 195), _GROUND),
    Variable.HEIGHT: ((3, 5), _GROUND),
    Variable.AEROSOL_DEPTH: ((20, 102), (10, 0)),
}
"""Category and number of the parameter (discipline 0), type and value of its level. Numbers from 192 are NCEP's own."""

_OPTICAL: Mapping[str, int] = {
    "productDefinitionTemplateNumber": 48,
    "aerosolType": 62_000,
    "typeOfSizeInterval": 255,
    "typeOfWavelengthInterval": 10,
    "scaleFactorOfFirstWavelength": 9,
    "scaledValueOfFirstWavelength": 545,
    "scaleFactorOfSecondWavelength": 9,
    "scaledValueOfSecondWavelength": 565,
}
"""Template 4.48: all aerosol, between 545 and 565 nm."""

_CAMS: Mapping[Variable, tuple[int, int]] = {
    Variable.TEMPERATURE: (128, 167),
    Variable.DEW_POINT: (128, 168),
    Variable.WIND_EAST: (128, 165),
    Variable.WIND_NORTH: (128, 166),
    Variable.PRESSURE: (128, 151),
    Variable.CLOUD: (128, 164),
    Variable.AEROSOL_DEPTH: (210, 207),
}
"""Table and number of the parameter, as ECMWF numbers them. Its cloud is a fraction of 1."""


def points(grid: Grid) -> tuple[Array, Array]:
    """Latitudes and longitudes of a grid's points, in the order of its message."""
    latitudes = grid.north - grid.increment * np.arange(grid.nj)
    longitudes = grid.west + grid.increment * np.arange(grid.ni)
    if grid.south_first:
        latitudes = latitudes[::-1]
    if grid.westwards:
        longitudes = longitudes[::-1]
    north, east = np.meshgrid(latitudes, longitudes, indexing="ij")
    if grid.columns_first:
        north, east = north.T, east.T
    if grid.alternating:
        north, east = north.copy(), east.copy()
        north[1::2], east[1::2] = north[1::2, ::-1], east[1::2, ::-1]
    return north.ravel(), east.ravel()


def make(
    variable: Variable,
    run: datetime,
    step: int,
    grid: str | Grid = "1p00",
    field: Field | None = None,
    packing: Packing = "grid_complex_spatial_differencing",
    *,
    bits: int = 12,
    averaged: bool = False,
    changes: Mapping[str, Any] | None = None,
) -> bytes:
    """One GRIB2 message as GFS encodes it.

    `run` is in UTC, `step` in hours. `field` is `PLAUSIBLE` where none is given; `averaged` makes a mean over the six
    hours before (template 4.8), as GFS has of some fields beside the instant. `changes` by ecCodes' names are set last.
    """
    (category, number), (level, height) = _GFS[variable]
    keys: dict[str, Any] = {"centre": "kwbc", "tablesVersion": 2, "localTablesVersion": 1}
    keys |= _hour(run) | {"significanceOfReferenceTime": 1, "typeOfProcessedData": 1, "shapeOfTheEarth": 6}
    keys |= {"productDefinitionTemplateNumber": 8} if averaged else {}
    keys |= _OPTICAL if variable is Variable.AEROSOL_DEPTH else {}
    keys |= {"discipline": 0, "parameterCategory": category, "parameterNumber": number}
    keys |= {"typeOfGeneratingProcess": 2, "generatingProcessIdentifier": 96}
    keys |= {"typeOfFirstFixedSurface": level, "scaleFactorOfFirstFixedSurface": 0}
    keys |= {"scaledValueOfFirstFixedSurface": height, "indicatorOfUnitForForecastTime": 1}
    keys |= {"typeOfStatisticalProcessing": 0} if averaged else {}
    keys |= {"stepRange": f"{max(step - 6, 0)}-{step}"} if averaged else {"forecastTime": step}
    return _encode("regular_ll_sfc_grib2", keys, grid, field or PLAUSIBLE[variable], packing, bits, changes)


def make_cams(
    variable: Variable,
    run: datetime,
    step: int,
    grid: str | Grid = "0p4",
    field: Field | None = None,
    *,
    changes: Mapping[str, Any] | None = None,
) -> bytes:
    """One GRIB1 message as Copernicus encodes it. `field` is in its units: cloud is a fraction of 1."""
    table, number = _CAMS[variable]
    keys = {"table2Version": table, "indicatorOfParameter": number, "level": 0, **_hour(run), "step": step}
    scale = 0.01 if variable is Variable.CLOUD else 1

    def plausible(latitude: Array, longitude: Array) -> Array:
        return PLAUSIBLE[variable](latitude, longitude) * scale

    return _encode("regular_ll_sfc_grib1", keys, grid, field or plausible, "grid_simple", 16, changes)


def join(messages: Sequence[bytes]) -> bytes:
    """One GRIB2 message that has these as sub-messages: of one run and grid, as NCEP keeps U and V together."""
    multi = eccodes.codes_grib_multi_new()
    for index, message in enumerate(messages):
        handle = eccodes.codes_new_from_message(message)
        eccodes.codes_grib_multi_append(handle, 4 if index else 0, multi)
        eccodes.codes_release(handle)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "joined.grib2"
        with path.open("wb") as file:
            eccodes.codes_grib_multi_write(multi, file)
        eccodes.codes_grib_multi_release(multi)
        return path.read_bytes()


def _hour(run: datetime) -> dict[str, int]:
    return {"dataDate": int(f"{run:%Y%m%d}"), "dataTime": int(f"{run:%H%M}")}


def _shape(grid: Grid) -> dict[str, Any]:
    south, east = grid.north - grid.increment * (grid.nj - 1), grid.west + grid.increment * (grid.ni - 1)
    first, last = (south, grid.north) if grid.south_first else (grid.north, south)
    left, right = (east, grid.west) if grid.westwards else (grid.west, east)
    alternating = {"alternativeRowScanning": 1} if grid.alternating else {}  # GRIB1 has none
    return {
        **alternating,
        "Ni": grid.ni,
        "Nj": grid.nj,
        "iScansNegatively": int(grid.westwards),
        "jScansPositively": int(grid.south_first),
        "jPointsAreConsecutive": int(grid.columns_first),
        "latitudeOfFirstGridPointInDegrees": first,
        "longitudeOfFirstGridPointInDegrees": left,
        "latitudeOfLastGridPointInDegrees": last,
        "longitudeOfLastGridPointInDegrees": right,
        "iDirectionIncrementInDegrees": grid.increment,
        "jDirectionIncrementInDegrees": grid.increment,
    }


def _encode(
    sample: str,
    keys: Mapping[str, Any],
    grid: str | Grid,
    field: Field,
    packing: Packing,
    bits: int,
    changes: Mapping[str, Any] | None,
) -> bytes:
    shape = GRIDS[grid] if isinstance(grid, str) else grid
    values = field(*points(shape))
    handle = eccodes.codes_grib_new_from_samples(sample)
    try:
        for key, value in {**keys, **_shape(shape)}.items():
            eccodes.codes_set(handle, key, value)
        eccodes.codes_set(
            handle, "bitsPerValue", bits
        )  # else complex packing makes a constant of it, silently
        eccodes.codes_set(handle, "packingType", packing)
        if np.isnan(values).any():
            eccodes.codes_set(handle, "missingValue", 1e30)
            eccodes.codes_set(handle, "bitmapPresent", 1)
        eccodes.codes_set_values(handle, np.nan_to_num(values, nan=1e30))
        for key, value in (changes or {}).items():
            eccodes.codes_set(handle, key, value)
        return bytes(eccodes.codes_get_message(handle))
    finally:
        eccodes.codes_release(handle)
