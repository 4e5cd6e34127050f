"""A fetch that is cancelled, or takes too long: the thread ends, and the job is deleted at the store."""

import asyncio
import threading
from pathlib import Path

import pytest
from async_tests import asynchronous, until
from cams_scene import GRIB, SECRET, Scene, has_ended, scene

from besedka.weather.copernicus.session import StoreSession
from besedka.weather.copernicus.settings import Settings
from besedka.weather.copernicus.store_errors import StoreError
from tools.weather.data_store import DataStore, Reply

HOUR = 3600


async def cancelled_at(here: Scene, endpoint: str) -> None:
    """Fetch, and cancel that when the store has been asked this."""
    fetching = asyncio.create_task(here.fetch())
    await until(lambda: here.store.asked(endpoint))
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    assert here.files() == []


@asynchronous
async def test_a_job_in_the_queue_is_deleted_at_once_however_long_the_pause_between_looks(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, poll_first=HOUR, poll_max=HOUR) as here:
        here.store.states = ("accepted",)
        await cancelled_at(here, "job")
        assert here.store.deleted == list(here.store.jobs)
        assert has_ended(here.thread)


@asynchronous
async def test_a_pause_after_a_busy_answer_ends_at_once(tmp_path: Path) -> None:
    async with scene(tmp_path, retry_pause=HOUR) as here:
        here.store.replies["job"] = [Reply(503)]
        await cancelled_at(here, "job")
        assert here.store.deleted == list(here.store.jobs)
        assert has_ended(here.thread)


@asynchronous
async def test_a_job_whose_submission_was_on_its_way_is_deleted(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        gate = here.store.stall["execution"] = threading.Event()
        fetching = asyncio.create_task(here.fetch())
        await until(lambda: here.store.asked("execution"))
        fetching.cancel()
        await until(here.stop.is_set)
        gate.set()
        with pytest.raises(asyncio.CancelledError):
            await fetching
        assert here.store.deleted == list(here.store.jobs) != []


@asynchronous
async def test_a_store_that_does_not_answer_holds_the_thread_for_its_timeout(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        gate = here.store.stall["execution"] = threading.Event()
        here.store.stall["job"] = threading.Event()
        fetching = asyncio.create_task(here.fetch())
        await until(lambda: here.store.asked("execution"))
        here.archive._settings.timeout = 0.1  # type: ignore[misc]  # From here on only.
        gate.set()
        await until(lambda: here.store.asked("job"))
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching
        assert has_ended(here.thread)
        assert here.store.deleted == list(here.store.jobs)


@asynchronous
async def test_a_job_that_cannot_be_deleted_is_left_to_the_store(tmp_path: Path) -> None:
    async with scene(tmp_path, poll_first=HOUR) as here:
        here.store.states = ("accepted",)
        here.store.replies["delete"] = [Reply(500)]
        await cancelled_at(here, "job")
        assert len(here.store.asked("delete")) == 1
        assert has_ended(here.thread)


@asynchronous
async def test_a_download_that_is_cancelled_leaves_no_file(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.stall["nothing"] = threading.Event()
        here.store.replies["file"] = [Reply(200, GRIB, {}, 600_000, here.store.stall["nothing"])]
        await cancelled_at(here, "file")


@asynchronous
async def test_a_thread_that_hangs_is_not_waited_for_and_no_second_one_begins_beside_it(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, farewell=0.01) as here:
        gate = here.store.stall["process"] = threading.Event()
        await cancelled_at(here, "process")
        hanging = here.thread
        assert hanging.is_alive()
        fetching = asyncio.create_task(here.fetch())
        await until(here.archive._one_at_a_time.locked)
        for _ in range(50):
            await asyncio.sleep(0)
        assert here.thread is hanging
        gate.set()
        assert (await fetching).name.endswith(".grib")
        assert has_ended(hanging)


@asynchronous
async def test_a_fetch_that_takes_longer_than_its_limit_is_a_timeout_and_its_job_is_deleted(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, limit=0.5) as here:
        here.store.states = ("accepted",)
        failure = await here.failure()
        assert failure.reason == "timeout"
        assert here.store.deleted == list(here.store.jobs)


def test_nothing_is_asked_after_a_stop_but_one_farewell() -> None:
    stop = threading.Event()
    with DataStore(GRIB) as store, StoreSession(store.url, Settings(), stop) as session:
        stop.set()
        address = f"{store.url}/catalogue/v1/messages"
        with pytest.raises(StoreError, match="stopped"):
            session.request("GET", address, headers={"PRIVATE-TOKEN": SECRET})
        assert store.seen == []
        session.leave()
        assert session.request("GET", address).json() == {"messages": []}
