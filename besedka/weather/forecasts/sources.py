"""What the forecasts need of the archives, the store, and the clock, so that tests can stand in for them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from besedka.weather.data.conditions import Batch, Model, Point, Run
from besedka.weather.data.failures import SourceFailure
from besedka.weather.data.variables import Values, Variable

__all__ = ["Cams", "Clock", "Delivered", "Gfs", "Store"]

Clock = Callable[[], datetime]
"""Returns the time now, in UTC."""


class Delivered(Protocol):
    """GRIB messages, one after the other, and who delivered them."""

    @property
    def data(self) -> bytes: ...  # noqa: D102 - the class says it
    @property
    def source(self) -> str: ...  # noqa: D102 - the class says it


class Gfs(Protocol):
    """`besedka.weather.gfs.archive.GfsArchive`."""

    async def latest(self, now: datetime, grid: str) -> Batch: ...  # noqa: D102 - as of the archive
    async def fetch(  # noqa: D102
        self, batch: Batch, variables: Collection[Variable], refused: Collection[SourceFailure] = ()
    ) -> Delivered: ...
    async def aclose(self) -> None: ...  # noqa: D102


class Cams(Protocol):
    """`besedka.weather.copernicus.archive.CamsArchive`."""

    async def fetch(self, run: Run, steps: Sequence[int], folder: Path) -> Path: ...  # noqa: D102
    async def aclose(self) -> None: ...  # noqa: D102


class Store(Protocol):
    """`besedka.weather.grib.store.FieldStore`."""

    async def put(  # noqa: D102
        self, data: bytes | Path, model: Model, grid: str, expected: Batch | None = None, *, source: str = ""
    ) -> tuple[Batch, ...]: ...
    def missing(self, batch: Batch, variables: Collection[Variable]) -> frozenset[Variable]: ...  # noqa: D102
    def values(self, batch: Batch, point: Point) -> Values: ...  # noqa: D102
    def batches(self, model: Model) -> tuple[Batch, ...]: ...  # noqa: D102
    def source_of(self, batch: Batch) -> str: ...  # noqa: D102
    async def aclose(self) -> None: ...  # noqa: D102
