"""One generator process, in this one, against a real server in the same loop."""

import asyncio
import io
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from worker_lead import SHORT, Lead, faults

from besedka.client import Address
from besedka.load.checks.tally import Tally
from besedka.load.run import worker
from besedka.load.scenario.scenario import Scenario
from besedka.load.scenario.target import Target
from besedka.load.traffic import connector, workload
from besedka.load.traffic.job import Job, microseconds
from besedka.server.process.config import Config
from besedka.server.process.log import open_log
from besedka.server.server import Server


@asynccontextmanager
async def serving(**options: Any) -> AsyncIterator[int]:
    config = Config(**{"port": 0, "flood": 0.0, **options})
    server = Server(config, open_log("error", io.StringIO()), "t")
    await server.start()
    hurry = asyncio.Event()
    hurry.set()
    try:
        yield server.port
    finally:
        await server.stop(hurry)


def execute(scenario: Scenario, **options: Any) -> Tally:
    async def run() -> Tally:
        async with serving(**options) as port:
            lead = Lead(scenario, port)
            await lead.enter()
            return await lead.finish()

    return asyncio.run(run())


@pytest.mark.parametrize("dialect", ["json", "plain"])
def test_all_that_was_said_is_heard_by_all(dialect: str) -> None:
    tally = execute(
        replace(SHORT, dialect=dialect, mix={"send": 6, "private": 2, "rename": 1, "users": 1, "history": 1})
    )
    assert tally.counts["connected"] == 12
    assert tally.sent > 50
    assert tally.delivered > 500
    assert faults(tally) == [0, 0, 0, 0, 0]
    assert (tally.refused, tally.failed, tally.dropped) == ({}, {}, {})
    assert tally.times["answers"].total == tally.sent
    assert tally.times["private"].total > 0


def test_delayed_messages_are_waited_for() -> None:
    tally = execute(replace(SHORT, duration=0.1, mix={"delayed": 1}))
    assert tally.times["delayed"].total == tally.delivered == 12 * tally.sent
    assert faults(tally) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("dialect", ["json", "plain"])
def test_in_a_closed_loop_each_answer_brings_the_next_action(dialect: str) -> None:
    tally = execute(replace(SHORT, window=6, dialect=dialect, mix={"send": 1}))
    assert tally.sent > 6
    assert tally.times["answers"].total == tally.sent
    assert faults(tally) == [0, 0, 0, 0, 0]


def test_who_leaves_and_returns_misses_nothing_that_it_should_have_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    monkeypatch.setattr(workload, "_STAY_SECONDS", (0.05, 0.1))
    monkeypatch.setattr(workload, "_AWAY_SECONDS", (0.01, 0.05))
    tally = execute(replace(SHORT, churn=0.5, mix={"send": 1}))
    assert tally.counts["departures"] > 2
    assert tally.counts["connected"] - tally.counts["returned"] == 12
    assert faults(tally) == [0, 0, 0, 0, 0]
    assert tally.dropped == {}


def test_refused_messages_are_counted_and_not_missed() -> None:
    tally = execute(replace(SHORT, payload=80, mix={"send": 1}), max_message=60)
    assert tally.refused.total() == tally.sent > 0
    assert tally.delivered == 0
    assert faults(tally) == [0, 0, 0, 0, 0]


def test_users_who_are_not_let_in_are_counted_and_what_they_should_say_is_not_sent() -> None:
    tally = execute(replace(SHORT, senders=12, mix={"send": 1}), max_clients=8)
    assert tally.failed == {"HTTP 503": 4}
    assert tally.counts["unsent"] > 0
    assert faults(tally)[0] == 0


@asynccontextmanager
async def greeting(behind: int, first: int) -> AsyncIterator[int]:
    """A way to the port `behind` on which the first connections are greeted, as people are, and closed."""
    left = [first]

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if left[0]:
            left[0] -= 1
            writer.write(b"14:03:20 * Welcome to Besedka!\r\n")
            writer.close()
            return
        there, back = await asyncio.open_connection("127.0.0.1", behind)
        await asyncio.gather(pump(reader, back), pump(there, writer))

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await asyncio.sleep(0.01)


