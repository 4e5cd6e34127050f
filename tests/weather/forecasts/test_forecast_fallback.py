"""What is answered when the newest data cannot be had: what is at hand, then Copernicus."""

from datetime import timedelta

import pytest
from forecast_desk import DOWN, Desk, run
from weather_fakes import (
    CAMS,
    MIDNIGHT,
    MILD,
    NOON,
    SIX,
    FakeCams,
)

from besedka.weather.data.conditions import Batch
from besedka.weather.data.failures import (
    DailyLimitError,
    SourceFailure,
    SourcesFailedError,
    WeatherError,
)


@pytest.mark.parametrize(
    "trouble", [DOWN, DailyLimitError(200, NOON)], ids=["all sources down", "limit reached"]
)
def test_data_for_this_hour_that_is_at_hand_is_told_with_the_trouble(trouble: WeatherError) -> None:
    desk = Desk()
    desk.gfs.trouble = trouble
    desk.store.hold(Batch(MIDNIGHT, "1p00", 12), MILD, "Google")
    desk.store.hold(Batch(MIDNIGHT, "1p00", 15), MILD, "Google")
    desk.store.hold(Batch(SIX, "1p00", 3), MILD, "Google")

    async def play() -> None:
        forecast = await desk.ask()
        assert forecast.now.conditions.valid == NOON
        assert forecast.now.source == "Google"
        assert forecast.trouble is trouble
        assert [each.valid for each in forecast.outlook] == [NOON + timedelta(hours=3)]

    run(play)


def test_data_from_before_yesterday_is_not_told() -> None:
    desk = Desk()
    desk.gfs.trouble = DOWN
    desk.store.hold(Batch(MIDNIGHT, "0p25", 5), MILD)
    desk.clock.pass_by(hours=18)

    async def play() -> None:
        with pytest.raises(SourcesFailedError) as caught:
            await desk.ask()
        assert [each.reason for each in caught.value.failures] == ["timeout", "status", "not-configured"]

    run(play)


def test_old_data_is_told_with_its_age_and_every_reason() -> None:
    desk = Desk()
    desk.gfs.trouble = DOWN
    desk.store.hold(Batch(MIDNIGHT, "0p25", 5), MILD)

    async def play() -> None:
        forecast = await desk.ask()
        assert NOON - forecast.now.conditions.valid == timedelta(hours=7)
        assert isinstance(forecast.trouble, SourcesFailedError)
        assert [each.source for each in forecast.trouble.failures] == ["AWS", "Google", "Copernicus"]

    run(play)


def test_copernicus_is_fetched_in_the_background_and_answers_the_next_question() -> None:
    cams = FakeCams()
    desk = Desk(cams)
    desk.gfs.trouble = DOWN

    async def play() -> None:
        with pytest.raises(SourcesFailedError):
            await desk.ask()
        await desk.settled()
        forecast = await desk.ask()
        assert forecast.now.run == CAMS
        assert forecast.now.source == "Copernicus"
        assert forecast.now.late is None
        assert forecast.now.conditions.visibility is not None
        assert forecast.now.conditions.visibility.source == "estimated"
        assert forecast.trouble is not None
        assert len(forecast.outlook) == 8

    run(play)


def test_copernicus_is_not_asked_while_gfs_is_there() -> None:
    cams = FakeCams()
    desk = Desk(cams)
    run(desk.ask)
    assert cams.asked == []


def test_copernicus_is_asked_once_for_many_who_ask_and_not_again_at_once() -> None:
    cams = FakeCams(trouble=SourcesFailedError((SourceFailure("Copernicus", "busy"),)))
    desk = Desk(cams)
    desk.gfs.trouble = DOWN

    async def play() -> None:
        for _ in range(5):
            with pytest.raises(SourcesFailedError):
                await desk.ask()
        await desk.settled()
        with pytest.raises(SourcesFailedError) as caught:
            await desk.ask()
        assert caught.value.failures[-1] == SourceFailure("Copernicus", "busy")
        assert len(cams.asked) == 1
        desk.clock.pass_by(minutes=16)
        with pytest.raises(SourcesFailedError):
            await desk.ask()
        await desk.settled()
        assert len(cams.asked) == 2

    run(play)


def test_an_older_run_of_copernicus_is_fetched_when_the_newer_one_is_not_there() -> None:
    cams = FakeCams(runs=(CAMS,))
    desk = Desk(cams)
    desk.gfs.trouble = DOWN

    async def play() -> None:
        with pytest.raises(SourcesFailedError):
            await desk.ask()
        await desk.settled()
        assert cams.asked[-1] == CAMS
        assert len(cams.asked) == 2

    run(play)
