"""A mirror that drips is left while there is time to ask another one."""

import contextlib
from collections.abc import AsyncIterator

import pytest
from async_tests import asynchronous
from gfs_bench import Time

from besedka.weather.gfs.transport import Timeouts, Transport
from besedka.weather.gfs.trouble import MirrorError

PATIENT = Timeouts(read=10, slowest=20_000)


async def pieces(time: Time, size: int, pause: float, count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        await time.sleep(pause)
        yield bytes(size)


async def read(time: Time, size: int, pause: float, count: int) -> int:
    """How many bytes of a body that comes in such pieces were counted, whether or not it was left."""
    counted: list[int] = []
    with contextlib.suppress(MirrorError):
        await Transport(PATIENT, time)._read(pieces(time, size, pause, count), 10**9, counted.append)
    (once,) = counted
    return once


@pytest.mark.parametrize(
    ("size", "pause", "count", "pieces_read"),
    [(1, 1.0, 60, 11), (19_000, 1.0, 60, 11), (21_000, 1.0, 60, 60), (1, 1.0, 10, 10), (300_000, 9.0, 3, 3)],
    ids=["a byte a second", "slow", "slow, but fast enough", "a short body", "large pieces, far between"],
)
@asynchronous
async def test_a_body_that_comes_too_slowly_is_left_after_ten_seconds_and_counted(
    size: int, pause: float, count: int, pieces_read: int
) -> None:
    time = Time()
    began = time.now
    assert await read(time, size, pause, count) == size * pieces_read
    assert time.now - began == pause * pieces_read


@asynchronous
async def test_a_mirror_that_is_too_slow_has_timed_out() -> None:
    time = Time()
    with pytest.raises(MirrorError, match="timeout 11 bytes in 11 s"):
        await Transport(PATIENT, time)._read(pieces(time, 1, 1.0, 60), 10**9, lambda _: None)
