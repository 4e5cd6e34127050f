"""CAMS forecasts fetched by the real cdsapi from a loopback store."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import eccodes
import pytest
from async_tests import asynchronous
from cams_scene import GRIB, NOW, QUICK, RUN, SECRET, new_meter, scene

from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.archive import CamsArchive
from besedka.weather.copernicus.datasets import UnsuitableDatasetError
from besedka.weather.data.conditions import Run
from besedka.weather.data.failures import DailyLimitError
from besedka.weather.data.variables import Variable
from tools.weather.data_store import DataStore
from tools.weather.data_store_documents import VARIABLES, constraints


@asynchronous
async def test_a_job_is_queued_and_polled_and_its_file_is_downloaded(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.states = ("accepted", "accepted", "running", "running", "successful")
        path = await here.fetch()
        assert path == tmp_path / "cams-2026072900-9-12.grib"
        assert here.content(path) == GRIB
        assert len(here.store.asked("execution")) == 1
        assert len(here.store.asked("job")) >= 5
        assert here.store.deleted == []


@asynchronous
async def test_a_real_grib_file_of_edition_1_arrives_as_it_is(tmp_path: Path) -> None:
    sample = eccodes.codes_grib_new_from_samples("regular_ll_sfc_grib1")
    message = eccodes.codes_get_message(sample)
    eccodes.codes_release(sample)
    async with scene(tmp_path) as here:
        here.store.grib = message * 3
        assert here.content(await here.fetch()) == message * 3


@asynchronous
async def test_the_request_asks_for_six_variables_of_a_forecast_in_grib(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        await here.fetch()
        (execution,) = here.store.asked("execution")
        assert json.loads(execution.body)["inputs"] == {
            "variable": list(VARIABLES),
            "date": ["2026-07-29/2026-07-29"],
            "time": ["00:00"],
            "leadtime_hour": ["9", "12"],
            "type": ["forecast"],
            "data_format": "grib",
        }


@asynchronous
async def test_the_token_goes_to_the_api_and_neither_to_the_catalogue_file_nor_to_the_results(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as here:
        await here.fetch()
        sent = {each.endpoint for each in here.store.seen if each.headers.get("Private-Token") == SECRET}
        assert sent == {"messages", "process", "execution", "job", "results"}
        assert SECRET not in str(
            [each for each in here.store.seen if each.endpoint in ("constraints", "file")]
        )


@asynchronous
async def test_a_variable_that_the_store_does_not_have_is_left_out_and_named(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.constraints = constraints(variables=VARIABLES[:-1])
        await here.fetch()
        (execution,) = here.store.asked("execution")
        assert json.loads(execution.body)["inputs"]["variable"] == list(VARIABLES[:-1])
        assert here.archive.left_out == (Variable.AEROSOL_DEPTH,)


@asynchronous
async def test_a_run_that_is_not_in_the_constraints_is_not_there_and_no_job_is_made(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.constraints = constraints(["2015-01-01/2026-07-28"])
        failure = await here.failure()
        assert (failure.reason, failure.detail) == ("not-there", "the run of 2026-07-29 00Z")
        assert here.store.asked("execution") == []


@asynchronous
async def test_steps_that_the_store_does_not_have_are_not_there(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        failure = await here.failure(steps=(120, 123))
        assert (failure.reason, failure.detail) == ("not-there", "none of the variables at these steps")


@asynchronous
async def test_constraints_are_kept_for_a_day(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        await here.fetch()
        here.now = NOW + timedelta(hours=23, minutes=59)
        await here.fetch()
        assert len(here.store.asked("constraints")) == 1
        here.now = NOW + timedelta(hours=24)
        await here.fetch()
        assert len(here.store.asked("constraints")) == 2


@asynchronous
async def test_a_run_that_was_absent_is_asked_for_again_after_an_hour(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.constraints = constraints(["2015-01-01/2026-07-28"])
        await here.failure()
        here.store.constraints = constraints()
        here.now = NOW + timedelta(minutes=59)
        assert (await here.failure()).reason == "not-there"
        here.now = NOW + timedelta(minutes=60)
        assert here.content(await here.fetch()) == GRIB


@asynchronous
async def test_two_fetches_make_one_job_after_the_other(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        await asyncio.gather(here.fetch(), here.fetch(steps=(15,)))
        order = [each.endpoint for each in here.store.seen if each.endpoint in ("execution", "file")]
        assert order == ["execution", "file", "execution", "file"]


@asynchronous
async def test_what_was_downloaded_is_counted_for_copernicus(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        await here.fetch()
        assert here.meter.usage().by_source == {"Copernicus": len(GRIB)}


@asynchronous
async def test_a_day_that_is_used_up_makes_no_job(tmp_path: Path) -> None:
    async with scene(tmp_path, limit_a_day=1000) as here:
        with pytest.raises(DailyLimitError):
            await here.fetch()
        assert here.store.asked("execution") == []


@asynchronous
async def test_a_day_that_is_used_up_while_the_job_waited_downloads_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path, most_bytes=20_000_000, limit_a_day=9_800_000) as here:
        here.store.grib = GRIB * 10
        with pytest.raises(DailyLimitError):
            await here.fetch()
        assert here.store.asked("file") == []
        assert here.files() == []


@asynchronous
async def test_without_a_token_the_store_is_not_asked(tmp_path: Path) -> None:
    async with scene(tmp_path, token=None) as here:
        assert (await here.failure()).reason == "not-configured"
        assert here.store.seen == []


@asynchronous
async def test_a_run_that_has_no_steps_left_is_not_there(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        assert (await here.failure(steps=())).reason == "not-there"
        assert here.store.seen == []


@asynchronous
async def test_the_archive_says_which_runs_may_be_there(tmp_path: Path) -> None:
    with DataStore(GRIB) as store:
        archive = CamsArchive(store.url, Token(SECRET), new_meter(tmp_path), settings=QUICK)
        assert archive.expected(NOW) == RUN
        assert archive.candidates(NOW) == tuple(
            Run("cams", RUN.at - timedelta(hours=12) * n) for n in range(3)
        )
        await archive.aclose()


def test_era5_is_refused_as_current_weather(tmp_path: Path) -> None:
    with pytest.raises(UnsuitableDatasetError, match="five days behind"):
        CamsArchive(
            "https://ads.atmosphere.copernicus.eu/api",
            None,
            new_meter(tmp_path),
            dataset="reanalysis-era5-single-levels",
        )


def test_a_store_that_is_not_encrypted_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="https://"):
        CamsArchive("http://ads.atmosphere.copernicus.eu/api", None, new_meter(tmp_path))
