"""GRIB messages that the tests of decoding share: made by ecCodes, and what it says of them itself."""

from collections.abc import Mapping
from datetime import datetime, timezone
from io import BytesIO

import eccodes
import numpy as np
from numpy.typing import NDArray

from besedka.weather.data.conditions import Batch, Run
from besedka.weather.grib.messages import cut
from tools.weather.samples import GRIDS, Grid

__all__ = ["BATCH", "COARSE", "RUN", "VARIANTS", "cut_whole", "numbers", "unpacked"]

RUN = datetime(2026, 11, 29, 6, tzinfo=timezone.utc)
BATCH = Batch(Run("gfs", RUN), "1p00", 7)

COARSE = Grid(5.0, 72, 37)
"""Global, and small."""

VARIANTS: Mapping[str, Grid] = {
    "GFS at 1 degree": GRIDS["1p00"],
    "GFS at 0.25 degrees": GRIDS["0p25"],
    "from 180 degrees": GRIDS["1p00"].but(west=-180.0),
    "rows from the south": GRIDS["1p00"].but(south_first=True),
    "from 180 degrees and the south": GRIDS["1p00"].but(west=-180.0, south_first=True),
    "rows to the west": GRIDS["1p00"].but(westwards=True),
    "Copernicus at 0.4 degrees": GRIDS["0p4"],
}


def cut_whole(data: bytes) -> list[bytes]:
    return list(cut(BytesIO(data)))


def numbers(values: bytes) -> NDArray[np.float32]:
    return np.frombuffer(values, "<f4")


def unpacked(message: bytes) -> NDArray[np.float32]:
    """The values of a message by ecCodes, in its own order, NaN where they are missing."""
    handle = eccodes.codes_new_from_message(message)
    try:
        eccodes.codes_set(handle, "missingValue", 1e36)
        values = np.asarray(eccodes.codes_get_values(handle))
    finally:
        eccodes.codes_release(handle)
    return np.where(values == 1e36, np.nan, values).astype(np.float32)