def test_users_whose_handshake_was_late_come_in_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "_RETRY_PAUSES", (0.0,) * 4)

    async def run(first: int) -> Tally:
        async with serving() as port, greeting(port, first) as front:
            lead = Lead(replace(SHORT, mix={"send": 1}), front)
            await lead.enter()
            return await lead.finish()

    tally = asyncio.run(run(4))  # one greeting fewer than one user has tries
    assert (tally.counts["connected"], tally.failed) == (12, {})
    tally = asyncio.run(run(60))
    assert tally.failed == {"no handshake": 12}


def test_nobody_to_connect_to_is_a_reason_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "_ENTER_TIMEOUT", 0.05)

    async def run() -> tuple[Tally, Tally]:
        nobody = socket.create_server(("127.0.0.1", 0), backlog=64)
        port = nobody.getsockname()[1]
        found = []
        for silent in (True, False):
            if not silent:
                nobody.close()
            lead = Lead(replace(SHORT, duration=0.0), port)
            await lead.enter()
            found.append(await lead.finish())
        return found[0], found[1]

    silent, absent = asyncio.run(run())
    assert silent.failed == {"timeout": 12}
    assert absent.failed == {"ECONNREFUSED": 12}


def test_what_was_said_and_never_came_is_lost() -> None:
    async def run() -> Tally:
        async with serving() as port:
            lead = Lead(replace(SHORT, mix={"send": 1}), port)
            await lead.enter()
            return await lead.finish(0.1, lambda said: said.last.__setitem__(0, said.last[0] + 2))

    assert faults(asyncio.run(run())) == [2 * 12, 0, 0, 0, 0]


@pytest.mark.parametrize("window", [0, 3])
def test_a_stop_ends_every_step_and_the_result_is_that_of_what_was(
    window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> Tally:
        async with serving() as port:
            lead = Lead(replace(SHORT, duration=600.0, window=window), port)
            await lead.enter()
            await asyncio.wait_for(lead.told.wait(), 30)
            lead.worker.handle({"do": "stop"})
            return await lead.finish()

    monkeypatch.setattr(worker, "_PROGRESS_INTERVAL", 0.05)
    tally = asyncio.run(run())
    assert tally.counts["connected"] == 12
    assert faults(tally) == [0, 0, 0, 0, 0]


def test_a_stop_while_they_come_in() -> None:
    async def run() -> Tally:
        async with serving() as port:
            lead = Lead(replace(SHORT, ramp=600.0), port)
            await asyncio.sleep(0)
            lead.worker.handle({"do": "stop"})
            await lead.enter()
            return await lead.finish()

    assert asyncio.run(run()).counts["connected"] <= 12


def test_when_the_runner_is_gone_the_work_is_over() -> None:
    async def leave(hears: Callable[[Lead], Awaitable[object]]) -> None:
        async with serving() as port:
            lead = Lead(replace(SHORT, duration=0.0), port)
            await hears(lead)
            lead.worker.handle(None)
            await asyncio.wait_for(lead.task, 30)

    async def at_once(lead: Lead) -> None:
        lead.worker._orders = asyncio.Queue()

    asyncio.run(leave(lambda lead: lead.step("entered")))
    asyncio.run(leave(lambda lead: lead.enter()))
    asyncio.run(leave(at_once))


def test_a_worker_whose_runner_was_killed_ends_without_a_word() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        target = Target(Address.parse(f"127.0.0.1:{nobody.getsockname()[1]}"), "127.0.0.1")
        job = Job(SHORT, target, "ab12", microseconds())
        process = subprocess.Popen(
            [sys.executable, "-m", "besedka.load.run.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        process.stdin.write(json.dumps(job.as_json()) + "\n")
        process.stdin.close()
        process.stdin = process.stdout = None
        assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 0
