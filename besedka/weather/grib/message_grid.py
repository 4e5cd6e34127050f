"""Which grid a GRIB message has, and in which order its values come. Nothing is assumed: the message is asked."""

from typing import Any

import eccodes
import numpy as np
from numpy.typing import NDArray

from besedka.records import record
from besedka.weather.data.failures import CorruptDataError
from besedka.weather.grib.grid import Axis, Grid
from besedka.weather.grib.header import LARGEST_FIELD

__all__ = ["Scan", "read_scan"]

_ROUNDING = 0.0011
"""Degrees. GRIB1 counts in thousandths of a degree, GRIB2 in millionths."""


@record
class Scan:
    """A grid, and how its values follow one another in a message (code table 3.4)."""

    grid: Grid
    columns_first: bool
    """Whether points that are adjacent in the message are adjacent in latitude."""

    alternating: bool
    """Whether every other line goes against the first one."""

    def unfold(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values in the order of `Grid`."""
        rows, columns = self.grid.latitudes.count, self.grid.longitudes.count
        lines = values.reshape((columns, rows) if self.columns_first else (rows, columns))
        if self.alternating:
            lines = lines.copy()
            lines[1::2] = lines[1::2, ::-1]
        return lines.T if self.columns_first else lines


def read_scan(handle: Any) -> Scan:
    """What the message says of its grid; raises CorruptDataError where that is no regular one or contradicts itself."""
    kind = eccodes.codes_get_string(handle, "gridType")
    if kind != "regular_ll":
        raise CorruptDataError(f"its grid is {kind}, and only regular_ll can be read")
    if any(_flag(handle, f"scanningMode{bit}") for bit in (5, 6, 7, 8)):
        raise CorruptDataError("its rows are shifted against one another, which cannot be read")
    columns, rows = _count(handle, "Ni"), _count(handle, "Nj")
    claimed = eccodes.codes_get_long(handle, "numberOfDataPoints")
    if not columns * rows == claimed <= LARGEST_FIELD:
        raise CorruptDataError(f"it claims {claimed} points on a grid of {columns} by {rows}")
    grid = Grid(_latitudes(handle, rows), _longitudes(handle, columns))
    return Scan(grid, _flag(handle, "jPointsAreConsecutive"), _flag(handle, "alternativeRowScanning"))


def _latitudes(handle: Any, count: int) -> Axis:
    axis = Axis(
        _degrees(handle, "latitudeOfFirstGridPoint"), _degrees(handle, "latitudeOfLastGridPoint"), count
    )
    if max(abs(axis.first), abs(axis.last)) > 90 or (axis.first < axis.last) != _flag(
        handle, "jScansPositively"
    ):
        raise CorruptDataError(
            f"its latitudes go from {axis.first} to {axis.last}, against its scanning mode"
        )
    return _checked(handle, axis, "jDirectionIncrement")


def _longitudes(handle: Any, count: int) -> Axis:
    """As ecCodes counts them: from where the message begins, but not far beyond 360."""
    first, last = _degrees(handle, "longitudeOfFirstGridPoint"), _degrees(handle, "longitudeOfLastGridPoint")
    if not (-360 <= first <= 360 and -360 <= last <= 360):
        raise CorruptDataError(f"its longitudes go from {first} to {last}")
    if _flag(handle, "iScansNegatively"):
        axis = Axis(first, last if last < first else last - 360, count)
    else:
        axis = Axis(first, last if last > first else last + 360, count)
        if axis.first + (count - 2) * axis.step > 360:
            axis = Axis(axis.first - 360, axis.last - 360, count)
    if abs(axis.last - axis.first) > 360:
        raise CorruptDataError(f"its longitudes go from {first} to {last}")
    return _checked(handle, axis, "iDirectionIncrement")


def _checked(handle: Any, axis: Axis, increment: str) -> Axis:
    if eccodes.codes_is_missing(handle, increment):
        return axis
    claimed = _degrees(handle, increment)
    if axis.first == axis.last or abs(abs(axis.step) - claimed) > _ROUNDING:
        raise CorruptDataError(
            f"{axis.count} coordinates from {axis.first} to {axis.last} are not {claimed} degrees apart"
        )
    return axis


def _count(handle: Any, key: str) -> int:
    count = 0 if eccodes.codes_is_missing(handle, key) else int(eccodes.codes_get_long(handle, key))
    if not 2 <= count <= LARGEST_FIELD:
        raise CorruptDataError(f"its grid has {key} = {count}")
    return count


def _degrees(handle: Any, key: str) -> float:
    return float(eccodes.codes_get_double(handle, f"{key}InDegrees"))


def _flag(handle: Any, key: str) -> bool:
    """A flag of the scanning mode; one that this edition does not have is not set."""
    return bool(eccodes.codes_is_defined(handle, key) and eccodes.codes_get_long(handle, key))
