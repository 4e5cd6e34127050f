"""Coordinates a run: starts the generator processes, leads them through their steps, and merges their results."""

import asyncio
import json
import secrets
import subprocess
import sys
import time
from asyncio.subprocess import create_subprocess_exec as start_process
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from besedka.deadline import within
from besedka.load.checks.delivery_check import SentStreams
from besedka.load.checks.tally import Tally, slot_width
from besedka.load.run.child_processes import own_python
from besedka.load.run.machine import MachineUsage, MachineWatch
from besedka.load.run.process_usage import ProcessUsage
from besedka.load.scenario.job import Job, microseconds
from besedka.load.scenario.scenario import Scenario
from besedka.load.scenario.target import Target

__all__ = ["LoadRun", "Progress", "RunResult", "WorkerLost"]

_MAX_LINE_BYTES: Final = 1 << 28
_START_DELAY: Final = 200_000
"""Microseconds between the start order and the start, so that all processes receive the order in time."""

_DRAIN_TIMEOUT: Final = 10.0
"""Seconds without arrivals after which missing messages count as lost."""

_DRAIN_TIMEOUT_STOPPED: Final = 2.0
_STEP_GRACE: Final = 30.0
"""Extra seconds allowed for a step beyond its expected duration."""


class WorkerLost(RuntimeError):  # noqa: N818 - named after what happened
    """A generator process ended early, or did not send a message in time."""

    """A generator process ended early, or did not send what it should in time."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A snapshot over all processes: rates of the last second; `p99` (microseconds) is the worst of them."""

    step: str
    seconds: float
    users: int
    sent: int
    delivered: int
    p99: int | None
    wrong: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """The result of a run. `seconds` is the duration of traffic; `stopped`: the run was cut short.

    `began` is when the traffic began, in seconds since the epoch.
    """

    tally: Tally
    seconds: float
    stopped: bool
    server: ProcessUsage | None = None
    began: float = 0.0
    machine: MachineUsage = field(default_factory=MachineUsage)


@dataclass
class _WorkerProcess:
    """One process and its latest progress message."""

    process: asyncio.subprocess.Process
    steps: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    progress: dict[str, Any] = field(default_factory=dict)

    def send(self, message: dict[str, Any]) -> None:
        cast("asyncio.StreamWriter", self.process.stdin).write(json.dumps(message).encode() + b"\n")

    async def read_messages(self) -> None:
        while line := await cast("asyncio.StreamReader", self.process.stdout).readline():
            message = json.loads(line)
            if message["say"] == "progress":
                self.progress = message
            else:
                self.steps.put_nowait(message)
        self.steps.put_nowait({"say": "gone"})

    async def step(self, wanted: str, seconds: float) -> dict[str, Any]:
        try:
            message = await within(seconds, self.steps.get())
        except asyncio.TimeoutError:
            raise WorkerLost(f"it did not say {wanted!r} in time") from None
        if message["say"] != wanted:
            raise WorkerLost(f"it ended before it said {wanted!r}")
        return message


