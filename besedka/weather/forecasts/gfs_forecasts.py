"""GFS: which batches a forecast needs, fetched when they are not at hand."""

import asyncio
import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from besedka.weather.data.conditions import Batch, Run
from besedka.weather.data.failures import (
    CorruptDataError,
    DailyLimitError,
    SourceFailure,
    SourcesFailedError,
    WeatherError,
)
from besedka.weather.data.variables import Variable
from besedka.weather.forecasts.rest import Rest, is_within
from besedka.weather.forecasts.single_flight import SingleFlight
from besedka.weather.forecasts.sources import Clock, Gfs, Store
from besedka.weather.gfs.runs import candidates, step_for, steps_after

__all__ = ["GfsForecasts"]

_LOG: Final = logging.getLogger("besedka.weather")

_FINE: Final = "0p25"
_COARSE: Final = "1p00"
_SEARCH_EVERY: Final = timedelta(minutes=5)
"""How often a newer run is looked for, once it may be there. Chosen: its files appear over an hour and a half."""

_SEARCH_AGAIN: Final = timedelta(seconds=10)
"""How long a search that has failed answers for all. A mirror that has failed rests for a minute by itself."""

_FETCH_AGAIN: Final = timedelta(minutes=1)
"""How long a batch that could not be fetched is not asked for again."""

_UNUSABLE: Final = timedelta(minutes=15)
"""The same for a batch that came and could not be read or kept, as on a full disk: each try costs all of its bytes."""

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
    """Brings the batches of GFS into the store. Each is downloaded once, however many people wait for it.

    What has failed is not tried again for a while, which is ten seconds to a quarter of an hour.
    """

    def __init__(self, archive: Gfs, store: Store, clock: Clock, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._archive = archive
        self._store = store
        self._clock = clock
        self._found: tuple[datetime, Run] | None = None
        self._failed_searches = Rest[str](clock)
        self._failed_batches = Rest[Batch](clock)
        self._searches = SingleFlight[str, Run]()
        self._downloads = SingleFlight[Batch, None]()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def now(self) -> Batch:
        """Return the batch of the hour nearest to now, on the finest grid, which is in the store then.

        Raises `WeatherError`.
        """
        now = self._clock()
        run = await self._newest_run(now)
        batch = Batch(run, _FINE, step_for(run, now, _FINE))
        await self._bring(batch, _NOW)
        return batch

    async def outlook(self, run: Run, hours: int) -> tuple[Batch, ...]:
        """Return the batches of the next `hours`, three-hourly, oldest first: those that could be had in time.

        What comes later is there for the next question.
        """
        batches = [Batch(run, _COARSE, step) for step in steps_after(run, self._clock(), hours)]
        if not batches:
            return ()
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
        """Return the newest run that is there. Nobody is asked while no newer one than the known one can be there."""
        if self._found is not None:
            since, run = self._found
            if run == candidates(now)[0] or is_within(_SEARCH_EVERY, since, now):
                return run
        self._failed_searches.check(_FINE)
        try:
            found = await self._searches.run(_FINE, lambda: self._search(now))
        except WeatherError as error:
            self._failed_searches.remember(_FINE, error, _SEARCH_AGAIN)
            raise
        self._found = now, found
        return found

    async def _search(self, now: datetime) -> Run:
        return (await self._archive.latest(now, _FINE)).run

    async def _bring(self, batch: Batch, wanted: Collection[Variable]) -> None:
        if self._store.missing(batch, wanted):
            self._failed_batches.check(batch)
            await self._downloads.run(batch, lambda: self._download(batch, wanted))

    async def _download(self, batch: Batch, wanted: Collection[Variable]) -> None:
        """Fetch what is missing from one mirror after another, until one has delivered what can be read."""
        refused: list[SourceFailure] = []
        try:
            while missing := self._store.missing(batch, wanted):
                await self._try(batch, missing, refused)
        except WeatherError as error:
            is_cheap = isinstance(error, SourcesFailedError | DailyLimitError) and not refused
            self._failed_batches.remember(batch, error, _FETCH_AGAIN if is_cheap else _UNUSABLE)
            raise

    async def _try(self, batch: Batch, wanted: Collection[Variable], refused: list[SourceFailure]) -> None:
        """Fetch once. A mirror that delivers what cannot be read, or something else, is added to `refused`."""
        async with self._slots:
            delivered = await self._archive.fetch(batch, wanted, refused)
        try:
            await self._store.put(delivered.data, "gfs", batch.grid, batch, source=delivered.source)
            if lacking := self._store.missing(batch, wanted):
                raise CorruptDataError(f"it lacks {', '.join(sorted(each.value for each in lacking))}")
        except CorruptDataError as error:
            _LOG.warning("weather: GFS from %s: %s", delivered.source, error)
            refused.append(SourceFailure(delivered.source, "corrupt", str(error)))
