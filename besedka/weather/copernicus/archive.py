"""CAMS forecasts from the Atmosphere Data Store: one file for some steps of a run, by a queued job."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from besedka import __version__
from besedka.deadline import within
from besedka.weather.copernicus import runs
from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.addresses import is_allowed_file, is_allowed_store
from besedka.weather.copernicus.background import BackgroundWork
from besedka.weather.copernicus.constraints import Constraints
from besedka.weather.copernicus.datasets import CAMS_FORECASTS, check_dataset
from besedka.weather.copernicus.download import Asset, Download
from besedka.weather.copernicus.request import Selection, body, size_of
from besedka.weather.copernicus.settings import Settings
from besedka.weather.copernicus.store_errors import SOURCE, StoreError, clean, from_problem
from besedka.weather.data.clock import Clock, utc_now
from besedka.weather.data.conditions import Run
from besedka.weather.data.failures import SourceFailure, SourcesFailedError
from besedka.weather.data.meter import DownloadMeter
from besedka.weather.data.variables import Variable

__all__ = ["CamsArchive"]

LOG = logging.getLogger(__name__)


class CamsArchive:
    """CAMS forecasts at a store.

    A job waits in the store's queue for minutes or hours: `fetch` is background work, and never part of an answer.
    """

    def __init__(
        self,
        url: str,
        token: Token | None,
        meter: DownloadMeter,
        *,
        clock: Clock = utc_now,
        dataset: str = CAMS_FORECASTS,
        settings: Settings | None = None,
    ) -> None:
        """Raise `UnsuitableDatasetError` for a dataset that is not current weather, `ValueError` for plain HTTP."""
        if not is_allowed_store(url):
            raise ValueError("the store's address must begin with https://")
        self._url = url.rstrip("/")
        self._token = token
        self._meter = meter
        self._dataset = check_dataset(dataset)
        self._settings = settings or Settings()
        agent = {"User-Agent": f"Besedka/{__version__} (weather bot of a chat)"}
        self._http = httpx.AsyncClient(headers=agent, timeout=self._settings.timeout)
        self._constraints = Constraints(self._url, dataset, self._http, clock)
        self._one_at_a_time = asyncio.Lock()
        self._work: BackgroundWork[Asset | StoreError] | None = None
        self.left_out: tuple[Variable, ...] = ()
        """The wanted variables that the store did not offer for the latest request."""

    def candidates(self, now: datetime) -> tuple[Run, ...]:
        """Return the runs that may be published by now, newest first."""
        return runs.candidates(now)

    def expected(self, now: datetime) -> Run:
        """Return the newest run that should be published by now."""
        return runs.expected(now)

    async def fetch(self, run: Run, steps: Sequence[int], folder: Path) -> Path:
        """Return a file in `folder` with the wanted variables of these steps: whole GRIB messages, not decoded.

        Calls wait for each other. When this is cancelled, or takes longer than `settings.limit`, the job is deleted at
        the store. The file is the caller's to delete.

        Raises:
            SourcesFailedError: the store has not delivered, and why; `not-there` when it does not have the run yet.
            DailyLimitError: by the meter, before a job is submitted or before its results are downloaded.
            OSError: the file cannot be written.
        """
        async with self._one_at_a_time:
            try:
                return await within(self._settings.limit, self._fetch(run, steps, folder))
            except asyncio.TimeoutError:
                trouble = StoreError("timeout", f"not within {self._settings.limit:.0f} s")
            except (StoreError, httpx.HTTPError, httpx.InvalidURL) as problem:
                trouble = from_problem(problem)
        # Outside of the handlers, so that no exception with the store's own text is its context.
        detail = self._token.scrub(trouble.detail) if self._token else trouble.detail
        raise SourcesFailedError((SourceFailure(SOURCE, trouble.reason, clean(detail)),))

    async def aclose(self) -> None:
        """Close the connections. Cancel `fetch` first."""
        await self._http.aclose()

    async def _fetch(self, run: Run, steps: Sequence[int], folder: Path) -> Path:
        if self._token is None:
            raise StoreError("not-configured")
        if not steps:
            raise StoreError("not-there", f"the run of {run.at:%Y-%m-%d %H}Z has ended")
        selection = await self._constraints.select(run, steps)
        self._note(run, selection)
        self._meter.reserve(size_of(len(steps) * len(selection.variables)))
        asset = await self._made(self._token, body(run, steps, selection.variables))
        self._check(asset)
        path = folder / f"cams-{run.at:%Y%m%d%H}-{steps[0]}-{steps[-1]}.grib"
        await Download(self._http, asset, path, self._meter, self._settings).run()
        return path

    def _note(self, run: Run, selection: Selection) -> None:
        """Keep what is left out; raise `StoreError` if nothing remains."""
        self.left_out = selection.left_out
        if not selection.run_exists:
            raise StoreError("not-there", f"the run of {run.at:%Y-%m-%d %H}Z")
        if not selection.variables:
            raise StoreError("not-there", "none of the variables at these steps")
        if selection.left_out:
            LOG.info("%s does not offer %s.", SOURCE, ", ".join(each.value for each in selection.left_out))

    async def _made(self, token: Token, request: dict[str, Any]) -> Asset:
        """Return the file that the store makes for a request. At most one thread is at work."""
        if self._work is not None:
            await self._work.ended()

        def work(stop: threading.Event) -> Asset | StoreError:
            from besedka.weather.copernicus.job import Job  # noqa: PLC0415 - cdsapi is for bots with a token alone

            return Job(self._url, token, self._settings, stop).run(self._dataset, request)

        self._work = BackgroundWork("cams", work)
        made = await self._work.result(self._settings.farewell)
        if isinstance(made, StoreError):
            raise made
        return made

    def _check(self, asset: Asset) -> None:
        if not is_allowed_file(asset.location, self._url):
            raise StoreError("corrupt", "the results are at an address that is not encrypted")
        if not 0 < asset.size <= self._settings.most_bytes:
            raise StoreError(
                "corrupt", f"the file has {asset.size} bytes; at most {self._settings.most_bytes} are read"
            )
