"""Fields of the models on disk: put in as GRIB, read at a point."""

import asyncio
import time
from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from besedka.weather.data.conditions import Batch, Model, Point, Run
from besedka.weather.data.failures import CorruptDataError, StorageError
from besedka.weather.data.variables import Values, Variable
from besedka.weather.grib.decoder import Decoder
from besedka.weather.grib.field_file import FieldReader
from besedka.weather.grib.folder import FIXED, FieldFolder
from besedka.weather.grib.grid import Grid
from besedka.weather.grib.header import Header
from besedka.weather.grib.messages import cut

__all__ = ["FieldStore"]

P = ParamSpec("P")
T = TypeVar("T")


class FieldStore:
    """A cache of fields by run, step, grid and variable, in a folder of its own that survives a restart.

    At most `limit_bytes` stay in the folder: beyond that the oldest runs leave first. Several processes may use one
    folder: a field appears whole or not at all, and one that was evicted or damaged is missing.
    """

    def __init__(
        self,
        folder: Path,
        limit_bytes: int,
        *,
        decoder: Decoder | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = FieldFolder(folder, clock)
        self._limit = limit_bytes
        self._decoder = decoder or Decoder()
        self._reader = FieldReader()

    async def put(
        self, data: bytes | Path, model: Model, grid: str, expected: Batch | None = None, *, source: str = ""
    ) -> tuple[Batch, ...]:
        """Keep the fields of whole GRIB messages, which are given or in a file; the batches that they belong to.

        Run, step and variable are what the messages say; `grid` is the source's name for what they lie on. Fields of
        variables that are not ours, means and sums are passed over. `source` is who delivered them.

        All or nothing is kept. Raises CorruptDataError where a message cannot be read, is of another batch than
        `expected`, or there is no field at all; StorageError where the folder cannot take it or the limit is less than
        what is put; WeatherError where ecCodes cannot be started. To put the same twice at once is harmless.
        """
        parts: list[tuple[Path, str]] = []
        batches: set[Batch] = set()
        try:
            with _opened(data) as file:
                messages = cut(file)
                while message := await _in_thread(next, messages, b""):
                    field = await self._decoder.decode(message)
                    if field is None:
                        continue
                    batch = _batch(field.header, model, grid, expected)
                    batches.add(batch)
                    parts.append((self._folder.part(), self._folder.path(batch, field.header.variable)))
                    await _in_thread(self._folder.stage, parts[-1][0], field, source)
            if not parts:
                raise CorruptDataError("no message has a field that is wanted")
            await _in_thread(self._commit, parts, batches)
        finally:
            for part, _ in parts:
                self._folder.discard(part)
        return tuple(sorted(batches, key=lambda each: (each.run.at, each.step)))

    def missing(self, batch: Batch, variables: Collection[Variable]) -> frozenset[Variable]:
        """Which of these variables are not there."""
        return frozenset(
            each for each in variables if self._reader.look(self._folder.path(batch, each)) is None
        )

    def values(self, batch: Batch, point: Point) -> Values:
        """What the batch says at the grid point that is nearest, which is the one that ecCodes finds.

        Variables that are not there, and values that the model leaves out there, are left out. The height of the ground
        is the same in all batches on a grid: it is kept once, and is there as soon as it came with any of them.
        """
        locate = _locator(point)
        found = {
            variable: self._reader.value(self._folder.path(batch, variable), locate) for variable in Variable
        }
        return {variable: value for variable, value in found.items() if value is not None}

    def batches(self, model: Model) -> tuple[Batch, ...]:
        """Of which hours there is a field, newest run first, in a run by step; on all grids."""
        found = [batch for batch in self._folder.batches() if batch.run.model == model]
        return tuple(sorted(found, key=lambda each: (-each.run.at.timestamp(), each.step, each.grid)))

    def source_of(self, batch: Batch) -> str:
        """Who delivered the batch: names joined by commas where several did; empty where that is not known."""
        own = (self._folder.path(batch, variable) for variable in Variable if variable not in FIXED)
        known = [self._reader.look(path) for path in own]
        return ", ".join(dict.fromkeys(each.source for each in known if each is not None and each.source))

    def size(self) -> int:
        """How many bytes are in the folder."""
        return self._folder.size()

    async def aclose(self) -> None:
        """End the decoder's process. What is kept stays readable."""
        await self._decoder.aclose()

    def _commit(self, parts: Collection[tuple[Path, str]], batches: Collection[Batch]) -> None:
        size = sum(part.stat().st_size for part, _ in parts)
        if size > self._limit:
            raise StorageError(f"{size} bytes are more than the limit of the cache, {self._limit}")
        for part, path in parts:
            self._folder.commit(part, path)
            self._reader.look(path)
        self._folder.shrink(self._limit, batches)


def _locator(point: Point) -> Callable[[Grid], int | None]:
    """The index of the nearest point on a grid, found once for all fields of one grid."""
    found: dict[Grid, int | None] = {}

    def locate(grid: Grid) -> int | None:
        if grid not in found:
            found[grid] = grid.nearest(point)
        return found[grid]

    return locate


async def _in_thread(function: Callable[P, T], *arguments: P.args, **more: P.kwargs) -> T:
    """Call it in a thread. A cancelled caller waits until the thread is done, since that works on our files."""
    running = asyncio.ensure_future(asyncio.to_thread(function, *arguments, **more))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


def _opened(data: bytes | Path) -> BinaryIO:
    if isinstance(data, bytes):
        return BytesIO(data)
    try:
        return data.open("rb")
    except OSError as error:
        raise StorageError(f"{data} cannot be read: {error}") from error


def _batch(header: Header, model: Model, grid: str, expected: Batch | None) -> Batch:
    batch = Batch(Run(model, header.run), grid, header.step)
    if expected is not None and batch != expected:
        raise CorruptDataError(f"it is of {_name(batch)}, not of {_name(expected)}")
    return batch


def _name(batch: Batch) -> str:
    return f"{batch.run.model} {batch.run.at:%Y-%m-%d %HZ} +{batch.step} h on {batch.grid}"
