"""A mirror of small GFS files, and an archive that reads them. The messages are frames with nothing to decode."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from besedka.weather.data.conditions import Batch, Run
from besedka.weather.data.failures import Reason, SourcesFailedError
from besedka.weather.data.meter import DownloadMeter
from besedka.weather.data.variables import Variable
from besedka.weather.gfs.addresses import MIRRORS, Mirror, key, moved
from besedka.weather.gfs.archive import WANTED, GfsArchive
from besedka.weather.gfs.index import FIELDS
from besedka.weather.gfs.transport import Timeouts
from tools.weather.faults import Fault
from tools.weather.indexes import Described, index_of
from tools.weather.mirror import Mirror as Server

NOW = datetime(2026, 3, 1, 16, 20, tzinfo=timezone.utc)
RUN = Run("gfs", datetime(2026, 3, 1, 12, tzinfo=timezone.utc))
BATCH = Batch(RUN, "0p25", 4)
"""What the present is: the run that is there by now, at the hour nearest to now."""

VIS = Variable.VISIBILITY


def message(text: bytes) -> bytes:
    """The frame of a GRIB2 message around a text."""
    length = (20 + len(text)).to_bytes(8, "big")
    return b"GRIB\0\0\0\x02" + length + text + b"7777"


def field(batch: Batch, variable: Variable) -> bytes:
    """The message that a field has in `files_of`."""
    return message(f"{variable.value} {batch.run.at:%d %H} f{batch.step:03d}".encode() * 3)


def files_of(batch: Batch, without: Collection[Variable] = (), text: bytes = b"other") -> dict[str, bytes]:
    """A file and its index: two messages of each variable but the last, an instant and a mean before it.

    So no two instants are adjacent, except HGT and what stands before it.
    """
    rows: list[Described] = []
    for variable, (name, level) in FIELDS.items():
        if variable not in without:
            if variable is not Variable.HEIGHT:
                rows.append(([(name, level, f"0-{batch.step} hour ave fcst")], message(text)))
            rows.append(([(name, level, f"{batch.step} hour fcst")], field(batch, variable)))
    data = b"".join(made for _, made in rows)
    return {key(batch): data, key(batch) + ".idx": index_of(batch.run.at, rows)}


def before(run: Run, runs: int = 1) -> Run:
    """The run so many runs earlier."""
    return Run("gfs", run.at - timedelta(hours=6) * runs)


class Time:
    """A clock that goes on only while somebody sleeps by it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class GfsBench:
    """A mirror under all three names, an archive that reads from it, and what it is measured by."""

    def __init__(self, server: Server, meter: DownloadMeter, time: Time) -> None:
        self.server = server
        self.meter = meter
        self.time = time
        self.archives: list[GfsArchive] = []
        self.files: dict[str, bytes] = {}
        server.files = self.files
        self.mirrors = moved(MIRRORS, server.address)

    def archive(
        self, mirrors: Collection[Mirror] | None = None, timeouts: Timeouts | None = None
    ) -> GfsArchive:
        """An archive that is closed with the bench."""
        archive = GfsArchive(
            self.mirrors if mirrors is None else mirrors,
            self.meter,
            timeouts=timeouts,
            clock=self.time,
            sleep=self.time.sleep,
        )
        self.archives.append(archive)
        return archive

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for."""
        return [each.path for each in self.server.asked]

    def ranges(self) -> list[str]:
        """The ranges that were asked for."""
        return [each.headers["range"] for each in self.server.asked if "range" in each.headers]

    async def reasons(self, archive: GfsArchive, variables: Collection[Variable] = WANTED) -> list[Reason]:
        """Fetch what cannot be had, and return why not, by mirror."""
        try:
            delivered = await archive.fetch(BATCH, variables)
        except SourcesFailedError as error:
            return [each.reason for each in error.failures]
        raise AssertionError(delivered)


@asynccontextmanager
async def gfs_bench(folder: Path, *faults: Fault, limit: int = 10**9) -> AsyncIterator[GfsBench]:
    """A bench whose mirror has the files of `BATCH`."""
    server = Server({})
    await server.start()
    server.faults = list(faults)
    bench = GfsBench(server, DownloadMeter(folder / "meter.json", limit, lambda: NOW), Time())
    bench.files.update(files_of(BATCH))
    try:
        yield bench
    finally:
        for archive in bench.archives:
            await archive.aclose()
        await server.aclose()
