"""A clock that ticks at whole seconds."""

import asyncio
import time

from async_tests import asynchronous

from besedka.stage.services.whole_seconds import whole_seconds


async def first(count: int, *, shift: list[float]) -> list[float]:
    stopped = asyncio.Event()
    found = []
    began = time.time()
    async for moment in whole_seconds(stopped, lambda: 1000.9 + 20 * (time.time() - began) + sum(shift)):
        found.append(moment)
        if len(found) == count:
            stopped.set()
    return found


@asynchronous
async def test_each_whole_second_comes_once_and_in_order() -> None:
    found = await first(4, shift=[0])
    assert found == sorted(set(found))
    assert found[0] >= 1001
    assert all(moment == int(moment) for moment in found)


@asynchronous
async def test_a_clock_that_is_set_back_does_not_stop_it() -> None:
    shift = [0.0]
    asyncio.get_running_loop().call_later(0.02, shift.append, -500.0)
    found = await first(8, shift=shift)
    assert any(moment < 900 for moment in found)


@asynchronous
async def test_it_ends_when_it_is_stopped_in_the_middle_of_a_second() -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().call_soon(stopped.set)
    assert [moment async for moment in whole_seconds(stopped, lambda: 0.5)] == []
