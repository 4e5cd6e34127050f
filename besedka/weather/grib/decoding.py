"""One GRIB message into one field, by ecCodes. Runs in the decoder's own process: a corrupt message may end it."""

from datetime import datetime, timedelta, timezone
from typing import Any

import eccodes
import numpy as np
from numpy.typing import NDArray

from besedka.weather.data.failures import CorruptDataError
from besedka.weather.data.variables import Variable
from besedka.weather.grib.header import Field, Header
from besedka.weather.grib.message_grid import Scan, read_scan
from besedka.weather.grib.messages import bitmap, packed_values, padded
from besedka.weather.grib.packing import check_bitmap, check_packing, is_read_to_any_end
from besedka.weather.grib.parameters import BOUNDS, from_grib1, from_grib2

__all__ = ["decode"]

_MISSING = 1e36
"""What ecCodes puts where the bitmap says that there is no value. Its default, 9999, is a usual visibility in m."""

_OTHER_END = b"\xa5" * 64
"""What `_check_end` puts behind packed values; ecCodes itself fills up with zeros."""

_LONGEST_STEP = 24 * 40
_HOURS = {1: 1, 2: 24, 10: 3, 11: 6, 12: 12}
"""Hours in a unit of time, code table 4.4."""

_INSTANT, _OPTICAL = 0, (44, 45, 46, 47, 48)
"""Product templates 4.x. Others are means, extremes, sums, or members of an ensemble."""

_GRIB1_INSTANTS = (0, 1, 10)
_START_OF_RUN = (0, 1)


def decode(message: bytes) -> Field | None:
    """The field of a message; None where its variable is none of ours.

    Raises CorruptDataError for everything that cannot be read, is no regular grid, or cannot be so on Earth. No memory
    for values is taken before their number is known to be sane.
    """
    try:
        handle = eccodes.codes_new_from_message(message)
        if handle is None:
            raise CorruptDataError("ecCodes finds no message")
        try:
            return _decode(handle, message)
        finally:
            eccodes.codes_release(handle)
    except (eccodes.CodesInternalError, ValueError, OverflowError, TypeError, MemoryError) as error:
        raise CorruptDataError(f"ecCodes cannot read it: {type(error).__name__} {error}") from error


def _decode(handle: Any, message: bytes) -> Field | None:
    found = _identify(handle)
    if found is None:
        return None
    variable, factor = found
    scan = read_scan(handle)
    if _number(handle, "edition") == 2:
        check_bitmap(handle, *bitmap(message))
        check_packing(handle, packed_values(message))
        if is_read_to_any_end(handle):
            _check_end(handle, message)
    header = Header(variable, _run(handle), _step(handle), scan.grid)
    return Field(header, _values(handle, variable, factor, scan))


def _identify(handle: Any) -> tuple[Variable, float] | None:
    if _number(handle, "edition") == 1:
        table, number = _number(handle, "table2Version"), _number(handle, "indicatorOfParameter")
        instant = _number(handle, "timeRangeIndicator") in _GRIB1_INSTANTS
        return from_grib1(table, number) if instant else None
    template = _number(handle, "productDefinitionTemplateNumber")
    if _number(handle, "discipline") != 0 or template not in (_INSTANT, *_OPTICAL):
        return None
    upper = _number(handle, "typeOfSecondFixedSurface")
    category, number = _number(handle, "parameterCategory"), _number(handle, "parameterNumber")
    variable = from_grib2(category, number, _level(handle), upper)
    if variable is None or (variable is Variable.AEROSOL_DEPTH) != (template in _OPTICAL):
        return None
    if variable is Variable.AEROSOL_DEPTH and not _is_at_550(handle):
        return None
    return variable, 1


def _level(handle: Any) -> tuple[int, float]:
    kind = _number(handle, "typeOfFirstFixedSurface")
    if eccodes.codes_is_missing(handle, "scaledValueOfFirstFixedSurface"):
        return kind, 0.0
    scale = _number(handle, "scaleFactorOfFirstFixedSurface")
    return kind, _number(handle, "scaledValueOfFirstFixedSurface") * 10.0**-scale


def _is_at_550(handle: Any) -> bool:
    """Whether the interval of wavelengths has 550 nm in it."""
    first = _wavelength(handle, "First")
    second = first if eccodes.codes_is_missing(handle, "scaledValueOfSecondWavelength") else None
    return first <= 550.5 and (_wavelength(handle, "Second") if second is None else second) >= 549.5


def _wavelength(handle: Any, which: str) -> float:
    """In nm."""
    value = _number(handle, f"scaledValueOf{which}Wavelength")
    return value * 10.0 ** (9 - _number(handle, f"scaleFactorOf{which}Wavelength"))


def _run(handle: Any) -> datetime:
    if (
        _number(handle, "edition") == 2
        and _number(handle, "significanceOfReferenceTime") not in _START_OF_RUN
    ):
        raise CorruptDataError("its reference time is not the start of a run")
    date, time = _number(handle, "dataDate"), _number(handle, "dataTime")
    start = datetime(
        date // 10_000, date // 100 % 100, date % 100, time // 100, time % 100, tzinfo=timezone.utc
    )
    if start.minute or not 1950 <= start.year <= 2200:
        raise CorruptDataError(f"its run starts at {start.isoformat()}")
    return start


def _step(handle: Any) -> int:
    if _number(handle, "edition") == 1:
        eccodes.codes_set(handle, "stepUnits", 1)
        hours = _number(handle, "endStep")
    else:
        unit = _number(handle, "indicatorOfUnitForForecastTime")
        if unit not in _HOURS:
            raise CorruptDataError(f"its step is in units of code {unit}")
        hours = _number(handle, "forecastTime") * _HOURS[unit]
    if not 0 <= hours <= _LONGEST_STEP:
        raise CorruptDataError(f"its step is {timedelta(hours=hours)}")
    return hours


def _check_end(handle: Any, message: bytes) -> None:
    """Raise CorruptDataError when the values depend on what stands behind them, for then some are cut off."""
    other = eccodes.codes_new_from_message(padded(message, _OTHER_END))
    try:
        if not np.array_equal(eccodes.codes_get_values(handle), eccodes.codes_get_values(other)):
            raise CorruptDataError("its packed values are cut off")
    finally:
        eccodes.codes_release(other)


def _values(handle: Any, variable: Variable, factor: float, scan: Scan) -> bytes:
    count = scan.grid.points
    eccodes.codes_set(handle, "missingValue", _MISSING)
    if (claimed := eccodes.codes_get_size(handle, "values")) != count:
        raise CorruptDataError(f"it has {claimed} values for {count} points")
    values: NDArray[np.float64] = eccodes.codes_get_values(handle)
    if len(values) != count:
        raise CorruptDataError(f"{len(values)} values were unpacked for {count} points")
    missing = values == _MISSING
    values = values * factor
    present = values[~missing]
    low, high = BOUNDS[variable]
    if present.size and not (present.min() >= low and present.max() <= high):
        raise CorruptDataError(
            f"{variable.value} goes from {present.min()} to {present.max()}, which cannot be"
        )
    values[missing] = np.nan
    return bytes(scan.unfold(values).astype("<f4").tobytes())


def _number(handle: Any, key: str) -> int:
    return int(eccodes.codes_get_long(handle, key))
