"""Which numbers of a GRIB message mean which variable.

GRIB2: WMO 306 volume I.2, code tables 4.2 and 4.5, and NCEP's local numbers from 192 on. GRIB1: ECMWF's tables 128 and
210. Units are those of `Variable`, or become so by a factor.
"""

from collections.abc import Mapping

from besedka.weather.data.variables import Variable

__all__ = ["BOUNDS", "from_grib1", "from_grib2"]

_GROUND, _MEAN_SEA, _ABOVE_GROUND = 1, 101, 103
_WHOLE_ATMOSPHERE = (10, 200)
_NO_SURFACE, _TOP_OF_ATMOSPHERE = 255, 8

_GRIB2: Mapping[tuple[int, int, int, float], Variable] = {
    (0, 0, _ABOVE_GROUND, 2): Variable.TEMPERATURE,
    (0, 6, _ABOVE_GROUND, 2): Variable.DEW_POINT,
    (1, 1, _ABOVE_GROUND, 2): Variable.HUMIDITY,
    (2, 2, _ABOVE_GROUND, 10): Variable.WIND_EAST,
    (2, 3, _ABOVE_GROUND, 10): Variable.WIND_NORTH,
    (2, 22, _GROUND, 0): Variable.GUST,
    (19, 0, _GROUND, 0): Variable.VISIBILITY,
    (3, 0, _MEAN_SEA, 0): Variable.PRESSURE,
    (3, 1, _MEAN_SEA, 0): Variable.PRESSURE,
    (6, 1, _GROUND, 0): Variable.CLOUD,
    (1, 7, _GROUND, 0): Variable.PRECIPITATION_RATE,
    (1, 192, _GROUND, 0): Variable.IS_RAIN,
    (1, 193, _GROUND, 0): Variable.IS_FREEZING_RAIN,
    (1, 195, _GROUND, 0): Variable.IS_SNOW,
    (3, 5, _GROUND, 0): Variable.HEIGHT,
    (20, 102, _GROUND, 0): Variable.AEROSOL_DEPTH,
}
"""By category and number of the parameter, type and value of the level; discipline 0 (meteorology).

What belongs to the whole atmosphere is listed with the ground, from which the atmosphere reaches up.
"""

_GRIB1: Mapping[tuple[int, int], tuple[Variable, float]] = {
    (128, 167): (Variable.TEMPERATURE, 1),
    (128, 168): (Variable.DEW_POINT, 1),
    (128, 165): (Variable.WIND_EAST, 1),
    (128, 166): (Variable.WIND_NORTH, 1),
    (128, 151): (Variable.PRESSURE, 1),
    (128, 164): (Variable.CLOUD, 100),
    (210, 207): (Variable.AEROSOL_DEPTH, 1),
}
"""By table and number of the parameter, with the factor to our unit (cloud is a fraction there)."""

_COLUMNS = {Variable.CLOUD, Variable.AEROSOL_DEPTH}

BOUNDS: Mapping[Variable, tuple[float, float]] = {
    Variable.TEMPERATURE: (150, 350),
    Variable.DEW_POINT: (100, 350),
    Variable.HUMIDITY: (-5, 200),
    Variable.WIND_EAST: (-200, 200),
    Variable.WIND_NORTH: (-200, 200),
    Variable.GUST: (-5, 250),
    Variable.VISIBILITY: (-100, 200_000),
    Variable.PRESSURE: (80_000, 115_000),
    Variable.CLOUD: (-5, 105),
    Variable.PRECIPITATION_RATE: (-0.01, 1),
    Variable.IS_RAIN: (-0.01, 1.01),
    Variable.IS_SNOW: (-0.01, 1.01),
    Variable.IS_FREEZING_RAIN: (-0.01, 1.01),
    Variable.HEIGHT: (-1_000, 10_000),
    Variable.AEROSOL_DEPTH: (-0.1, 50),
}
"""What may occur on Earth, with room for rounding. GRIB has no checksum; a value beyond these is damage."""


def from_grib1(table: int, number: int) -> tuple[Variable, float] | None:
    """The variable, and the factor that makes its unit ours; None where it is none of ours."""
    return _GRIB1.get((table, number))


def from_grib2(category: int, number: int, level: tuple[int, float], upper: int) -> Variable | None:
    """The variable of discipline 0 on this level (type and value); `upper` is the type of the second surface."""
    kind, value = level
    through = kind in _WHOLE_ATMOSPHERE or (kind, upper) == (_GROUND, _TOP_OF_ATMOSPHERE)
    if through:
        kind, value = _GROUND, 0
    elif upper != _NO_SURFACE:
        return None
    found = _GRIB2.get((category, number, kind, value))
    return found if found is None or through == (found in _COLUMNS) else None
