"""Plays a profile on a stand: the load, its faults at their moments, and a watch over all services."""

import asyncio
import time
from contextlib import suppress
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.load.options import LoadOptions
from besedka.load.report.load_report import LoadReport
from besedka.load.run.runner import Progress
from besedka.stage.run_folder import CANARY
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership.processes import Process, find
from besedka.stage.running.playing.progress import CanaryCount, Display
from besedka.stage.running.playing.together import together
from besedka.stage.running.playing.traffic import play_load
from besedka.stage.running.raising.faults import inflict
from besedka.stage.running.raising.stand import Stand
from besedka.stage.running.raising.starting import supervisor_lost
from besedka.stage.running.raising.supervisor_client import NotStarted, SupervisorSilent
from besedka.stage.table.profile import PlannedFault

__all__ = ["TrafficBegin", "play", "watch"]

_SILENCES: Final = 3
"""Times that supervisord may fail to answer before it counts as lost."""

_OBSERVERS: Final = frozenset({"canary", "sampler"})
_PATIENCE: Final = 10.0


class TrafficBegin:
    """The moment when the traffic begins, which faults count from, as the load's progress tells it."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._at = 0.0

    def hear(self, snapshot: Progress) -> None:
        """Take the moment from the first snapshot that is certainly behind it: until then, `seconds` is 0."""
        if snapshot.step == "traffic" and snapshot.seconds > 0 and not self._told.is_set():
            self._at = time.monotonic() - snapshot.seconds
            self._told.set()

    async def wait_until(self, seconds: float) -> None:
        """Wait until so many seconds after the begin."""
        await self._told.wait()
        await asyncio.sleep(max(0.0, self._at + seconds - time.monotonic()))


async def play(
    stand: Stand, supervisor: Process | None, options: LoadOptions, display: Display, words: Language
) -> LoadReport:
    """Play the load and the profile's faults; return the load's report. Raises `StageFailure` if a service fails."""
    begin, canary = TrafficBegin(), CanaryCount(stand.folder / CANARY)

    def show(snapshot: Progress) -> None:
        begin.hear(snapshot)
        display.load(snapshot, canary)

    load = play_load(stand, stand.profile, options, show)
    faults = [_inflict(stand, fault, begin, display, words) for fault in stand.profile.faults]
    report = await together(load, watch(stand, supervisor), *faults)
    await _stop_observers(stand)
    return report


async def watch(stand: Stand, supervisor: Process | None) -> None:
    """Watch over the stand, and write down the processes that it has, once a second. Raises `StageFailure`."""
    silences = 0
    while True:
        try:
            states = await stand.supervisor.states()
            silences = 0
        except SupervisorSilent:
            silences += 1
            if silences > _SILENCES or (supervisor is not None and find(supervisor.pid) != supervisor):
                raise supervisor_lost(stand) from None
        else:
            for state in states.values():
                if state.state == "FATAL":
                    lines = stand.last_lines(state.name)
                    sentence = N_("{name} has ended and was not started again:")
                    raise StageFailure(sentence, name=state.name, lines=lines)
            names = {state.pid: state.name for state in states.values()}
            await asyncio.to_thread(stand.ledger.look_around, stand.current.mark, names)
        await asyncio.sleep(1)


async def _inflict(
    stand: Stand, fault: PlannedFault, begin: TrafficBegin, display: Display, words: Language
) -> None:
    await begin.wait_until(fault.at)
    name = f"{fault.verb} {fault.service}"
    display.note(words.text("{seconds} s: {fault}").format(seconds=f"{fault.at:.1f}", fault=name))
    with display.broken(name):
        await inflict(stand, fault.verb, fault.service, fault.seconds)


async def _stop_observers(stand: Stand) -> None:
    """Stop those that record, so that the ending of the stand is not taken for an outage."""
    names = [service.name for service in stand.services if service.role in _OBSERVERS]
    with suppress(SupervisorSilent, NotStarted):
        for name in names:
            await stand.supervisor.stop(name)
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and await _some_run(stand, names):  # noqa: ASYNC110 - supervisord tells nothing
            await asyncio.sleep(0.05)


async def _some_run(stand: Stand, names: list[str]) -> bool:
    states = await stand.supervisor.states()
    return any(states[name].pid for name in names if name in states)
