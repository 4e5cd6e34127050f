"""The forecast for a point, from the best data that can be had."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from besedka.deadline import within
from besedka.weather.data.clock import Clock
from besedka.weather.data.conditions import Batch, Conditions, Forecast, Point, Reading, Run
from besedka.weather.data.failures import SourceFailure, SourcesFailedError, WeatherError
from besedka.weather.data.status import Status
from besedka.weather.data.variables import Variable
from besedka.weather.forecasts.at_hand import is_near, is_usable
from besedka.weather.forecasts.cams_forecasts import CamsForecasts
from besedka.weather.forecasts.derivation import conditions_of
from besedka.weather.forecasts.gfs_forecasts import GfsForecasts
from besedka.weather.forecasts.sources import Store
from besedka.weather.gfs.runs import expected

__all__ = ["Forecasts"]

_PATIENCE: Final = 30.0
"""Seconds that an answer waits for the present hour. Chosen: with the wait for the hours ahead, less than the minute
that a bot has for an answer, so that what is at hand is told before that."""

_KEPT: Final = timedelta(hours=24)
"""Older data says nothing of now, and is not told."""

_AHEAD: Final = 24
"""Hours of the outlook."""


class Forecasts:
    """Answers from the newest GFS run. When that cannot be had: from what is at hand, and from Copernicus.

    In this order: data of an older GFS run for this hour; Copernicus' for this hour, which is then fetched in the
    background, so that a later question finds it; older data. `Forecast.trouble` says why it is not the newest.
    """

    def __init__(
        self,
        gfs: GfsForecasts,
        cams: CamsForecasts,
        store: Store,
        clock: Clock,
        status: Callable[[], Status] = Status,
        patience: float = _PATIENCE,
    ) -> None:
        self._patience = patience
        self._status = status
        self._gfs = gfs
        self._cams = cams
        self._store = store
        self._clock = clock

    async def forecast(self, point: Point) -> Forecast:
        """Return the forecast for the point. Raises `WeatherError` when there is no data, not even from yesterday."""
        try:
            batch = await self._present()
        except WeatherError as error:
            return self._at_hand(point, error)
        reading = self._reading(batch, point)  # at once: what comes next may evict the batch
        run, outlook = self._longer(batch, await self._gfs.outlook(batch.run, _AHEAD))
        return Forecast(reading, self._conditions(outlook, point), run)

    async def _present(self) -> Batch:
        """Return GFS' batch for now. Raises `WeatherError`, also when that takes too long; the download goes on."""
        try:
            return await within(self._patience, self._gfs.now())
        except asyncio.TimeoutError:
            raise SourcesFailedError((SourceFailure("GFS", "timeout"),)) from None

    async def stats(self) -> Status:
        """Return what is at hand, which sources fail, and what was downloaded."""
        return await asyncio.to_thread(self._status)

    def _at_hand(self, point: Point, trouble: WeatherError) -> Forecast:
        """Return what the store has. Raises `trouble`, with what Copernicus says, when it has nothing."""
        batch = self._best()
        if batch is None or batch.run.model == "cams" or not is_near(batch, self._clock()):
            trouble = _joined(trouble, self._cams.want())
        if batch is None:
            raise trouble
        return Forecast(
            self._reading(batch, point),
            self._conditions(self._ahead(batch.run, batch.valid), point),
            batch.run,
            trouble,
        )

    def _best(self) -> Batch | None:
        """Return the batch for this hour, GFS' rather than Copernicus', else the last one before it."""
        now = self._clock()
        held = [*self._store.batches("gfs"), *self._store.batches("cams")]
        usable = [batch for batch in held if is_usable(self._store, batch)]
        near = [batch for batch in usable if is_near(batch, now)]
        if near:
            return min(
                near, key=lambda each: (each.run.model != "gfs", abs(each.valid - now), now - each.run.at)
            )
        past = [batch for batch in usable if timedelta() <= now - batch.valid <= _KEPT]
        return max(past, key=lambda each: (each.valid, each.run.model == "gfs", each.run.at), default=None)

    def _longer(self, now: Batch, outlook: Sequence[Batch]) -> tuple[Run, Sequence[Batch]]:
        """Return the outlook and its run: those of an older run as long as that reaches farther.

        The files of a run appear one after another, and a change to come must not be lost meanwhile.
        """
        if len(outlook) < _AHEAD // 3:
            for older in self._store.batches("gfs"):
                if older.run.at < now.run.at:
                    held = self._ahead(older.run, now.valid)
                    return (older.run, held) if len(held) > len(outlook) else (now.run, outlook)
        return now.run, outlook

    def _ahead(self, run: Run, after: datetime) -> list[Batch]:
        """Return the batches of a run that are at hand and valid later, oldest first, and at most one an hour."""
        end = self._clock() + timedelta(hours=_AHEAD)
        held = [each for each in self._store.batches(run.model) if each.run == run]
        ahead = {each.step: each for each in held if after < each.valid <= end}
        return [ahead[step] for step in sorted(ahead)]

    def _reading(self, batch: Batch, point: Point) -> Reading:
        values = self._store.values(batch, point)
        newest = expected(self._clock())
        late = newest if batch.run.model == "gfs" and batch.run.at < newest.at else None
        return Reading(
            conditions_of(batch.valid, values),
            batch.run,
            self._store.source_of(batch),
            late,
            values.get(Variable.HEIGHT),
        )

    def _conditions(self, batches: Iterable[Batch], point: Point) -> tuple[Conditions, ...]:
        return tuple(conditions_of(batch.valid, self._store.values(batch, point)) for batch in batches)

    async def aclose(self) -> None:
        """Cancel what is being fetched, and close the connections and the store."""
        await self._gfs.aclose()
        await self._cams.aclose()
        await self._store.aclose()


def _joined(trouble: WeatherError, other: SourceFailure | None) -> WeatherError:
    """Return the trouble with one more source that has failed."""
    if other is None or not isinstance(trouble, SourcesFailedError):
        return trouble
    return SourcesFailedError((*trouble.failures, other))
