"""Raises a stand: supervisord, and by it each service after those that it needs, one ready after the other."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path
from typing import Final

from besedka.dialects.words.languages import N_
from besedka.stage.run_folder import LOGS
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership.ledger import SUPERVISOR
from besedka.stage.running.ownership.processes import MARK, Process, find
from besedka.stage.running.raising.probes import is_ready
from besedka.stage.running.raising.programs import service_environment
from besedka.stage.running.raising.stand import Stand
from besedka.stage.running.raising.supervisor_client import NotStarted, SupervisorSilent
from besedka.stage.table.configuration import SUPERVISOR as CONFIGURATION
from besedka.stage.table.service import Service

__all__ = ["GIVEN_UP", "in_order", "raise_stand", "start_service", "start_supervisor", "wait_ready"]

LIMIT: Final = 60.0
"""Seconds for a service to become ready: it may share the machine with others."""

_STEP: Final = 0.05
_ENDED: Final = frozenset({"BACKOFF", "EXITED", "FATAL", "UNKNOWN"})
"""supervisord's words for a service that has ended by itself or could not be started."""

GIVEN_UP: Final = frozenset({"FATAL", "UNKNOWN"})
"""Its words for one that it does not start again."""


def in_order(services: Sequence[Service]) -> Iterator[Service]:
    """Yield the services, each behind those that it starts after. Raises `ValueError` if that is not possible."""
    ready: set[str] = set()
    waiting = list(services)
    while waiting:
        able = next((service for service in waiting if ready.issuperset(service.after)), None)
        if able is None:
            raise ValueError(f"they wait for each other: {[service.name for service in waiting]}")
        waiting.remove(able)
        ready.add(able.name)
        yield able


async def raise_stand(stand: Stand, tell: Callable[[Service], None], *, limit: float = LIMIT) -> Process:
    """Start supervisord and all services; return supervisord's process when all are ready.

    `tell` is called with each service before it starts. Raises `StageFailure` if something ends or is not ready in
    time. What was started then goes on, and is the caller's to end.
    """
    supervisor = start_supervisor(stand)
    await _await_supervisor(stand, supervisor, limit)
    for service in in_order(stand.services):
        tell(service)
        await start_service(stand, service)
        await wait_ready(stand, service, limit=limit)
    return supervisor


def start_supervisor(stand: Stand) -> Process:
    """Start supervisord in a session of its own, where Ctrl-C does not reach it, and write it down."""
    output = stand.log(SUPERVISOR).with_suffix(".out")
    with output.open("ab") as opened:
        started = subprocess.Popen(  # noqa: S603 - a program of our extra
            [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(stand.folder / CONFIGURATION)],
            cwd=stand.folder,
            env=service_environment((MARK, stand.current.mark)),
            stdin=subprocess.DEVNULL,
            stdout=opened,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _CHILDREN[:] = [*(child for child in _CHILDREN if child.poll() is None), started]
    process = find(started.pid) or Process(started.pid, 0)
    stand.ledger.add(SUPERVISOR, process)
    return process


_CHILDREN: Final[list["subprocess.Popen[bytes]"]] = []
"""They may outlive this program, so they are not waited for. Those that have ended are collected when the next one
starts, and their ids are nobody else's until then."""


async def _await_supervisor(stand: Stand, supervisor: Process, limit: float) -> None:
    until = time.monotonic() + limit
    while True:
        try:
            await stand.supervisor.states()
        except SupervisorSilent:
            pass
        else:
            return
        if find(supervisor.pid) != supervisor or time.monotonic() > until:
            raise StageFailure(N_("supervisord did not start:"), lines=_supervisor_lines(stand))
        await asyncio.sleep(_STEP)


def _supervisor_lines(stand: Stand) -> list[str]:
    output: Path = stand.folder / LOGS / f"{SUPERVISOR}.out"
    return output.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]


async def start_service(stand: Stand, service: Service) -> None:
    """Start one service, and write its process down. Raises `StageFailure`."""
    try:
        await stand.supervisor.start(service.name)
        state = (await stand.supervisor.states()).get(service.name)
    except NotStarted as error:
        sentence = N_("{name} could not be started: {reason}")
        raise StageFailure(
            sentence, name=service.name, reason=error.reason, lines=stand.last_lines(service.name) or None
        ) from None
    except SupervisorSilent:
        raise supervisor_lost(stand) from None
    if state is not None and state.pid:
        write_down(stand, service.name, state.pid)


async def wait_ready(
    stand: Stand, service: Service, *, limit: float = LIMIT, ended: Container[str] = _ENDED
) -> None:
    """Wait until a service that was started is ready.

    Raises `StageFailure` if it takes longer than `limit` seconds, or is in one of the states `ended` before.
    """
    until = time.monotonic() + limit
    while True:
        try:
            state = (await stand.supervisor.states()).get(service.name)
        except SupervisorSilent:
            raise supervisor_lost(stand) from None
        lines = stand.last_lines(service.name)
        if state is None or state.state in ended:
            raise StageFailure(N_("{name} ended before it was ready:"), name=service.name, lines=lines)
        if state.pid and (service.ready is None or await is_ready(service.ready, stand.authority)):
            write_down(stand, service.name, state.pid)
            return
        if time.monotonic() > until:
            sentence = N_("{name} was not ready within {seconds} seconds:")
            raise StageFailure(sentence, name=service.name, seconds=f"{limit:g}", lines=lines)
        await asyncio.sleep(_STEP)


def write_down(stand: Stand, name: str, pid: int) -> None:
    """Write a service's process into the ledger, if it is still there."""
    process = find(pid)
    if process is not None:
        stand.ledger.add(name, process)


def supervisor_lost(stand: Stand) -> StageFailure:
    """Return why nothing goes on: somebody ends the stand, or supervisord has ended, or does not answer."""
    current = stand.runtime.current()
    if current is None or current.ending or current.mark != stand.current.mark:
        return StageFailure(N_("Run {run} was ended meanwhile."), run=stand.current.run)
    return StageFailure(N_("supervisord does not answer any more:"), lines=_supervisor_lines(stand))
