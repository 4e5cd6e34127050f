"""Copernicus: fetched in the background when GFS cannot be had, and kept."""

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from besedka.weather.copernicus.runs import GRID, candidates, steps_for
from besedka.weather.data.conditions import Run
from besedka.weather.data.failures import (
    CorruptDataError,
    DailyLimitError,
    SourceFailure,
    SourcesFailedError,
    WeatherError,
)
from besedka.weather.forecasts.at_hand import is_near, is_usable
from besedka.weather.forecasts.rest import is_within
from besedka.weather.forecasts.sources import Cams, Clock, Store

__all__ = ["COPERNICUS", "CamsForecasts"]

_LOG: Final = logging.getLogger("besedka.weather")
COPERNICUS: Final = "Copernicus"
"""The source's name, for people."""

_RETRY_AFTER: Final = timedelta(minutes=15)
"""Between two tries. Chosen: the queue of the Atmosphere Data Store takes minutes."""


class CamsForecasts:
    """Brings the newest run of CAMS into the store when somebody needs it. Nobody waits for that.

    `archive` is None when the operator has given no token.
    """

    def __init__(self, archive: Cams | None, store: Store, clock: Clock) -> None:
        self._archive = archive
        self._store = store
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._tried: datetime | None = None
        self.failure: SourceFailure | None = None
        """Why the last try brought nothing; None before the first, and after one that did."""

    def want(self) -> SourceFailure | None:
        """Begin to fetch the newest run, unless that goes on already, or was tried lately.

        Return why it cannot be had, as far as that is known.
        """
        if self._archive is None:
            return self.state()
        now = self._clock()
        running = self._task is not None and not self._task.done()
        if not running and (self._tried is None or not is_within(_RETRY_AFTER, self._tried, now)):
            self._tried = now
            self._task = asyncio.ensure_future(self._fetch(self._archive, now))
        return self.failure

    def state(self) -> SourceFailure | None:
        """Return why Copernicus cannot be had, as far as that is known."""
        return self.failure if self._archive is not None else SourceFailure(COPERNICUS, "not-configured")

    async def aclose(self) -> None:
        """Cancel the job, wait for its end, and close the connections."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._archive is not None:
            await self._archive.aclose()

    async def _fetch(self, archive: Cams, now: datetime) -> None:
        try:
            self.failure = await self._first_there(archive, now)
        except DailyLimitError:
            self.failure = None  # It is told by itself.
        except (OSError, WeatherError) as error:  # It came, and cannot be kept or decoded here.
            self.failure = SourceFailure(COPERNICUS, "unreachable", str(error))
        if self.failure is not None:
            _LOG.warning("weather: Copernicus: %s %s", self.failure.reason, self.failure.detail)

    async def _first_there(self, archive: Cams, now: datetime) -> SourceFailure | None:
        """Store the newest run that is there; return why there is none. An older run is tried only for that reason."""
        failure = SourceFailure(COPERNICUS, "not-there")
        for run in candidates(now):
            if self._holds(run, now):
                return None
            try:
                await self._bring(archive, run, now)
            except SourcesFailedError as error:
                failure = error.failures[-1]
                if failure.reason != "not-there":
                    return failure
            else:
                return None
        return failure

    def _holds(self, run: Run, now: datetime) -> bool:
        """Return whether there is what this run says of now; some of its hours may have been evicted."""
        held = [each for each in self._store.batches("cams") if each.run == run and is_near(each, now)]
        return any(is_usable(self._store, each) for each in held)

    async def _bring(self, archive: Cams, run: Run, now: datetime) -> None:
        with TemporaryDirectory(prefix="besedka-cams-") as folder:
            path = await archive.fetch(run, steps_for(run, now), Path(folder))
            try:
                batches = await self._store.put(path, "cams", GRID, source=COPERNICUS)
            except CorruptDataError as error:
                raise SourcesFailedError((SourceFailure(COPERNICUS, "corrupt", str(error)),)) from error
        if not batches:
            raise WeatherError("the file of Copernicus has no field that is wanted")
