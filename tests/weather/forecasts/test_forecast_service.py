"""What is answered when the sources deliver, and how often they are asked for it."""

import asyncio
from datetime import timedelta

import pytest
from forecast_desk import Desk, run
from weather_fakes import (
    MIDNIGHT,
    NOON,
    SIX,
    Delivered,
    FakeCams,
)

from besedka.weather.data.conditions import Batch
from besedka.weather.data.variables import Variable


def test_the_hour_nearest_to_now_is_told_from_the_newest_run_with_a_day_ahead() -> None:
    desk = Desk()

    async def play() -> None:
        forecast = await desk.ask()
        assert forecast.now.run == SIX
        assert forecast.now.source == "AWS"
        assert forecast.now.late is None
        assert forecast.now.conditions.valid == NOON
        assert forecast.trouble is None
        ahead = [each.valid - NOON for each in forecast.outlook]
        assert ahead == [timedelta(hours=hours) for hours in range(3, 25, 3)]

    run(play)


def test_now_is_asked_of_the_fine_grid_and_the_outlook_of_the_coarse_one() -> None:
    desk = Desk()
    run(desk.ask)
    assert {batch.grid for batch, _ in desk.gfs.asked if batch.step == 6} == {"0p25"}
    assert {batch.grid for batch, _ in desk.gfs.asked if batch.step > 6} == {"1p00"}


def test_what_is_at_hand_is_not_fetched_again() -> None:
    desk = Desk()

    async def play() -> None:
        await desk.ask()
        asked = len(desk.gfs.asked)
        desk.clock.pass_by(minutes=20)
        await desk.ask()
        assert len(desk.gfs.asked) == asked

    run(play)


def test_the_height_of_the_surface_is_fetched_once() -> None:
    desk = Desk()

    async def play() -> None:
        await desk.ask()
        desk.clock.pass_by(hours=1)
        await desk.ask()
        assert sum(Variable.HEIGHT in variables for _, variables in desk.gfs.asked) == 1

    run(play)


def test_a_hundred_who_ask_at_once_cause_one_download() -> None:
    desk = Desk()

    async def play() -> None:
        answers = await asyncio.gather(*(desk.ask() for _ in range(100)))
        assert len({answer.now.run.at for answer in answers}) == 1
        batches = [batch for batch, _ in desk.gfs.asked]
        assert len(batches) == len(set(batches)) == 9
        assert desk.gfs.searches == 1

    run(play)


def test_one_who_goes_away_does_not_end_the_download_of_the_others() -> None:
    desk = Desk()

    async def play() -> None:
        first = asyncio.ensure_future(desk.ask())
        second = asyncio.ensure_future(desk.ask())
        await asyncio.sleep(0)
        first.cancel()
        assert (await second).now.run == SIX

    run(play)


def test_what_was_too_dear_is_left_out_and_not_asked_for_again() -> None:
    desk = Desk()
    desk.gfs.too_dear = frozenset({Variable.CLOUD, Variable.PRESSURE})

    async def play() -> None:
        forecast = await desk.ask()
        assert forecast.trouble is None
        assert forecast.now.conditions.cloud is None
        asked = len(desk.gfs.asked)
        await desk.ask()
        assert len(desk.gfs.asked) == asked

    run(play)


def test_an_older_run_says_which_newer_one_is_late() -> None:
    desk = Desk()
    desk.gfs.run = MIDNIGHT

    async def play() -> None:
        forecast = await desk.ask()
        assert forecast.now.run == MIDNIGHT
        assert forecast.now.late == SIX

    run(play)


def test_a_step_of_the_outlook_that_cannot_be_had_is_left_out() -> None:
    desk = Desk()
    desk.gfs.missing_steps = {("1p00", 9), ("1p00", 30)}

    async def play() -> None:
        forecast = await desk.ask()
        assert len(forecast.outlook) == 6
        assert forecast.trouble is None

    run(play)


def test_who_asks_does_not_wait_for_ever_for_the_hours_ahead_and_the_next_one_has_them() -> None:
    desk = Desk(patience=0.01)
    gate = asyncio.Event()
    fetch = desk.gfs.fetch

    async def slowly(batch: Batch, variables: frozenset[Variable], *_: object) -> Delivered:
        if batch.step == 12:
            await gate.wait()
        return await fetch(batch, variables)

    async def play() -> None:
        desk.gfs.fetch = slowly  # type: ignore[assignment, method-assign]
        assert NOON + timedelta(hours=6) not in [each.valid for each in (await desk.ask()).outlook]
        gate.set()
        await asyncio.gather(*desk.downloads._downloads._tasks.values())
        assert len((await desk.ask()).outlook) == 8

    run(play)


def test_what_fails_beside_the_weather_is_not_taken_for_it() -> None:
    desk = Desk()

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    desk.gfs.fetch = fail  # type: ignore[assignment, method-assign]
    with pytest.raises(ZeroDivisionError):
        run(desk.ask)


def test_closing_ends_what_is_fetched_and_closes_all() -> None:
    cams = FakeCams()
    desk = Desk(cams)
    begun = asyncio.Event()

    async def hang(*_: object) -> None:
        begun.set()
        await asyncio.sleep(3600)

    async def play() -> None:
        desk.gfs.fetch = hang  # type: ignore[assignment, method-assign]
        asked = asyncio.ensure_future(desk.ask())
        await begun.wait()
        await desk.service.aclose()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert desk.gfs.closed
        assert cams.closed
        assert desk.store.closed

    run(play)
