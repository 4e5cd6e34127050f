"""One generator process: `python -m besedka.load.run.worker`, started by the runner (`job` has what they say)."""

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from besedka.load.checks.checks import Said
from besedka.load.traffic.crew import Crew, raise_file_limit
from besedka.load.traffic.job import Job
from besedka.load.traffic.speaking import ClosedLoop, OpenLoop, Speech

__all__ = ["Worker", "main"]

_EVERY: Final = 1.0

Say = Callable[[dict[str, Any]], None]


class Worker:
    """Plays a job, step by step as the runner says. After `stop` every step ends at once."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._stop = asyncio.Event()

    def hear(self, message: dict[str, Any] | None) -> None:
        """The runner says something; None: it is gone."""
        if message is None or message.get("do") == "stop":
            self._stop.set()
        if message is None or message.get("do") != "stop":
            self._heard.put_nowait(message or {"do": "gone"})

    async def work(self) -> None:
        """From the job to the result."""
        job = await self._heard.get()
        if "do" in job:
            return
        crew = Crew(Job.from_json(job))
        reporter = asyncio.ensure_future(self._report(crew))
        try:
            await self._play(crew)
        finally:
            reporter.cancel()
            await crew.settle()
            await crew.leave()

    async def _play(self, crew: Crew) -> None:
        await self._until_stop(crew.enter())
        self._say({"say": "entered"})
        order = await self._heard.get()
        if order["do"] != "start":
            return
        await self._traffic(crew, order["at"])
        self._say({"say": "said", "said": crew.said.as_json()})
        order = await self._heard.get()
        if order["do"] == "drain":
            await crew.drain(Said.from_json(order["said"]), order["patience"])
            self._say({"say": "result", "tally": crew.tally.as_json()})

    async def _traffic(self, crew: Crew, at: int) -> None:
        crew.begin(at)
        loop = (ClosedLoop if crew.job.scenario.window else OpenLoop)(crew, Speech(crew))
        began, used = time.monotonic(), time.process_time()
        loop.start()
        await self._until_stop(loop.done.wait())
        loop.stop()
        await crew.settle()
        crew.tally.busy = (time.process_time() - used) / max(0.001, time.monotonic() - began)

    async def _until_stop(self, work: Coroutine[Any, Any, Any]) -> None:
        tasks = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _report(self, crew: Crew) -> None:
        """Tell once a second how it goes."""
        while True:
            await asyncio.sleep(_EVERY)
            tally = crew.tally
            latest = tally.slots.get((crew.now() - tally.begin) // tally.width - 1)
            self._say(
                {
                    "say": "progress",
                    "users": sum(user.present for user in crew.users.values()),
                    "sent": tally.sent,
                    "delivered": tally.delivered,
                    "p99": latest.messages.percentile(99) if latest else None,
                    "wrong": tally.findings.duplicated
                    + tally.findings.reordered
                    + tally.findings.misdirected,
                }
            )


def main() -> None:
    """Speak with the runner until the result is told, or the runner is gone."""
    raise_file_limit()

    def say(message: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()

    async def run() -> None:
        worker, loop = Worker(say), asyncio.get_running_loop()

        def listen() -> None:
            # A thread, since on Windows a pipe that we were given cannot be read by the event loop.
            with suppress(RuntimeError):  # The loop is closed: the run was interrupted.
                for line in sys.stdin:
                    loop.call_soon_threadsafe(worker.hear, json.loads(line))
                loop.call_soon_threadsafe(worker.hear, None)

        threading.Thread(target=listen, daemon=True).start()
        await worker.work()

    asyncio.run(run())


if __name__ == "__main__":
    main()