class LoadRun:
    """One run of a scenario. `on_progress` is called, and `server` sampled, once a second.

    `tested` are further processes that belong to what is loaded: what they and their descendants use is no noise.
    """

    def __init__(
        self,
        scenario: Scenario,
        target: Target,
        *,
        server: ProcessUsage | None = None,
        on_progress: Callable[[Progress], None] = lambda _: None,
        tested: Sequence[int] = (),
    ) -> None:
        self._scenario = scenario
        self._machine = MachineWatch([*tested, *([server.pid] if server else [])])
        self._server = server
        self._on_progress = on_progress
        self._job = Job(scenario, target, secrets.token_hex(2), microseconds())
        self._generators: list[_WorkerProcess] = []
        self._step = "entering"
        self._begin: int | None = None
        self._stopped = False
        self._before = Counter[str]()

    def stop(self) -> None:
        """Cut the run short: the rest is skipped, and the report covers what was done."""
        self._stopped = True
        for generator in self._generators:
            generator.send({"do": "stop"})

    async def run(self) -> RunResult:
        """Run from the first connection to the last figure. Raises `WorkerLost`. Leaves no process behind."""
        listeners: list[asyncio.Task[None]] = []
        try:
            for worker in range(self._scenario.processes):
                self._generators.append(await self._start(worker))
                listeners.append(asyncio.ensure_future(self._generators[-1].read_messages()))
            listeners.append(asyncio.ensure_future(self._watch()))
            return await self._coordinate()
        finally:
            for generator in self._generators:
                await _end(generator.process)
            for task in listeners:
                task.cancel()
            await asyncio.gather(*listeners, return_exceptions=True)

    async def _coordinate(self) -> RunResult:
        scenario = self._scenario
        await self._await_all("entered", scenario.ramp + scenario.users / 50 + _STEP_GRACE)
        self._begin = self._now() + _START_DELAY
        began = time.time() + _START_DELAY / 1e6
        self._step = "traffic"
        self._sample_server()
        self._machine.begin()
        self._broadcast({"do": "start", "at": self._begin})
        said = SentStreams()
        for message in await self._await_all("said", scenario.duration + _STEP_GRACE):
            said.merge(SentStreams.from_json(message["said"]))
        seconds = max(0.0, (self._now() - self._begin) / 1_000_000)
        self._sample_server()
        self._machine.end()
        self._step = "draining"
        patience = _DRAIN_TIMEOUT_STOPPED if self._stopped else _DRAIN_TIMEOUT
        self._broadcast({"do": "drain", "said": said.as_json(), "patience": patience})
        tally = Tally(slot_width(scenario.duration))
        for message in await self._await_all("result", 10 * patience + _STEP_GRACE):
            tally.merge(Tally.from_json(message["tally"]))
        took, machine = min(seconds, scenario.duration), self._machine.usage
        return RunResult(tally, took, self._stopped, self._server, began, machine)

    def _now(self) -> int:
        return microseconds() - self._job.epoch

    def _sample_server(self) -> None:
        if self._server is not None:
            self._server.take_sample(self._now())

    def _broadcast(self, message: dict[str, Any]) -> None:
        for generator in self._generators:
            generator.send(message)

    async def _await_all(self, wanted: str, seconds: float) -> Sequence[dict[str, Any]]:
        return await asyncio.gather(*(generator.step(wanted, seconds) for generator in self._generators))

    async def _start(self, worker: int) -> _WorkerProcess:
        # A session of its own: only we get Ctrl-C, and tell the processes to finish.
        apart: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        process = await start_process(
            *own_python("besedka.load.run.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_MAX_LINE_BYTES,
            **apart,
        )
        generator = _WorkerProcess(process)
        generator.send(replace(self._job, worker=worker).as_json())
        if self._stopped:
            generator.send({"do": "stop"})
        return generator

    async def _watch(self) -> None:
        """Sample the server and report progress, once a second."""
        while True:
            await asyncio.sleep(1)
            if self._step == "traffic":
                self._sample_server()
            told = [generator.progress for generator in self._generators if generator.progress]
            sums = Counter[str]()
            for progress in told:
                sums.update({name: progress[name] for name in ("users", "sent", "delivered", "wrong")})
            times = [progress["p99"] for progress in told if progress["p99"] is not None]
            last, self._before = self._before, sums
            self._on_progress(
                Progress(
                    self._step,
                    max(0.0, (self._now() - (self._begin or 0)) / 1_000_000),
                    sums["users"],
                    sums["sent"] - last["sent"],
                    sums["delivered"] - last["delivered"],
                    max(times, default=None),
                    sums["wrong"],
                )
            )


async def _end(process: asyncio.subprocess.Process) -> None:
    """Close the process's input and wait for it to exit; kill it after 5 seconds."""
    cast("asyncio.StreamWriter", process.stdin).close()
    try:
        await within(5, process.wait())
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()
