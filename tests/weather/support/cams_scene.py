"""An archive of CAMS forecasts before a loopback store, with bounds that let a test go on at once."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.archive import CamsArchive
from besedka.weather.copernicus.background import BackgroundWork
from besedka.weather.copernicus.settings import Settings
from besedka.weather.data.conditions import Run
from besedka.weather.data.failures import SourceFailure, SourcesFailedError
from besedka.weather.data.meter import DownloadMeter
from tools.weather.data_store import DataStore

SECRET = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"  # noqa: S105 - the double's
GRIB = b"GRIB" + bytes(range(256)) * 4000 + b"7777"
RUN = Run("cams", datetime(2026, 7, 29, tzinfo=timezone.utc))
STEPS = (9, 12)
NOW = RUN.at + timedelta(hours=11)
QUICK = Settings(
    limit=60,
    timeout=30,
    tries=3,
    retry_pause=0.01,
    poll_first=0.01,
    poll_max=0.01,
    farewell=30,
    most_bytes=2_000_000,
)


def new_meter(folder: Path, limit: int = 1_000_000_000) -> DownloadMeter:
    """A meter with its file beside the folder of the results."""
    return DownloadMeter(folder.parent / f"{folder.name}.json", limit, lambda: NOW)


class Scene:
    """A store, and an archive that asks it."""

    def __init__(self, store: DataStore, archive: CamsArchive, meter: DownloadMeter, folder: Path) -> None:
        self.store = store
        self.archive = archive
        self.meter = meter
        self.folder = folder
        self.now = NOW

    async def fetch(self, run: Run = RUN, steps: tuple[int, ...] = STEPS) -> Path:
        return await self.archive.fetch(run, steps, self.folder)

    async def failure(self, run: Run = RUN, steps: tuple[int, ...] = STEPS) -> SourceFailure:
        """Fetch, and return why that failed. No file is left."""
        with pytest.raises(SourcesFailedError) as caught:
            await self.fetch(run, steps)
        assert self.files() == []
        assert caught.value.__context__ is None
        (failure,) = caught.value.failures
        assert failure.source == "Copernicus"
        return failure

    def files(self) -> list[Path]:
        return list(self.folder.iterdir())

    @staticmethod
    def content(path: Path) -> bytes:
        return path.read_bytes()

    @property
    def work(self) -> BackgroundWork[Any]:
        """The latest job's."""
        assert self.archive._work is not None
        return self.archive._work

    @property
    def thread(self) -> threading.Thread:
        return self.work.thread

    @property
    def stop(self) -> threading.Event:
        return self.work.stop


def has_ended(thread: threading.Thread) -> bool:
    """Whether a thread that has handed over its result has ended, too."""
    thread.join(60)
    return not thread.is_alive()


@asynccontextmanager
async def scene(
    folder: Path, *, token: str | None = SECRET, limit_a_day: int = 1_000_000_000, **bounds: Any
) -> AsyncIterator[Scene]:
    """A store that demands the token, and an archive with these bounds in place of the quick ones."""
    meter = new_meter(folder, limit_a_day)
    with DataStore(GRIB, token=SECRET) as store:
        made: list[Scene] = []
        archive = CamsArchive(
            store.url,
            Token(token) if token else None,
            meter,
            clock=lambda: made[0].now,
            settings=replace(QUICK, **bounds),
        )
        made.append(Scene(store, archive, meter, folder))
        try:
            yield made[0]
        finally:
            await archive.aclose()
