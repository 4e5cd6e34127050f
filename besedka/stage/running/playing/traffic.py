"""Sends the load of a profile into a stand, by `besedka.load` as a library."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from besedka.client.address import Address
from besedka.dialects.words.languages import N_, Language
from besedka.load.options import LoadOptions, read_options
from besedka.load.report.environment import describe_environment
from besedka.load.report.load_report import LoadReport
from besedka.load.run.process_usage import ProcessUsage
from besedka.load.run.runner import LoadRun, Progress, WorkerLost
from besedka.load.scenario.target import find_target
from besedka.stage.run_folder import LOAD
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership import ledger
from besedka.stage.running.ownership.processes import MARK
from besedka.stage.running.raising.stand import Stand, folder_gone
from besedka.stage.running.raising.supervisor_client import SupervisorSilent
from besedka.stage.table.conditions import STAND_FIGURES, read_condition
from besedka.stage.table.load_section import load_arguments
from besedka.stage.table.profile import Profile

__all__ = ["conditions_of_stand", "load_options", "play_load", "roots_of"]


def load_options(profile: Profile, words: Language, program: str) -> LoadOptions:
    """Return the profile's load as its own command line reads it. Exits the program if an option is invalid."""
    left = conditions_of_stand(profile)
    conditions = [text for text in profile.conditions if text not in left]
    argv = load_arguments(profile.load, profile.seed, conditions)
    return read_options([*argv, "--lang", words.code], {}, program)


def conditions_of_stand(profile: Profile) -> list[str]:
    """Return the profile's conditions by which a stand is judged, and a load cannot be."""
    return [text for text in profile.conditions if read_condition(text).figure in STAND_FIGURES]


async def play_load(
    stand: Stand, profile: Profile, options: LoadOptions, on_progress: Callable[[Progress], None]
) -> LoadReport:
    """Send the load in where the profile says, write its report into the run's folder, and return it.

    Raises `StageFailure`, also where that folder is gone. If it is cancelled, all generator processes have ended
    before it is.
    """
    target = find_target(Address.parse(_address(stand, profile.entrance)))
    pids = await _pids(stand)
    first = pids.get(next((service.name for service in stand.services if service.role == "node"), ""))
    usage = ProcessUsage(first) if first else None
    tested = roots_of(stand, pids.values())
    run = LoadRun(options.scenario, target, server=usage, on_progress=on_progress, tested=tested)
    cpus = next((service.cpus for service in stand.services if service.role == "canary"), frozenset[int]())
    extra = {MARK: stand.current.mark, "SSL_CERT_FILE": str(stand.authority)}
    with _environment(extra), _bound(cpus):
        try:
            outcome = await run.run()
        except WorkerLost as error:
            raise StageFailure(N_("A generator process was lost: {why}."), why=error) from None
    report = LoadReport(
        options.scenario, str(target.address), describe_environment(), outcome, options.conditions
    )
    text = json.dumps(report.as_json(), indent=1, ensure_ascii=False) + "\n"
    try:
        (stand.folder / LOAD).write_text(text, encoding="utf-8")
    except FileNotFoundError:
        raise folder_gone(stand.current) from None
    return report


def roots_of(stand: Stand, pids: Iterable[int]) -> list[int]:
    """Return processes from which all of the stand descend, whoever raised it: supervisord, and those of its services.

    supervisord is counted as well, and with it what was used by services that are started again.
    """
    supervisor = ledger.supervisor(stand.runtime.ledger)
    return [*pids, *([supervisor.pid] if supervisor is not None else [])]


def _address(stand: Stand, entrance: str) -> str:
    service = stand.service(entrance)
    scheme = "wss" if service.role == "nginx" else "ws"
    return f"{scheme}://{service.address}:{service.port}"


async def _pids(stand: Stand) -> dict[str, int]:
    """Return the processes of the services that run, by their names."""
    try:
        states = await stand.supervisor.states()
    except SupervisorSilent:
        return {}
    return {name: state.pid for name, state in states.items() if state.pid}


@contextmanager
def _environment(extra: Mapping[str, str]) -> Iterator[None]:
    """Give our own children these variables as well."""
    before = {name: os.environ.get(name) for name in extra}
    os.environ.update(extra)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _bound(cpus: frozenset[int]) -> Iterator[None]:
    """Run on these CPUs, and so do children that are started meanwhile; on all if none is given or may be used."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cpus & before or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
