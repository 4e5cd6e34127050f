"""GFS: which batches a forecast needs, fetched when they are not at hand."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from besedka.weather.data.conditions import Batch, Run
from besedka.weather.data.failures import CorruptDataError, SourceFailure, SourcesFailedError, WeatherError
from besedka.weather.data.variables import Variable
from besedka.weather.forecasts.single_flight import SingleFlight
from besedka.weather.forecasts.sources import Clock, Gfs, Store
from besedka.weather.gfs.runs import step_for, steps_after

__all__ = ["GfsForecasts"]

_FINE: Final = "0p25"
_COARSE: Final = "1p00"
_SEARCH_EVERY: Final = timedelta(minutes=5)
"""How long the newest run is taken for the newest. Chosen: a run's files appear over an hour and a half."""

_RETRY_AFTER: Final = timedelta(seconds=10)
"""How long a failure answers for all. A mirror that has failed rests for a minute by itself; this is for data that came
and could not be used, which would be downloaded again by each who asks."""

_AT_ONCE: Final = 4
"""Steps fetched at a time. Chosen: well below what a browser opens to one server (6)."""

_PATIENCE: Final = 15.0
"""Seconds for which an answer waits for the hours ahead. Chosen: somebody waits for the present."""

_OUTLOOK: Final = frozenset(
    {
        Variable.TEMPERATURE,
        Variable.HUMIDITY,
        Variable.WIND_EAST,
        Variable.WIND_NORTH,
        Variable.GUST,
        Variable.VISIBILITY,
        Variable.PRECIPITATION_RATE,
        Variable.IS_RAIN,
        Variable.IS_SNOW,
        Variable.IS_FREEZING_RAIN,
    }
)
_NOW: Final = _OUTLOOK | {Variable.PRESSURE, Variable.CLOUD, Variable.HEIGHT}
"""The store keeps the height of the surface once for all runs, so it is missing once."""


class GfsForecasts:
    """Brings the batches of GFS into the store. Each is downloaded once, however many people wait for it."""

    def __init__(self, archive: Gfs, store: Store, clock: Clock, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._archive = archive
        self._store = store
        self._clock = clock
        self._found: tuple[datetime, Run] | None = None
        self._failed: tuple[datetime, WeatherError] | None = None
        self._searches = SingleFlight[str, Run]()
        self._downloads = SingleFlight[Batch, None]()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def now(self) -> Batch:
        """Return the batch of the hour nearest to now, on the finest grid, which is in the store then.

        Raises `WeatherError`: also for ten seconds after it was raised, without asking anybody again.
        """
        now = self._clock()
        if self._failed is not None and now - self._failed[0] < _RETRY_AFTER:
            raise self._failed[1]
        try:
            run = await self._newest_run(now)
            batch = Batch(run, _FINE, step_for(run, now, _FINE))
            await self._bring(batch, _NOW)
        except WeatherError as error:
            self._failed = now, error
            raise
        self._failed = None
        return batch

    async def outlook(self, run: Run, hours: int) -> tuple[Batch, ...]:
        """Return the batches of the next `hours`, three-hourly, oldest first: those that could be had in time.

        What comes later is there for the next question.
        """
        batches = [Batch(run, _COARSE, step) for step in steps_after(run, self._clock(), hours)]
        tasks = [asyncio.ensure_future(self._bring(batch, _OUTLOOK)) for batch in batches]
        try:
            await asyncio.wait(tasks, timeout=self._patience)
        finally:
            for task in tasks:
                task.cancel()  # It only waits: the download is shared, and goes on.
        came = await asyncio.gather(*tasks, return_exceptions=True)
        for result in came:
            if isinstance(result, Exception) and not isinstance(result, WeatherError):
                raise result
        return tuple(batch for batch, error in zip(batches, came, strict=True) if error is None)

    async def aclose(self) -> None:
        """Cancel the downloads, and close the connections."""
        await self._searches.aclose()
        await self._downloads.aclose()
        await self._archive.aclose()

    async def _newest_run(self, now: datetime) -> Run:
        if self._found is None or now - self._found[0] >= _SEARCH_EVERY:
            self._found = now, await self._searches.run(_FINE, lambda: self._search(now))
        return self._found[1]

    async def _search(self, now: datetime) -> Run:
        return (await self._archive.latest(now, _FINE)).run

    async def _bring(self, batch: Batch, wanted: Collection[Variable]) -> None:
        if self._store.missing(batch, wanted):
            await self._downloads.run(batch, lambda: self._download(batch, wanted))

    async def _download(self, batch: Batch, wanted: Collection[Variable]) -> None:
        missing = self._store.missing(batch, wanted)
        if not missing:
            return
        async with self._slots:
            delivered = await self._archive.fetch(batch, missing)
        try:
            await self._store.put(delivered.data, "gfs", batch.grid, batch, source=delivered.source)
        except CorruptDataError as error:
            failure = SourceFailure(delivered.source, "corrupt", str(error))
            raise SourcesFailedError((failure,)) from error
