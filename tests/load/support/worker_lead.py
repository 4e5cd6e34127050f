"""The runner's part in the work of a generator process that runs in this one."""

import asyncio
from collections.abc import Callable
from typing import Any

from besedka.client import Address
from besedka.load.checks.delivery_check import SentStreams
from besedka.load.checks.tally import Tally
from besedka.load.run.worker import Worker
from besedka.load.scenario.job import Job, microseconds
from besedka.load.scenario.scenario import Scenario
from besedka.load.scenario.target import Target

__all__ = ["SHORT", "Lead", "faults"]

SHORT = Scenario(users=12, senders=4, rate=400.0, duration=0.4, ramp=0.05, churn=0.0)


class Lead:
    """The runner's part, step by step."""

    def __init__(self, scenario: Scenario, port: int, **more: Any) -> None:
        self.steps: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.told = asyncio.Event()
        self.worker = Worker(self.listen)
        target = Target(Address.parse(f"127.0.0.1:{port}"), "127.0.0.1")
        self.job = Job(scenario, target, "ab12", microseconds())
        self.task = asyncio.ensure_future(self.worker.work())
        self.worker.handle(self.job.as_json())

    def listen(self, message: dict[str, Any]) -> None:
        if message["say"] == "progress":
            self.told.set()
        else:
            self.steps.put_nowait(message)

    async def step(self, say: str) -> dict[str, Any]:
        message = await asyncio.wait_for(self.steps.get(), 30)
        assert message["say"] == say
        return message

    async def enter(self) -> None:
        await self.step("entered")
        self.worker.handle({"do": "start", "at": microseconds() - self.job.epoch})

    async def finish(
        self, patience: float = 5.0, change: Callable[[SentStreams], None] = lambda _: None
    ) -> Tally:
        said = SentStreams.from_json((await self.step("said"))["said"])
        change(said)
        self.worker.handle({"do": "drain", "said": said.as_json(), "patience": patience})
        tally = Tally.from_json((await self.step("result"))["tally"])
        await asyncio.wait_for(self.task, 30)
        return tally


def faults(tally: Tally) -> list[int]:
    found = tally.errors
    return [found.lost, found.duplicated, found.reordered, found.misdirected, tally.counts["unanswered"]]
