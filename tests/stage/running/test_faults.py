"""What is broken on purpose is broken, is written down, and is whole again."""

import asyncio
import json
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_stand import SLEEPER, small, small_stand

from besedka.dialects.words.languages import language
from besedka.stage.run_folder import FAULTS, read_lines
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership.ledger import read
from besedka.stage.running.ownership.processes import Process, all_processes, find, send
from besedka.stage.running.raising.faults import inflict
from besedka.stage.running.raising.stand import Stand
from besedka.stage.running.raising.starting import raise_stand

ENGLISH = language("en")
RELAY = """
import pathlib, socket, sys
path = sys.argv[1]
control = socket.socket(socket.AF_UNIX)
control.bind(path)
control.listen()
while True:
    peer = control.accept()[0]
    for line in peer.makefile():
        print(line, end="", flush=True)
        peer.sendall(b"{}" + bytes([10]))
"""


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with small_stand(tmp_path, small("node-1", tmp_path, relay="relay-1")) as made:
        asyncio.run(raise_stand(made, lambda _: None))
        yield made


def process_of(stand: Stand) -> Process:
    """The service's newest process."""
    return [process for name, process in read(stand.runtime.ledger) if name == "node-1"][-1]


def written(stand: Stand) -> list[dict[str, Any]]:
    return read_lines(stand.folder / FAULTS)


def state(process: Process) -> str:
    text = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8")
    return text.rpartition(")")[2].split()[0]


@pytest.mark.parametrize("verb", ["kill", "restart"])
def test_what_was_killed_or_restarted_runs_again_as_another_process(stand: Stand, verb: str) -> None:
    before = process_of(stand)
    record = asyncio.run(inflict(stand, verb, "node-1"))
    after = process_of(stand)
    assert find(before.pid) != before
    assert find(after.pid) == after != before
    assert [dict(record)] == written(stand)
    assert (record["verb"], record["service"]) == (verb, "node-1")
    assert record["ended"] is not None
    assert record["ended"] > record["at"]


def test_what_is_frozen_stands_still_and_goes_on(stand: Stand) -> None:
    process = process_of(stand)

    async def freeze() -> str:
        task = asyncio.ensure_future(inflict(stand, "freeze", "node-1", 0.5))
        while (seen := state(process)) != "T":
            assert not task.done()
            await asyncio.sleep(0.01)
        await task
        return seen

    assert asyncio.run(freeze()) == "T"
    assert state(process) != "T"
    assert len(written(stand)) == 1


def test_what_is_broken_off_is_undone_and_written_down(stand: Stand) -> None:
    process = process_of(stand)

    async def break_off() -> None:
        task = asyncio.ensure_future(inflict(stand, "freeze", "node-1", 600))
        while state(process) != "T":  # noqa: ASYNC110 - it is the system's
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(break_off())
    assert state(process) != "T"
    assert [record["verb"] for record in written(stand)] == ["freeze"]


@pytest.mark.parametrize("verb", ["cut", "slow"])
def test_the_relay_before_it_is_told_and_told_again_when_it_is_over(tmp_path: Path, verb: str) -> None:
    control = str(tmp_path / "relay-1.up")
    code = f"exec(bytes.fromhex('{RELAY.encode().hex()}'))"
    relay = replace(small("relay-1", tmp_path, code=code), ready=None)
    with small_stand(tmp_path, relay, small("node-1", tmp_path, relay="relay-1")) as stand:
        assert relay.command[-1] == control
        asyncio.run(raise_with(stand, Path(control)))
        asyncio.run(inflict(stand, verb, "node-1", 0.01))
        wait_for_lines(stand.log("relay-1"), 2)
        orders = [json.loads(line) for line in stand.log("relay-1").read_text().splitlines()]
    assert [order["do"] for order in orders] == [verb, "pass"]
    assert [record["service"] for record in written(stand)] == ["node-1"]


async def raise_with(stand: Stand, control: Path) -> None:
    await raise_stand(stand, lambda _: None)
    while not control.is_socket():  # noqa: ASYNC110, ASYNC240 - another process makes it
        await asyncio.sleep(0.01)


def wait_for_lines(log: Path, count: int) -> None:
    """Wait until so many lines are in a log: supervisord writes down in its own time what a service has said."""
    until = time.monotonic() + 60
    while log.read_text().count("\n") < count and time.monotonic() < until:
        time.sleep(0.01)


def test_without_a_relay_before_it_nothing_can_be_cut(tmp_path: Path) -> None:
    with small_stand(tmp_path, small("nginx", tmp_path), small("node-1", tmp_path, relay="relay-1")) as stand:
        with pytest.raises(StageFailure) as failed:
            asyncio.run(inflict(stand, "cut", "nginx", 1))
        assert written(stand) == []
    assert failed.value.text(ENGLISH) == "No relay stands before nginx; with cut and slow go: node-1."
    assert failed.value.code == 2


def test_what_lasts_is_over_when_the_stand_is_ended(stand: Stand) -> None:
    stand.runtime.write(replace(stand.current, ending=True))

    async def end() -> None:
        task = asyncio.ensure_future(inflict(stand, "freeze", "node-1", 600))
        while state(process) != "T":  # noqa: ASYNC110 - it is the system's
            await asyncio.sleep(0.01)
        send(dict(read(stand.runtime.ledger))["supervisord"], signal.SIGKILL)
        await task

    process = process_of(stand)
    with pytest.raises(StageFailure) as failed:
        asyncio.run(end())
    assert failed.value.text(ENGLISH) == f"Run {stand.current.run} was ended meanwhile."
    assert state(process) != "T"
    assert [record["verb"] for record in written(stand)] == ["freeze"]


def test_an_unknown_service_is_answered_with_those_that_there_are(stand: Stand) -> None:
    with pytest.raises(StageFailure) as failed:
        asyncio.run(inflict(stand, "kill", "node-9"))
    assert failed.value.text(ENGLISH) == "There is no service “node-9”; there are: node-1."


def test_a_service_that_does_not_come_back_is_told_with_its_last_words(tmp_path: Path) -> None:
    once = (
        "import pathlib, sys; file = pathlib.Path(sys.argv[1]); mark = file.with_suffix('.mark'); "
        "mark.exists() and (print('only once', flush=True), sys.exit(1)); mark.touch(); " + SLEEPER
    )
    with small_stand(tmp_path, small("node-1", tmp_path, code=once)) as stand:
        asyncio.run(raise_stand(stand, lambda _: None))
        (tmp_path / "node-1.up").unlink()
        with pytest.raises(StageFailure) as failed:
            asyncio.run(inflict(stand, "restart", "node-1"))
        assert len(written(stand)) == 1
    assert "only once" in failed.value.text(ENGLISH)


def test_without_a_supervisor_nothing_is_waited_for(stand: Stand) -> None:
    send(dict(read(stand.runtime.ledger))["supervisord"], signal.SIGKILL)
    for verb in ("kill", "freeze", "restart"):
        with pytest.raises(StageFailure):
            asyncio.run(inflict(stand, verb, "node-1", 1))
    assert process_of(stand) in {status.process for status in all_processes().values()}


def test_a_fault_in_a_run_whose_folder_was_deleted_says_so(stand: Stand) -> None:
    gone = replace(stand, current=replace(stand.current, folder=str(stand.folder / "gone")))
    with pytest.raises(StageFailure) as failed:
        asyncio.run(inflict(gone, "freeze", "node-1", 0.01))
    told = f"The folder of run {stand.current.run} is gone: {stand.folder / 'gone'}"
    assert failed.value.text(ENGLISH) == told
    assert state(process_of(stand)) != "T"
