"""Which hour is told as the present one, and how long an answer waits for it."""

import asyncio
from datetime import datetime, timedelta

import pytest
from weather_fakes import CAMS, HERE, MIDNIGHT, MILD, NOON, SIX, Clock, FakeGfs, FakeStore

from besedka.weather.data.conditions import Batch
from besedka.weather.data.failures import SourceFailure, SourcesFailedError
from besedka.weather.forecasts.cams_forecasts import CamsForecasts
from besedka.weather.forecasts.gfs_forecasts import GfsForecasts
from besedka.weather.forecasts.opening import present_batches
from besedka.weather.forecasts.service import Forecasts


def test_of_each_grid_the_hour_of_the_newest_run_that_is_nearest_to_now_is_shown() -> None:
    held = [
        Batch(run, grid, step) for run in (MIDNIGHT, SIX) for grid in ("0p25", "1p00") for step in (3, 6, 9)
    ]
    held += [Batch(CAMS, "0p40", 12)]
    shown = present_batches(held, NOON + timedelta(minutes=20))
    assert sorted(shown, key=lambda each: each.grid) == [
        Batch(SIX, "0p25", 6),
        Batch(CAMS, "0p40", 12),
        Batch(SIX, "1p00", 6),
    ]


class SlowGfs(FakeGfs):
    """Finds no run before `gate` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def latest(self, now: datetime, grid: str) -> Batch:
        await self.gate.wait()
        return await super().latest(now, grid)


def test_who_asks_does_not_wait_for_ever_for_the_present_hour_and_the_next_one_has_it() -> None:
    async def play() -> None:
        clock, gfs, store = Clock(), SlowGfs(), FakeStore()
        downloads = GfsForecasts(gfs, store, clock)
        service = Forecasts(downloads, CamsForecasts(None, store, clock), store, clock, patience=0.01)
        with pytest.raises(SourcesFailedError) as caught:
            await service.forecast(HERE)
        assert caught.value.failures[0] == SourceFailure("GFS", "timeout")
        store.hold(Batch(MIDNIGHT, "1p00", 12), MILD, "Google")
        told = await service.forecast(HERE)
        assert (told.now.run, told.trouble is not None) == (MIDNIGHT, True)
        gfs.gate.set()
        patient = Forecasts(downloads, CamsForecasts(None, store, clock), store, clock)
        assert (await patient.forecast(HERE)).now.run == SIX
        await service.aclose()

    asyncio.run(asyncio.wait_for(play(), 30))
