"""One generator process: `python -m besedka.load.run.worker`, started by the runner (`job` lists the messages)."""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from besedka.descriptors import raise_file_limit
from besedka.load.checks.delivery_check import SentStreams
from besedka.load.traffic.job import Job
from besedka.load.traffic.posters import Posters
from besedka.load.traffic.senders import ActionSender, ClosedLoop, OpenLoop
from besedka.load.traffic.user_pool import UserPool

__all__ = ["Worker", "main"]

_PROGRESS_INTERVAL: Final = 1.0
"""Seconds between progress reports."""
_OPEN_FILES: Final = 1 << 16
"""File limit requested where there is none: more than the connections possible from one address to one port."""

Send = Callable[[dict[str, Any]], None]


class Worker:
    """Executes a job step by step, as the runner orders. After `stop` every step ends at once."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._orders: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._stop = asyncio.Event()

    def handle(self, message: dict[str, Any] | None) -> None:
        """Handle a message from the runner. None means that the runner is gone, and stops the work."""
        if message is None or message.get("do") == "stop":
            self._stop.set()
        if message is None or message.get("do") != "stop":
            self._orders.put_nowait(message or {"do": "gone"})

    async def work(self) -> None:
        """Execute the job, which the runner sends first. Returns without a result if the runner is gone."""
        job = await self._orders.get()
        if "do" in job:
            return
        pool = UserPool(Job.from_json(job))
        reporter = asyncio.ensure_future(self._report(pool))
        try:
            await self._play(pool)
        finally:
            reporter.cancel()
            await pool.settle()
            await pool.leave()

    async def _play(self, pool: UserPool) -> None:
        await self._until_stop(pool.enter())
        self._send({"say": "entered"})
        order = await self._orders.get()
        if order["do"] != "start":
            return
        await self._traffic(pool, order["at"])
        self._send({"say": "said", "said": pool.said.as_json()})
        order = await self._orders.get()
        if order["do"] == "drain":
            await pool.drain(SentStreams.from_json(order["said"]), order["patience"])
            self._send({"say": "result", "tally": pool.tally.as_json()})

    async def _traffic(self, pool: UserPool, at: int) -> None:
        pool.begin(at)
        loop = _loop(pool)
        began, used = time.monotonic(), time.process_time()
        loop.start()
        await self._until_stop(loop.done.wait())
        loop.stop()
        await pool.settle()
        pool.tally.busy = (time.process_time() - used) / max(0.001, time.monotonic() - began)

    async def _until_stop(self, work: Coroutine[Any, Any, Any]) -> None:
        tasks = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _report(self, pool: UserPool) -> None:
        """Report progress once a second."""
        while True:
            await asyncio.sleep(_PROGRESS_INTERVAL)
            tally = pool.tally
            latest = tally.slots.get((pool.now() - tally.begin) // tally.width - 1)
            self._send(
                {
                    "say": "progress",
                    "users": sum(user.present for user in pool.users.values()),
                    "sent": tally.sent,
                    "delivered": tally.delivered,
                    "p99": latest.messages.percentile(99) if latest else None,
                    "wrong": tally.errors.duplicated + tally.errors.reordered + tally.errors.misdirected,
                }
            )


def _loop(pool: UserPool) -> OpenLoop | ClosedLoop | Posters:
    speech = ActionSender(pool)
    if pool.context.posts is not None:
        return Posters(pool, speech, pool.context.posts)
    return ClosedLoop(pool, speech) if pool.job.scenario.window else OpenLoop(pool, speech)


def main() -> None:
    """Serve the runner until the result is sent or the runner is gone."""
    raise_file_limit(_OPEN_FILES)

    def send(message: dict[str, Any]) -> None:
        try:
            sys.stdout.write(json.dumps(message) + "\n")
            sys.stdout.flush()
        except (
            BrokenPipeError
        ):  # The runner was killed: its orders end as well. What is buffered goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    async def run() -> None:
        worker, loop = Worker(send), asyncio.get_running_loop()

        def listen() -> None:
            # A thread, because on Windows the event loop cannot read an inherited pipe.
            with suppress(RuntimeError):  # the loop is closed: the run was interrupted
                for line in sys.stdin:
                    loop.call_soon_threadsafe(worker.handle, json.loads(line))
                loop.call_soon_threadsafe(worker.handle, None)

        threading.Thread(target=listen, daemon=True).start()
        await worker.work()

    asyncio.run(run())


if __name__ == "__main__":
    main()
