"""Ten who send what is costly to read, as fast as they are read, beside two who talk: what do these feel of it?"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from benchmarks.processes import machine
from benchmarks.processes.server_process import MeasurementError, pinned
from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.clients.flood_bytes import FLOODS
from benchmarks.strangers.clients.raw_client import RawClient, until
from benchmarks.strangers.network.namespaces import address, private_network
from benchmarks.strangers.source_tree import Tree, TreeServer
from benchmarks.strangers.table import Row, percentile

__all__ = ["costly_input"]

_ROOT = Path(__file__).resolve().parents[3]
_SERVER, _ALICE, _BOB = (address(number) for number in range(3))
_SESSIONS = 10
_INTERVAL = 0.05
_HEAD_START = 0.5
_PATIENCE = 10.0
_LONGEST = 60.0
"""Seconds until the hostile process has ended by itself: on a busy machine it may only just have begun."""


def costly_input(choices: Choices) -> list[Case]:
    """Nobody besides the two, and then each of the floods."""
    sessions, seconds = choices.count or _SESSIONS, choices.seconds or 5.0
    return [Case(name, partial(_run, name, sessions, seconds, choices.ahead)) for name in ("nobody", *FLOODS)]


def _run(name: str, sessions: int, seconds: float, ahead: bool, tree: Tree) -> list[Row]:
    server_cpu, our_cpu = machine.cores()
    with (
        private_network(),
        tree.serve("--host", "0.0.0.0", cpu=server_cpu) as server,
        pinned(our_cpu),
        _flood(name, server.port, sessions, seconds) as flood,
        _ahead(server.pid, ahead),
        _ahead(0, ahead),
    ):
        felt = asyncio.run(_talk(server, seconds))
        return [{"flood": name, **felt, **_said(flood)}]


@contextmanager
def _ahead(pid: int, wanted: bool) -> Iterator[None]:
    """Let this process go before whatever else is done on the machine."""
    if not wanted:
        yield
        return
    try:
        os.sched_setscheduler(pid, os.SCHED_RR, os.sched_param(1))
    except PermissionError as error:
        raise MeasurementError("--ahead needs root") from error
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0))


@contextmanager
def _flood(name: str, port: int, sessions: int, seconds: float) -> "Iterator[subprocess.Popen[str] | None]":
    """The hostile process, which ends by itself, and with us at the latest."""
    if name not in FLOODS:
        yield None
        return
    words = [_SERVER, port, sessions, seconds + _HEAD_START, name]
    command = [sys.executable, "-m", "benchmarks.strangers.clients.flooding", *map(str, words)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            yield process
        finally:
            process.terminate()


def _said(flood: "subprocess.Popen[str] | None") -> Row:
    """What the hostile process has to say, which ends by itself."""
    said: dict[str, float] = {}
    if flood is not None:
        with suppress(subprocess.TimeoutExpired, ValueError):
            said = json.loads(flood.communicate(timeout=_LONGEST)[0])
    return {
        "MB/s in": said["sent"] / 1e6 if said else None,
        "MB/s out": said["got"] / 1e6 if said else None,
        "connections": said.get("connections"),
    }


async def _talk(server: TreeServer, seconds: float) -> dict[str, object]:
    people = [
        await RawClient.enter(server.port, name, host=_SERVER, local=local)
        for name, local in (("alice", _ALICE), ("bob", _BOB))
    ]
    await asyncio.sleep(_HEAD_START)
    said: dict[str, float] = {}
    before, began = server.cpu_seconds(), time.monotonic()
    for number in range(int(seconds / _INTERVAL)):
        await asyncio.sleep(max(0.0, began + number * _INTERVAL - time.monotonic()))
        said[str(number)] = time.monotonic()
        people[number % 2].send(type="send", text=f"m{number}")
    lasted, used = time.monotonic() - began, server.cpu_seconds() - before
    await until(lambda: all(len(_heard(one)) >= len(said) or not one.here for one in people), _PATIENCE)
    delays = [1000 * (came - said[number]) for one in people for number, came in _heard(one).items()]
    lost = 2 * len(said) - len(delays)
    here = sum(one.here for one in people)
    for one in people:
        await one.leave()
    return {
        "p50, ms": percentile(delays, 0.5),
        "p99, ms": percentile(delays, 0.99),
        "max, ms": max(delays, default=None),
        "not heard": lost,
        "people left": here,
        "CPU of the server": f"{100 * used / lasted:.0f} %",
        "memory, MiB": server.memory() / (1 << 20),
    }


def _heard(one: RawClient) -> dict[str, float]:
    """When each of the numbers came; what the hostile ones say has none."""
    return {
        event["text"][1:]: came
        for came, _, event in one.heard
        if event.get("type") == "message" and event.get("from") in ("alice", "bob")
    }
