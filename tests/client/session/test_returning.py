"""When a session that has lost its connection tries to get another one."""

import asyncio
from collections.abc import Callable
from typing import Any

from async_tests import asynchronous, until
from lasting import Naps

from besedka.client import HandshakeRefused, Reconnecting, ServerUnreachable, SessionOver
from besedka.client.pause import Pause
from besedka.client.session.returning import NotResumedError, Returning

GONE = ServerUnreachable("h", "nobody")


class Bench:
    """Attempts that end as the test says, at a time that only the test moves."""

    def __init__(self, *outcomes: Exception | None, limit: float = 600.0) -> None:
        self.outcomes = list(outcomes)
        self.now = self.wall = 100.0
        self.told: list[Any] = []
        self.naps = Naps(over=True)
        self.begun = 0
        self.hangs: asyncio.Event | None = None
        self.on_attempt: Callable[[], None] = lambda: None
        self.returning = Returning(
            self.attempt,
            self.told.append,
            self.naps.backoff(),
            lambda: limit,
            wall=lambda: self.wall,
            clock=lambda: self.now,
        )
        self.now += 5.0

    async def attempt(self) -> None:
        self.begun += 1
        self.on_attempt()
        if self.hangs is not None:
            await self.hangs.wait()
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome


@asynchronous
async def test_the_first_attempt_is_made_at_once_and_the_others_after_growing_pauses() -> None:
    bench = Bench(GONE, asyncio.TimeoutError(), NotResumedError("internal-error"))
    assert await bench.returning.run("cut") is None
    assert bench.naps.taken == [0.5, 1.0, 2.0]
    assert [(each.attempt, each.delay) for each in bench.told] == [
        *[(1, 0.0), (2, 0.5), (2, 0.0), (3, 1.0), (3, 0.0), (4, 2.0), (4, 0.0)]
    ]
    assert bench.told[0] == Reconnecting(1, 0.0, "cut")
    assert bench.told[1].why == str(GONE)


@asynchronous
async def test_pauses_are_short_again_after_a_connection_that_lasted() -> None:
    bench = Bench(GONE, None, GONE, None, GONE)
    for lasted in (5.0, 9.0, 10.0):
        bench.returning.connected()
        bench.now += lasted
        assert await bench.returning.run("cut") is None
    assert bench.naps.taken == [0.5, 1.0, 0.5]


@asynchronous
async def test_it_ends_when_the_server_says_so() -> None:
    for error, reason in (
        (NotResumedError("unknown-session"), "unknown-session"),
        (NotResumedError("new-server"), "new-server"),
        (NotResumedError("a code of tomorrow"), "unknown-session"),
        (HandshakeRefused("h", 404, "no"), "refused"),
    ):
        over = await Bench(error).returning.run("cut")
        assert isinstance(over, SessionOver)
        assert over.reason == reason


@asynchronous
async def test_it_is_given_up_after_its_limit_with_one_more_attempt() -> None:
    bench = Bench(GONE, GONE, GONE, limit=60.0)

    def pass_time() -> None:
        bench.wall += 45.0

    bench.on_attempt = pass_time
    over = await bench.returning.run("cut")
    assert isinstance(over, SessionOver)
    assert over.reason == "unreachable"
    assert bench.begun == 3
    # A machine that slept for a night tries once more before it gives up.
    bench = Bench(limit=60.0)
    bench.wall += 30_000.0
    assert await bench.returning.run("cut") is None


@asynchronous
async def test_the_last_pause_ends_at_the_limit() -> None:
    bench = Bench(*[GONE] * 4, limit=3.75)

    def pass_time() -> None:
        bench.wall += 1.5

    bench.on_attempt = pass_time
    over = await bench.returning.run("cut")
    assert isinstance(over, SessionOver)
    assert bench.naps.taken == [0.5, 0.75]
    assert bench.told[-1] == Reconnecting(4, 0.0, str(GONE))


@asynchronous
async def test_waking_begins_a_stale_attempt_anew_and_leaves_a_fresh_one_alone() -> None:
    bench = Bench()
    bench.hangs = asyncio.Event()
    running = asyncio.ensure_future(bench.returning.run("cut"))
    await until(lambda: bench.begun == 1)
    for _ in range(5):
        bench.returning.wake()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert bench.begun == 1
    bench.now += 5.0
    bench.returning.wake()
    await until(lambda: bench.begun == 2)
    bench.hangs.set()
    assert await running is None


@asynchronous
async def test_a_pause_ends_when_the_machine_has_slept() -> None:
    naps, wall = Naps(), [0.0]

    def tick() -> float:
        wall[0] += 100.0
        return wall[0]

    await Pause(naps.backoff(), wall=tick, clock=lambda: 0.0).wait(30.0)
    assert naps.taken == [30.0]
    assert not naps.over.is_set()
