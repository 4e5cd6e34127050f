"""Breaks things on purpose: a service is killed, frozen, restarted, or cut off, or what goes to it is slowed."""

import asyncio
import json
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from besedka.dialects.words.languages import N_
from besedka.stage.run_folder import FAULTS, FaultRecord
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership import ledger
from besedka.stage.running.ownership.processes import Process, all_processes, family, find, send
from besedka.stage.running.raising.freezing import frozen
from besedka.stage.running.raising.relay_order import RelayOrder
from besedka.stage.running.raising.stand import Stand, folder_gone
from besedka.stage.running.raising.starting import (
    GIVEN_UP,
    start_service,
    supervisor_lost,
    wait_ready,
    write_down,
)
from besedka.stage.running.raising.supervisor_client import NotStarted, ServiceState, SupervisorSilent
from besedka.stage.table.service import Service

__all__ = ["VERBS", "inflict"]

_SECONDS: Final = 5.0
"""How long something is frozen, cut off or slow, unless it is said."""

_DELAY: Final = 0.2
"""Seconds by which a slow way delays each piece, in each direction. Chosen: a bad mobile network."""

_STOPPED: Final = frozenset({"STOPPED", "EXITED", "FATAL"})
_STARTED: Final = frozenset({"STARTING", "RUNNING"})
_STEP: Final = 0.02
_LOOK: Final = 0.5
"""Seconds between looks whether there is still something to be broken."""


async def inflict(stand: Stand, verb: str, name: str, seconds: float | None = None) -> FaultRecord:
    """Do what `verb` says to a service, wait until it is over, and append it to the run's faults.

    `kill` and `restart` are over when the service is ready again. The others last as long as it was asked for, whatever
    else is done meanwhile; a process that replaces a frozen one is not frozen. If it is broken off, what can be undone
    is undone, and what was done is appended all the same. Raises `StageFailure`.
    """
    service = stand.service(name)
    act = VERBS[verb]
    record = FaultRecord(at=time.time(), ended=None, verb=verb, service=name)
    began = False

    def begin() -> None:
        nonlocal began
        began, record["at"] = True, time.time()

    try:
        await act(stand, service, seconds or _SECONDS, begin)
    finally:
        if began:
            record["ended"] = time.time()
            _append(stand, record)
    return record


def _append(stand: Stand, record: FaultRecord) -> None:
    try:
        with (stand.folder / FAULTS).open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(record) + "\n")
    except FileNotFoundError:
        raise folder_gone(stand.current) from None


async def _kill(stand: Stand, service: Service, _seconds: float, begin: Callable[[], None]) -> None:
    process = await _process(stand, service)
    begin()
    _send_all(process, signal.SIGKILL)
    await _until(stand, service, lambda state: state.pid not in (0, process.pid))
    await wait_ready(stand, service, ended=GIVEN_UP)


async def _freeze(stand: Stand, service: Service, seconds: float, begin: Callable[[], None]) -> None:
    process = await _process(stand, service)

    def freeze() -> None:
        begin()
        _send_all(process, signal.SIGSTOP)

    async with frozen(process, stand.runtime.folder, freeze, lambda: _send_all(process, signal.SIGCONT)):
        await _wait(stand, seconds)


async def _wait(stand: Stand, seconds: float) -> None:
    """Wait so long. Raises `StageFailure` as soon as supervisord has ended, and with it what was broken."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if ledger.supervisor(stand.runtime.ledger) is None:
            raise supervisor_lost(stand)
        await asyncio.sleep(min(left, _LOOK))


def _send_all(process: Process, number: int) -> None:
    """Send a signal to a service and its workers: without its master, a worker of nginx would go on."""
    for member in family([process.pid], all_processes()):
        send(member, number)


async def _restart(stand: Stand, service: Service, _seconds: float, begin: Callable[[], None]) -> None:
    before = await _process(stand, service)
    try:
        begin()
        await stand.supervisor.stop(service.name)
    except (NotStarted, SupervisorSilent):
        raise supervisor_lost(stand) from None

    def has_ended(state: ServiceState) -> bool:
        """Whoever else restarts it in this moment may have started it again before we look."""
        return state.state in _STOPPED or (state.state in _STARTED and state.pid != before.pid)

    await _until(stand, service, has_ended)
    await start_service(stand, service)
    await wait_ready(stand, service, ended=GIVEN_UP)


async def _cut(stand: Stand, service: Service, seconds: float, begin: Callable[[], None]) -> None:
    await _by_relay(stand, service, {"do": "cut"}, seconds, begin)


async def _slow(stand: Stand, service: Service, seconds: float, begin: Callable[[], None]) -> None:
    await _by_relay(stand, service, {"do": "slow", "delay": _DELAY, "rate": None}, seconds, begin)


async def _by_relay(
    stand: Stand, service: Service, order: Mapping[str, Any], seconds: float, begin: Callable[[], None]
) -> None:
    name = service.name if service.role == "relay" else service.relay
    if not name:
        able = ", ".join(one.name for one in stand.services if one.relay)
        sentence = N_("No relay stands before {name}; with cut and slow go: {able}.")
        raise StageFailure(sentence, code=2, name=service.name, able=able)
    asked = RelayOrder(Path(stand.service(name).command[-1]), order)
    try:
        begin()
        await asked.give()
    except (OSError, ValueError, asyncio.TimeoutError):
        raise StageFailure(N_("{name} does not answer."), name=name) from None
    keeping = asyncio.ensure_future(asked.keep())
    try:
        await _wait(stand, seconds)
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await asked.take_back()


async def _process(stand: Stand, service: Service) -> Process:
    """Return the service's process. Raises `StageFailure` if it does not run."""
    try:
        state = (await stand.supervisor.states()).get(service.name)
    except SupervisorSilent:
        raise supervisor_lost(stand) from None
    process = find(state.pid) if state is not None and state.pid else None
    if process is None:
        raise StageFailure(N_("{name} does not run."), name=service.name)
    return process


async def _until(stand: Stand, service: Service, reached: Callable[[ServiceState], bool]) -> None:
    while True:
        try:
            state = (await stand.supervisor.states())[service.name]
        except (SupervisorSilent, KeyError):
            raise supervisor_lost(stand) from None
        if reached(state):
            if state.pid:
                write_down(stand, service.name, state.pid)
            return
        if state.state in GIVEN_UP:
            lines = stand.last_lines(service.name)
            raise StageFailure(
                N_("{name} has ended and was not started again:"), name=service.name, lines=lines
            )
        await asyncio.sleep(_STEP)


Act = Callable[[Stand, Service, float, Callable[[], None]], Awaitable[None]]

VERBS: Final[Mapping[str, Act]] = {
    "kill": _kill,
    "freeze": _freeze,
    "restart": _restart,
    "cut": _cut,
    "slow": _slow,
}
"""What can be done to a service."""
