"""Jobs that run in another thread: how their ends come back, and who is told of a slow one."""

import asyncio
import threading
from concurrent.futures import Future
from typing import Any, cast

import pytest
from server_fakes import FakeLoop
from sqlite_bench import HandExecutor

from besedka.journal.sqlite.jobs import Jobs
from besedka.journal.sqlite.worker import Worker


class Bench:
    def __init__(self) -> None:
        self.loop = FakeLoop()
        self.loop.call_soon_threadsafe = self.loop.call_soon  # type: ignore[attr-defined]
        self.executor = HandExecutor()
        self.told: list[object] = []
        tell = self.told.append
        self.jobs = Jobs(
            cast("Any", self.loop), self.executor, lambda: tell("slow"), lambda: tell(self.jobs.running)
        )

    def finish(self, done: "Future[Any]") -> None:
        self.told.append(done.exception() or done.result())


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_what_a_job_returns_or_raises_comes_back_in_a_later_turn_of_the_loop(bench: Bench) -> None:
    error = OSError("broken")

    def fail() -> None:
        raise error

    bench.jobs.run(lambda: "done", bench.finish)
    assert bench.jobs.running
    bench.executor.run()
    assert bench.told == []
    bench.loop.run()
    assert bench.told == [False, "done"]
    bench.jobs.run(fail, bench.finish)
    bench.executor.run()
    bench.loop.run()
    assert bench.told[2:] == [False, error]


def test_a_slow_job_is_told_once_while_it_runs_and_one_in_time_never(bench: Bench) -> None:
    bench.jobs.run(lambda: "in time", bench.finish)
    bench.loop.advance(4.9)
    bench.executor.run()
    bench.loop.advance(60)
    bench.jobs.run(lambda: "late", bench.finish)
    bench.loop.advance(60)
    assert bench.told == [False, "in time", "slow"]
    bench.executor.run()
    bench.loop.advance(60)
    assert bench.told[3:] == [False, "late"]


def test_a_job_that_ends_after_the_loop_troubles_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """As it is when the program does not wait for a disk."""
    told: list[object] = []
    go_on, worker = threading.Event(), Worker("late")

    async def begin() -> None:
        jobs = Jobs(asyncio.get_running_loop(), worker, told.clear, told.clear)
        jobs.run(lambda: go_on.wait(60), told.append)

    asyncio.run(begin())
    go_on.set()
    worker.shutdown()
    assert (told, caplog.records) == ([], [])
