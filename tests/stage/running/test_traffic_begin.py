"""The moment from which a profile's faults count."""

import asyncio
import time

from besedka.load.run.runner import Progress
from besedka.stage.running.playing.play import TrafficBegin


def snapshot(step: str, seconds: float) -> Progress:
    return Progress(step, seconds, 1, 0, 0, None, 0)


def test_what_is_told_before_the_traffic_has_begun_says_nothing() -> None:
    async def wait() -> float:
        begin, now = TrafficBegin(), time.monotonic()
        for told in (snapshot("entering", 3.0), snapshot("traffic", 0.0), snapshot("traffic", 100.0)):
            begin.hear(told)
        begin.hear(snapshot("traffic", 1.0))  # Later ones change nothing.
        await asyncio.wait_for(begin.wait_until(100.2), 30)
        return time.monotonic() - now

    assert 0.19 <= asyncio.run(wait()) < 10
