"""GRIB messages that the tests of decoding share: made by ecCodes, and what it says of them itself."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import eccodes
import numpy as np
from numpy.typing import NDArray

from besedka.weather.data.conditions import Batch, Point, Run
from besedka.weather.data.variables import Variable
from besedka.weather.grib.decoder import Decoder
from besedka.weather.grib.decoding import decode
from besedka.weather.grib.header import Field
from besedka.weather.grib.messages import cut
from besedka.weather.grib.store import FieldStore
from tools.weather.samples import GRIDS, Grid, make

__all__ = [
    "BATCH",
    "COARSE",
    "PLENTY",
    "RUN",
    "SUZDAL",
    "VARIANTS",
    "WEATHER",
    "cut_whole",
    "files",
    "numbers",
    "parts",
    "store_in",
    "unpacked",
    "weather",
]

RUN = datetime(2026, 11, 29, 6, tzinfo=timezone.utc)
BATCH = Batch(Run("gfs", RUN), "5deg", 7)
"""What `weather` is of."""

SUZDAL = Point(56.42, 40.45)
PLENTY = 100_000_000
WEATHER = [Variable.TEMPERATURE, Variable.VISIBILITY, Variable.WIND_EAST]

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


def weather(
    variables: Iterable[Variable] = WEATHER, step: int = 7, earlier: timedelta = timedelta()
) -> bytes:
    """Fields of one batch, one message behind the other; about 11 KB each when they are kept."""
    return b"".join(make(each, RUN - earlier, step, COARSE) for each in variables)


class DecoderHere(Decoder):
    """Decodes in this process, since starting another one takes most of a test's time."""

    async def decode(self, message: bytes) -> Field | None:
        return decode(message)


def store_in(folder: Path, limit: int = PLENTY, clock: Callable[[], float] = time.time) -> FieldStore:
    """A store that decodes in this process."""
    return FieldStore(folder, limit, decoder=DecoderHere(), clock=clock)


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def parts(folder: Path) -> list[str]:
    """Names of what has not become a field."""
    return [path.name for path in files(folder) if path.suffix != ".field"]


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
