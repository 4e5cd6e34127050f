"""Faults at the same time: each lasts as long as it was asked to, whoever ends first."""

import asyncio
import json
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from small_stand import SLEEPER, small, small_stand

from besedka.stage.run_folder import FAULTS, FaultRecord, read_lines
from besedka.stage.running.ownership.ledger import read
from besedka.stage.running.ownership.processes import Process, find
from besedka.stage.running.raising import faults
from besedka.stage.running.raising.faults import inflict
from besedka.stage.running.raising.stand import Stand
from besedka.stage.running.raising.starting import raise_stand
from besedka.stage.table.service import Probe, Service
from tests.ports import free_port

PATIENCE = 60
LONG, SHORT = 600.0, 0.01
TAKES_ITS_TIME = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.2), sys.exit())); "
    + SLEEPER
)


def relay(path: Path, port: int) -> Service:
    """A real relay, whose target nobody is."""
    module = ("-m", "besedka.stage.services.relay")
    command = (sys.executable, *module, f"127.0.0.1:{port}", "127.0.0.1:9", str(path / "relay-1.sock"))
    return Service("relay-1", "relay", command, "127.0.0.1", ready=Probe("tcp", f"127.0.0.1:{port}"))


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    node = small("node-1", tmp_path, relay="relay-1")
    with free_port() as port, small_stand(tmp_path, relay(tmp_path, port), node) as made:
        asyncio.run(raise_stand(made, lambda _: None))
        yield made


def mode(stand: Stand) -> str:
    """How the relay is now; nothing while it does not answer."""
    with suppress(OSError, ValueError), socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(PATIENCE)
        peer.connect(str(stand.folder / "relay-1.sock"))
        peer.sendall(b'{"do":"state"}\n')
        with peer.makefile() as heard:
            return str(json.loads(heard.readline())["mode"])
    return ""


def process_of(stand: Stand, name: str) -> Process:
    """The service's newest process."""
    return [process for known, process in read(stand.runtime.ledger) if known == name][-1]


def is_frozen(process: Process) -> bool:
    text = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8")
    return text.rpartition(")")[2].split()[0] == "T"


async def reached(condition: Callable[[], bool]) -> None:
    for _ in range(PATIENCE * 100):
        if await asyncio.to_thread(condition):
            return
        await asyncio.sleep(0.01)
    raise AssertionError


async def broken_off(task: "asyncio.Task[FaultRecord]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("short", ["cut", "slow"])
@pytest.mark.parametrize("long", ["cut", "slow"])
@pytest.mark.parametrize("named", ["node-1", "relay-1"])
def test_what_ends_first_lifts_nothing_that_goes_on(stand: Stand, long: str, short: str, named: str) -> None:
    worst = "cut" if "cut" in (long, short) else "slow"

    async def overlap() -> None:
        going_on = asyncio.ensure_future(inflict(stand, long, "node-1", LONG))
        await reached(lambda: mode(stand) == long)
        over = asyncio.ensure_future(inflict(stand, short, named, 0.5))
        await reached(lambda: mode(stand) == worst)
        await over
        assert await asyncio.to_thread(mode, stand) == long
        await broken_off(going_on)

    asyncio.run(overlap())
    assert mode(stand) == "pass"
    assert [record["verb"] for record in read_lines(stand.folder / FAULTS)] == [short, long]


@pytest.mark.parametrize("verb", ["restart", "kill"])
def test_a_relay_that_is_started_anew_is_cut_off_again(stand: Stand, verb: str) -> None:
    async def overlap() -> None:
        going_on = asyncio.ensure_future(inflict(stand, "cut", "node-1", LONG))
        await reached(lambda: mode(stand) == "cut")
        before = process_of(stand, "relay-1")
        await inflict(stand, verb, "relay-1")
        assert process_of(stand, "relay-1") != before
        await reached(lambda: mode(stand) == "cut")
        await broken_off(going_on)

    asyncio.run(overlap())
    assert mode(stand) == "pass"


def test_a_process_that_two_have_frozen_goes_on_when_both_are_over(stand: Stand) -> None:
    process = process_of(stand, "node-1")

    async def overlap() -> None:
        going_on = asyncio.ensure_future(inflict(stand, "freeze", "node-1", LONG))
        await reached(lambda: is_frozen(process))
        await inflict(stand, "freeze", "node-1", SHORT)
        assert is_frozen(process)
        await broken_off(going_on)

    asyncio.run(overlap())
    assert not is_frozen(process)


def test_a_process_that_many_freeze_and_end_at_once_goes_on(stand: Stand) -> None:
    process = process_of(stand, "node-1")

    async def overlap() -> None:
        await asyncio.gather(*(inflict(stand, "freeze", "node-1", SHORT) for _ in range(20)))

    asyncio.run(overlap())
    assert not is_frozen(process)


def test_who_freezes_the_next_process_does_not_wait_for_who_froze_the_last_one(stand: Stand) -> None:
    first = process_of(stand, "node-1")

    async def overlap() -> None:
        going_on = asyncio.ensure_future(inflict(stand, "freeze", "node-1", LONG))
        await reached(lambda: is_frozen(first))
        await inflict(stand, "kill", "node-1")
        await inflict(stand, "freeze", "node-1", SHORT)
        assert not is_frozen(process_of(stand, "node-1"))
        await broken_off(going_on)

    asyncio.run(overlap())


def test_a_restart_is_over_also_where_somebody_else_has_started_the_service_before_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "_STEP", 0.5)

    async def start_at_once(stand: Stand) -> None:
        while (await stand.supervisor.states())["node-1"].pid:
            pass
        await stand.supervisor.start("node-1")

    async def overlap(stand: Stand) -> None:
        await raise_stand(stand, lambda _: None)
        before = process_of(stand, "node-1")
        restarted = asyncio.ensure_future(inflict(stand, "restart", "node-1"))
        await start_at_once(stand)
        await asyncio.wait_for(restarted, PATIENCE)
        after = process_of(stand, "node-1")
        assert find(after.pid) == after != before

    with small_stand(tmp_path, small("node-1", tmp_path, code=TAKES_ITS_TIME)) as stand:
        asyncio.run(overlap(stand))


def test_two_restarts_at_once_are_both_over(stand: Stand) -> None:
    before = process_of(stand, "node-1")

    async def overlap() -> None:
        both = asyncio.gather(*(inflict(stand, "restart", "node-1") for _ in range(2)))
        await asyncio.wait_for(both, PATIENCE)

    asyncio.run(overlap())
    after = process_of(stand, "node-1")
    assert find(after.pid) == after != before
