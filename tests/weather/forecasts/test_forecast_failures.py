"""What has failed is remembered for a while, and nothing is downloaded in vain again and again."""

from collections.abc import Collection
from datetime import timedelta

import pytest
from forecast_desk import DOWN, NOW, Desk, run
from weather_fakes import CAMS, MILD, NOON, SIX, Delivered, FakeCams

from besedka.weather.data.conditions import Batch, Run
from besedka.weather.data.failures import (
    CorruptDataError,
    SourceFailure,
    SourcesFailedError,
    StorageError,
    WeatherError,
)
from besedka.weather.data.variables import Variable

UNREADABLE = CorruptDataError("the message has no values")
FULL = StorageError("nothing can be kept in /cache: No space left on device")


def test_a_failure_answers_for_some_seconds_without_asking_again() -> None:
    desk = Desk()
    desk.gfs.trouble = DOWN

    async def play() -> None:
        for _ in range(50):
            with pytest.raises(SourcesFailedError):
                await desk.ask()
        assert desk.gfs.searches == 1
        desk.gfs.trouble = None
        desk.clock.pass_by(seconds=11)
        assert (await desk.ask()).trouble is None

    run(play)


def test_corrupt_data_is_told_as_its_sources_failure() -> None:
    desk = Desk()
    desk.store.corrupt = CorruptDataError("the message has no values")

    async def play() -> None:
        with pytest.raises(SourcesFailedError) as caught:
            await desk.ask()
        assert caught.value.failures[0] == SourceFailure("AWS", "corrupt", "the message has no values")

    run(play)


def test_data_that_cannot_be_read_is_asked_of_the_next_mirror() -> None:
    desk = Desk()
    desk.store.corrupt, desk.store.corrupt_from = UNREADABLE, {"AWS"}

    async def play() -> None:
        forecast = await desk.ask()
        assert (forecast.now.source, forecast.trouble) == ("Google", None)
        assert len(forecast.outlook) == 8

    run(play)


def downloads(desk: Desk, batch: Batch) -> int:
    return [asked for asked, _ in desk.gfs.asked].count(batch)


@pytest.mark.parametrize("trouble", [UNREADABLE, FULL], ids=["unreadable", "disk full"])
def test_data_that_came_and_cannot_be_used_is_not_downloaded_again_by_each_who_asks(
    trouble: WeatherError,
) -> None:
    desk = Desk()
    desk.store.corrupt = trouble

    async def play() -> None:
        for _ in range(14):
            with pytest.raises(WeatherError):
                await desk.ask()
            desk.clock.pass_by(minutes=1)
        assert downloads(desk, NOW) == (1 if trouble is FULL else 3)  # of two mirrors, and none is left
        desk.store.corrupt = None
        desk.clock.pass_by(minutes=2)
        assert (await desk.ask()).trouble is None

    run(play)


def test_an_hour_ahead_that_cannot_be_had_is_not_asked_for_again_by_each_who_asks() -> None:
    desk = Desk()
    desk.gfs.missing_steps = {("1p00", 30)}
    last = Batch(SIX, "1p00", 30)

    async def play() -> None:
        for _ in range(50):
            await desk.ask()
        assert downloads(desk, last) == 1
        desk.gfs.missing_steps = set()
        desk.clock.pass_by(seconds=61)
        assert (await desk.ask()).outlook[-1].valid == last.valid

    run(play)


def test_a_mirror_that_delivers_another_field_than_its_index_says_is_left_and_not_asked_for_ever() -> None:
    desk = Desk()
    fetch = desk.gfs.fetch

    async def without_visibility(
        batch: Batch, variables: Collection[Variable], refused: Collection[SourceFailure] = ()
    ) -> Delivered:
        return await fetch(batch, frozenset(variables) - {Variable.VISIBILITY}, refused)

    desk.gfs.fetch = without_visibility  # type: ignore[method-assign]

    async def play() -> None:
        forecast = await desk.ask()
        assert isinstance(forecast.trouble, SourcesFailedError)
        assert [(each.source, each.reason, each.detail) for each in forecast.trouble.failures] == [
            ("AWS", "corrupt", "it lacks vis"),
            ("Google", "corrupt", "it lacks vis"),
        ]
        assert forecast.now.conditions.temperature is not None

    run(play)


def test_a_clock_that_is_set_back_does_not_prolong_a_failure() -> None:
    desk = Desk()
    desk.gfs.trouble = DOWN

    async def play() -> None:
        with pytest.raises(SourcesFailedError):
            await desk.ask()
        desk.gfs.trouble = None
        desk.clock.pass_by(minutes=-20)
        assert (await desk.ask()).trouble is None

    run(play)


def test_a_clock_that_is_set_back_by_days_finds_the_run_of_those_days() -> None:
    desk = Desk()
    earlier = Run("gfs", SIX.at - timedelta(days=4))

    async def play() -> None:
        await desk.ask()
        desk.gfs.run = earlier
        desk.clock.pass_by(days=-4)
        forecast = await desk.ask()
        assert (forecast.now.run, len(forecast.outlook)) == (earlier, 8)

    run(play)


