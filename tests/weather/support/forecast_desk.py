"""The service of forecasts on sources that the test commands."""

import asyncio
from collections.abc import Awaitable, Callable

from weather_fakes import HERE, SIX, Clock, FakeCams, FakeGfs, FakeStore

from besedka.weather.data.conditions import Batch, Forecast
from besedka.weather.data.failures import SourceFailure, SourcesFailedError
from besedka.weather.forecasts.cams_forecasts import CamsForecasts
from besedka.weather.forecasts.gfs_forecasts import GfsForecasts
from besedka.weather.forecasts.service import Forecasts

__all__ = ["DOWN", "NOW", "Desk", "run"]

DOWN = SourcesFailedError((SourceFailure("AWS", "timeout"), SourceFailure("Google", "status", "503")))
NOW = Batch(SIX, "0p25", 6)


class Desk:
    """The service, its clock, and what stands in for the sources and the store."""

    def __init__(self, cams: FakeCams | None = None, patience: float = 60) -> None:
        self.clock = Clock()
        self.gfs = FakeGfs()
        self.cams = cams
        self.store = FakeStore()
        self.background = CamsForecasts(cams, self.store, self.clock)
        self.downloads = GfsForecasts(self.gfs, self.store, self.clock, patience)
        self.service = Forecasts(self.downloads, self.background, self.store, self.clock)

    async def ask(self) -> Forecast:
        return await self.service.forecast(HERE)

    async def settled(self) -> None:
        """Wait until the background job has ended."""
        task = self.background._task
        assert task is not None
        await task


def run(play: Callable[[], Awaitable[object]]) -> None:
    async def whole() -> None:
        await asyncio.wait_for(play(), 30)

    asyncio.run(whole())
