import asyncio

import pytest

from besedka.stage.running.playing.together import together


async def forever(ended: list[str], name: str = "x") -> None:
    try:
        await asyncio.sleep(600)
    finally:
        ended.append(name)


async def fail(error: Exception) -> None:
    raise error


def test_what_is_beside_the_work_ends_with_it() -> None:
    ended: list[str] = []
    assert asyncio.run(together(asyncio.sleep(0.01, "done"), forever(ended), asyncio.sleep(0))) == "done"
    assert ended == ["x"]


def test_a_failure_beside_the_work_ends_it_and_is_raised() -> None:
    ended: list[str] = []
    with pytest.raises(LookupError):
        asyncio.run(together(forever(ended, "work"), forever(ended, "beside"), fail(LookupError())))
    assert sorted(ended) == ["beside", "work"]


def test_a_failure_of_the_work_ends_what_is_beside_it() -> None:
    ended: list[str] = []
    with pytest.raises(ValueError, match="why"):
        asyncio.run(together(fail(ValueError("why")), forever(ended)))


def test_who_cancels_it_cancels_all() -> None:
    ended: list[str] = []

    async def run() -> None:
        task = asyncio.ensure_future(together(forever(ended, "work"), forever(ended, "beside")))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    assert sorted(ended) == ["beside", "work"]
