"""Stand-ins for the sources of the weather, which the tests command."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from besedka.weather.data.conditions import Batch, Model, Point, Run
from besedka.weather.data.failures import SourceFailure, SourcesFailedError, WeatherError
from besedka.weather.data.variables import Values, Variable
from besedka.weather.gfs.runs import step_for

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=timezone.utc)
SIX = Run("gfs", NOON - timedelta(hours=6))
MIDNIGHT = Run("gfs", NOON - timedelta(hours=12))
CAMS = Run("cams", NOON - timedelta(hours=24))
HERE = Point(56.42, 40.45)
MILD: Values = {Variable.TEMPERATURE: 280.0, Variable.HUMIDITY: 60.0, Variable.VISIBILITY: 9000.0}


@dataclass
class Clock:
    """The time, which stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Delivered:
    data: bytes
    source: str


@dataclass
class FakeGfs:
    """Delivers the run, unless there is trouble; keeps what it was asked for."""

    run: Run = SIX
    trouble: WeatherError | None = None
    asked: list[tuple[Batch, frozenset[Variable]]] = field(default_factory=list)
    searches: int = 0
    missing_steps: set[tuple[str, int]] = field(default_factory=set)
    mirrors: tuple[str, ...] = ("AWS", "Google")
    closed: bool = False

    async def latest(self, now: datetime, grid: str) -> Batch:
        self.searches += 1
        if self.trouble is not None:
            raise self.trouble
        return Batch(self.run, grid, step_for(self.run, now, grid))

    async def fetch(
        self, batch: Batch, variables: Collection[Variable], refused: Collection[SourceFailure] = ()
    ) -> Delivered:
        self.asked.append((batch, frozenset(variables)))
        if self.trouble is not None:
            raise self.trouble
        if (batch.grid, batch.step) in self.missing_steps:
            raise SourcesFailedError((SourceFailure("AWS", "not-there"),))
        left = [name for name in self.mirrors if name not in {each.source for each in refused}]
        if not left:
            raise SourcesFailedError(tuple(refused))
        return Delivered(" ".join(each.value for each in variables).encode(), left[0])

    async def aclose(self) -> None:
        self.closed = True


@dataclass
class FakeCams:
    """Delivers these runs; a file names its run and steps."""

    runs: tuple[Run, ...] = (CAMS,)
    trouble: WeatherError | None = None
    asked: list[Run] = field(default_factory=list)
    closed: bool = False

    async def fetch(self, run: Run, steps: Sequence[int], folder: Path) -> Path:
        self.asked.append(run)
        if self.trouble is not None:
            raise self.trouble
        if run not in self.runs:
            raise SourcesFailedError((SourceFailure("Copernicus", "not-there"),))
        path = folder / "cams.grib"
        return _written(path, run, steps)

    async def aclose(self) -> None:
        self.closed = True


@dataclass
class FakeStore:
    """Keeps the same values for every point."""

    held: dict[Batch, dict[Variable, float]] = field(default_factory=dict)
    sources: dict[Batch, str] = field(default_factory=dict)
    corrupt: WeatherError | None = None
    corrupt_from: set[str] = field(default_factory=lambda: {"AWS", "Google", "NOMADS"})
    said: Values = field(default_factory=lambda: MILD)
    fixed: set[Variable] = field(default_factory=set)
    closed: bool = False

    async def put(
        self, data: bytes | Path, model: Model, grid: str, expected: Batch | None = None, *, source: str = ""
    ) -> tuple[Batch, ...]:
        if self.corrupt is not None and source in self.corrupt_from:
            raise self.corrupt
        batches, variables = _read(data, model, grid, expected)
        self.fixed |= {Variable.HEIGHT} & variables
        for batch in batches:
            self.hold(batch, {each: self.said.get(each, 0.0) for each in variables}, source)
        return batches

    def hold(self, batch: Batch, values: Values, source: str = "AWS") -> None:
        self.held.setdefault(batch, {}).update(values)
        self.sources[batch] = source

    def missing(self, batch: Batch, variables: Collection[Variable]) -> frozenset[Variable]:
        known = frozenset(self.held.get(batch, {})) | self.fixed
        return frozenset(variables) - known

    def values(self, batch: Batch, point: Point) -> Values:
        return self.held.get(batch, {})

    def batches(self, model: Model) -> tuple[Batch, ...]:
        return tuple(batch for batch in self.held if batch.run.model == model)

    def source_of(self, batch: Batch) -> str:
        return self.sources[batch]

    async def aclose(self) -> None:
        self.closed = True


def _read(
    data: bytes | Path, model: Model, grid: str, expected: Batch | None
) -> tuple[tuple[Batch, ...], set[Variable]]:
    """Return what a delivery of the fakes holds."""
    if isinstance(data, Path):
        at, *steps = data.read_text(encoding="ascii").split()
        run = Run(model, datetime.fromisoformat(at))
        return tuple(Batch(run, grid, int(step)) for step in steps), {
            Variable.TEMPERATURE,
            Variable.DEW_POINT,
        }
    assert expected is not None
    return (expected,), {Variable(each) for each in data.decode().split()}


def _written(path: Path, run: Run, steps: Sequence[int]) -> Path:
    path.write_text(f"{run.at.isoformat()} {' '.join(map(str, steps))}", encoding="ascii")
    return path