def test_no_hours_ahead_are_none_and_no_failure() -> None:
    desk = Desk()

    async def play() -> None:
        assert await desk.downloads.outlook(Run("gfs", SIX.at + timedelta(days=9)), 24) == ()

    run(play)


def test_no_newer_run_is_looked_for_before_there_can_be_one() -> None:
    desk = Desk()

    async def play() -> None:
        for _ in range(180):  # minutes, from 12:00 to 15:00
            await desk.ask()
            desk.clock.pass_by(minutes=1)
        assert desk.gfs.searches == 1
        for _ in range(30):
            await desk.ask()
            desk.clock.pass_by(minutes=1)
        assert desk.gfs.searches == 1 + 6
        desk.gfs.run = Run("gfs", NOON)
        desk.clock.pass_by(minutes=5)
        assert (await desk.ask()).now.run.at == NOON
        searches = desk.gfs.searches
        desk.clock.pass_by(minutes=90)
        await desk.ask()
        assert desk.gfs.searches == searches

    run(play)


def test_a_question_every_minute_of_a_leap_day_downloads_each_hour_once_a_run() -> None:
    desk = Desk()
    midnight = NOON.replace(year=2028, month=2, day=29, hour=0)

    async def play() -> None:
        for minute in range(24 * 60):
            desk.clock.now = midnight + timedelta(minutes=minute)
            published = desk.clock.now - timedelta(hours=3, minutes=36)
            desk.gfs.run = Run("gfs", published.replace(hour=published.hour // 6 * 6, minute=0))
            forecast = await desk.ask()
            assert abs(forecast.now.conditions.valid - desk.clock.now) <= timedelta(minutes=30)
            assert forecast.now.run.at >= desk.clock.now - timedelta(hours=9, minutes=42)
            assert len(forecast.outlook) == 8
        fetched = [batch for batch, _ in desk.gfs.asked]
        assert len(fetched) == len(set(fetched))
        assert sum(batch.grid == "0p25" for batch in fetched) <= 25 + 4
        assert sum(batch.grid == "1p00" for batch in fetched) <= 5 * (8 + 2)
        assert desk.gfs.searches <= 4 * 10

    run(play)


def test_while_a_run_is_uploaded_the_older_one_tells_the_hours_ahead() -> None:
    desk = Desk()
    newer = Run("gfs", NOON)

    async def play() -> None:
        await desk.ask()
        desk.gfs.run, desk.gfs.missing_steps = newer, {("1p00", step) for step in range(9, 40)}
        desk.clock.pass_by(hours=3, minutes=40)
        forecast = await desk.ask()
        assert (forecast.now.run, forecast.outlook_run, forecast.trouble) == (newer, SIX, None)
        assert len(forecast.outlook) == 7
        desk.gfs.missing_steps = set()
        desk.clock.pass_by(seconds=61)
        forecast = await desk.ask()
        assert (forecast.outlook_run, len(forecast.outlook)) == (newer, 8)

    run(play)


def test_what_was_there_is_told_though_what_comes_after_it_evicts_it() -> None:
    desk = Desk()
    fetch = desk.gfs.fetch

    async def evicting(
        batch: Batch, variables: Collection[Variable], refused: Collection[SourceFailure] = ()
    ) -> Delivered:
        delivered = await fetch(batch, variables, refused)
        if batch.grid == "1p00":
            desk.store.held.pop(NOW, None)
        return delivered

    desk.gfs.fetch = evicting  # type: ignore[method-assign]

    async def play() -> None:
        forecast = await desk.ask()
        assert (forecast.now.source, forecast.now.conditions.visibility is None) == ("AWS", False)

    run(play)


@pytest.mark.parametrize(
    "trouble", [FULL, OSError("no space"), WeatherError("the decoder does not start")], ids=str
)
def test_what_copernicus_delivers_and_cannot_be_kept_is_told(trouble: Exception) -> None:
    desk = Desk(FakeCams())
    desk.gfs.trouble = DOWN

    async def refuse(*_: object, **__: object) -> None:
        raise trouble

    desk.store.put = refuse  # type: ignore[assignment, method-assign]

    async def play() -> None:
        with pytest.raises(SourcesFailedError):
            await desk.ask()
        await desk.settled()
        with pytest.raises(SourcesFailedError) as caught:
            await desk.ask()
        assert caught.value.failures[-1] == SourceFailure("Copernicus", "unreachable", str(trouble))

    run(play)


def test_a_run_of_copernicus_that_is_there_in_part_is_fetched_again() -> None:
    cams = FakeCams()
    desk = Desk(cams)
    desk.gfs.trouble = DOWN
    desk.store.hold(Batch(CAMS, "0p4", 48), MILD)  # valid in 24 hours; the others were evicted

    async def play() -> None:
        with pytest.raises(SourcesFailedError):
            await desk.ask()
        await desk.settled()
        assert cams.asked[-1] == CAMS
        assert (await desk.ask()).now.run == CAMS

    run(play)
