import asyncio

import pytest
from async_tests import asynchronous

from besedka.client.session.event_queue import MAX_SIZE, EventQueue


def queue(full: int = 10_000) -> tuple[EventQueue[int], list[str]]:
    calls: list[str] = []
    return EventQueue(lambda: calls.append("room"), full), calls


@asynchronous
async def test_events_come_out_in_order() -> None:
    box, _ = queue()
    for number in range(3):
        box.put(number, 1)
    assert [await box.get() for _ in range(3)] == [0, 1, 2]


@asynchronous
async def test_while_nobody_reads_the_oldest_are_dropped() -> None:
    box, _ = queue(full=2000)
    for number in range(100):
        box.put(number, 244)
    assert not box.full
    assert await box.get() == 96


@asynchronous
async def test_once_read_it_fills_and_asks_for_more_when_there_is_room() -> None:
    box, calls = queue(full=1000)
    box.put(0, 1)
    await box.get()
    for number in range(5):
        box.put(number, 0)
    assert box.full
    for number in range(5):
        assert await box.get() == number
    assert calls == ["room"]


@asynchronous
async def test_the_end_comes_after_what_is_in_it() -> None:
    box, _ = queue()
    box.put(1, 1)
    box.close()
    assert await box.get() == 1
    assert await box.get() is None


@asynchronous
async def test_a_reader_that_waits_is_woken_by_the_end() -> None:
    box, _ = queue()
    reading = asyncio.ensure_future(box.get())
    await asyncio.sleep(0)
    box.close()
    box.close()
    assert await reading is None


@asynchronous
async def test_a_cancelled_reader_loses_nothing() -> None:
    box, _ = queue()
    reading = asyncio.ensure_future(box.get())
    await asyncio.sleep(0)
    box.put(1, 1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await box.get() == 1


def test_it_knows_when_it_is_too_much() -> None:
    box, _ = queue(full=MAX_SIZE * 2)
    assert not box.overflowing
    box.put(1, MAX_SIZE)
    assert box.overflowing
