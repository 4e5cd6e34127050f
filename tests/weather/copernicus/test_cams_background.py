"""Blocking work in a thread of its own."""

import asyncio
import threading
from pathlib import Path

import pytest
from async_tests import asynchronous
from cams_scene import GRIB, RUN, SECRET, STEPS, has_ended, new_meter, scene

from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.archive import CamsArchive
from besedka.weather.copernicus.background import BackgroundWork
from tools.weather.data_store import DataStore


@asynchronous
async def test_what_the_work_returns_is_the_result_and_its_thread_does_not_hold_up_the_process() -> None:
    work = BackgroundWork("name", lambda stop: (stop.is_set(), threading.current_thread()))
    stopped, thread = await work.result(1)
    assert (stopped, thread) == (False, work.thread)
    assert thread.daemon
    assert thread.name == "name"
    await work.ended()


@asynchronous
async def test_what_the_work_raises_is_raised() -> None:
    def fail(_: threading.Event) -> None:
        raise ZeroDivisionError

    work = BackgroundWork("name", fail)
    with pytest.raises(ZeroDivisionError):
        await work.result(1)
    await work.ended()


@asynchronous
async def test_work_that_raises_after_it_was_cancelled_disturbs_nobody() -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()
    complaints: list[object] = []
    loop.set_exception_handler(lambda _, context: complaints.append(context))

    def fail(stop: threading.Event) -> None:
        loop.call_soon_threadsafe(started.set)
        stop.wait()
        raise ZeroDivisionError

    work = BackgroundWork("name", fail)
    waiting = asyncio.create_task(work.result(60))
    await started.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    del waiting
    assert complaints == []


@asynchronous
async def test_a_folder_that_cannot_be_written_is_our_own_fault_and_raises(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        with pytest.raises(FileNotFoundError):
            await here.archive.fetch(RUN, STEPS, tmp_path / "absent")


@asynchronous
async def test_the_clock_and_the_bounds_have_defaults(tmp_path: Path) -> None:
    with DataStore(GRIB) as store:
        store.states = ("successful",)
        archive = CamsArchive(f"{store.url}/", Token(SECRET), new_meter(tmp_path))
        try:
            assert (await archive.fetch(RUN, STEPS, tmp_path)).name == "cams-2026072900-9-12.grib"
        finally:
            await archive.aclose()


@pytest.mark.parametrize("waits_for_the_end", [False, True])
def test_work_that_outlives_the_event_loop_disturbs_nobody(
    caplog: pytest.LogCaptureFixture, waits_for_the_end: bool
) -> None:
    gate = threading.Event()
    work: BackgroundWork[object] = BackgroundWork("name", lambda _: gate.wait())

    async def leave() -> None:
        waiting = asyncio.create_task(work.result(0))
        await asyncio.sleep(0)
        waiting.cancel()
        if waits_for_the_end:
            asyncio.create_task(work.ended())  # noqa: RUF006 - the loop's end cancels it
            await asyncio.sleep(0)

    asyncio.run(leave())
    gate.set()
    assert has_ended(work.thread)
    assert caplog.records == []
