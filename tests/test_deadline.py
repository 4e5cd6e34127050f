import asyncio

import pytest
from async_tests import asynchronous

from besedka.deadline import within


async def work(event: asyncio.Event, ended: list[str]) -> str:
    try:
        await event.wait()
    finally:
        ended.append("ended")
    return "done"


@asynchronous
async def test_work_that_is_done_in_time_gives_its_result() -> None:
    event = asyncio.Event()
    event.set()
    assert await within(5, work(event, [])) == "done"


@asynchronous
async def test_work_that_takes_too_long_has_ended_when_that_is_told() -> None:
    ended: list[str] = []
    with pytest.raises(asyncio.TimeoutError):
        await within(0.001, work(asyncio.Event(), ended))
    assert ended == ["ended"]


@asynchronous
async def test_an_error_of_the_work_is_passed_on() -> None:
    async def fail() -> None:
        raise ValueError("nonsense")

    with pytest.raises(ValueError, match="nonsense"):
        await within(5, fail())


@asynchronous
async def test_a_cancellation_in_the_moment_of_success_is_not_swallowed() -> None:
    event = asyncio.Event()
    waiting = asyncio.ensure_future(within(5, work(event, [])))
    await asyncio.sleep(0)
    event.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
