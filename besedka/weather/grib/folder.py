"""The folder of field files: their names, how one comes in, and which leave when there are too many bytes."""

import logging
import os
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import cast

from besedka.weather.data.conditions import Batch, Model, Run
from besedka.weather.data.failures import StorageError
from besedka.weather.data.variables import Variable
from besedka.weather.grib.field_file import encode
from besedka.weather.grib.header import Field

__all__ = ["FIXED", "FieldFolder"]

_LOG = logging.getLogger("besedka.weather")

_NAME = re.compile(r"(gfs|cams)\.([0-9a-z]+)\.(\d{10}|fixed)\.(\d{3,4}|fixed)\.(\w+)\.field")
_GRID = re.compile(r"[0-9a-z]{1,20}")
_PART = ".part"
_ABANDONED = 3600.0
"""Seconds after which an unfinished file is that of a process that has died."""

FIXED = frozenset({Variable.HEIGHT})
"""The same in every run: kept once for a model and grid, and not evicted."""


class FieldFolder:
    """Files of one folder, which other processes may use at the same time. Nothing is done until the first call.

    Blocks; what writes is for a thread. OSError becomes StorageError where something is written; what cannot be listed
    is an empty folder.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock

    def path(self, batch: Batch, variable: Variable) -> str:
        """Where the field is, or would be. A string, since making a `Path` takes longer than reading a value."""
        if not _GRID.fullmatch(batch.grid):
            raise ValueError(f"{batch.grid!r} is no name of a grid")
        hour = "fixed.fixed" if variable in FIXED else f"{batch.run.at:%Y%m%d%H}.{batch.step:03d}"
        return f"{self._path}{os.sep}{batch.run.model}.{batch.grid}.{hour}.{variable.value}.field"

    def part(self) -> Path:
        """A new name that nobody reads: for `stage`, then `commit` or `discard`."""
        return self._path / f"{secrets.token_hex(8)}{_PART}"

    def stage(self, part: Path, field: Field, source: str) -> None:
        """Write a field under the name of a part."""
        with _storing(self._path):
            self._path.mkdir(parents=True, exist_ok=True)
            with part.open("xb") as file:
                file.writelines(encode(field, source))

    def commit(self, part: Path, path: str) -> None:
        """Give it its name, in the place of an older field."""
        with _storing(self._path):
            part.replace(path)

    def discard(self, part: Path) -> None:
        """Remove it, if it is there."""
        with suppress(OSError):
            part.unlink()

    def batches(self) -> dict[Batch, list[Path]]:
        """Whose files are there, damaged ones included."""
        found: dict[Batch, list[Path]] = defaultdict(list)
        for entry in self._entries():
            if (batch := _batch(entry.name)) is not None:
                found[batch].append(Path(entry.path))
        return found

    def size(self) -> int:
        """How many bytes the files have, unfinished ones included."""
        return sum(map(_size, self._entries()))

    def shrink(self, limit: int, keep: Collection[Batch]) -> None:
        """Remove batches, those of the oldest run first, until no more than `limit` bytes are left, but not `keep`.

        Files that a dead process has left unfinished are removed first.
        """
        self._sweep()
        total = self.size()
        batches = self.batches()
        for batch in sorted(batches.keys() - set(keep), key=lambda each: (each.run.at, each.step)):
            if total <= limit:
                return
            for path in batches[batch]:
                with suppress(OSError):
                    size = path.stat().st_size
                    path.unlink()
                    total -= size

    def _sweep(self) -> None:
        for entry in self._entries():
            with suppress(OSError):
                if entry.name.endswith(_PART) and self._clock() - entry.stat().st_mtime > _ABANDONED:
                    Path(entry.path).unlink()

    def _entries(self) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._path) as entries:
                return [entry for entry in entries if entry.name.endswith((".field", _PART))]
        except OSError:
            return []


@contextmanager
def _storing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem = f"nothing can be kept in {folder}: {error}"
        _LOG.warning("weather: %s", problem)  # whoever asks is told less: the folder's name is the operator's
        raise StorageError(problem) from error


def _batch(name: str) -> Batch | None:
    """The batch that a file of this name belongs to; None where it belongs to none or to all."""
    found = _NAME.fullmatch(name)
    if found is None or "fixed" in found.groups():
        return None
    try:
        at = datetime.strptime(found[3], "%Y%m%d%H").replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    if not 1950 <= at.year <= 2200:  # no run's, as the decoder sees it; arithmetic on its hours may overflow
        return None
    return Batch(Run(cast(Model, found[1]), at), found[2], int(found[4]))


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0
