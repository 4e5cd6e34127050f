import pytest
from async_tests import asynchronous
from gfs_bench import Time

from besedka.weather.gfs.pace import Pace
from besedka.weather.gfs.trouble import MirrorError


@asynchronous
async def test_a_server_without_a_limit_is_never_waited_for() -> None:
    time = Time()
    pace = Pace(None, clock=time, sleep=time.sleep)
    for _ in range(500):
        await pace.turn()
    assert time.slept == []


@asynchronous
async def test_no_minute_has_more_requests_than_are_allowed() -> None:
    time = Time()
    pace = Pace(100, patience=60, clock=time, sleep=time.sleep)
    moments = []
    for _ in range(1000):
        await pace.turn()
        moments.append(time())
        time.now += 0.125
    assert all(later - earlier >= 60 for earlier, later in zip(moments, moments[100:], strict=False))
    assert len(time.slept) == 9


@asynchronous
async def test_one_who_would_wait_too_long_is_told_so_at_once_and_takes_nobodys_turn() -> None:
    time = Time()
    pace = Pace(2, patience=20, clock=time, sleep=time.sleep)
    await pace.turn()
    await pace.turn()
    for _ in range(5):
        with pytest.raises(MirrorError, match="busy 2 requests a minute") as caught:
            await pace.turn()
    assert (caught.value.retry_after, time.slept) == (60, [])
    time.now += 45
    await pace.turn()
    assert time.slept == [15]
