"""A stand of small programs instead of servers, with a real supervisord."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from besedka.stage.running.ownership.ending import end_stand
from besedka.stage.running.ownership.processes import find
from besedka.stage.running.ownership.runtime import Current, Runtime
from besedka.stage.running.raising.stand import Stand
from besedka.stage.table.configuration import SUPERVISOR as CONFIGURATION
from besedka.stage.table.profile import read_profile
from besedka.stage.table.service import Probe, Service
from besedka.stage.table.services import supervisor_socket

SLEEPER = (
    "import pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text('x'); "
    "print('I am up', flush=True); time.sleep(600)"
)
"""Is ready when its file is there."""


def small(name: str, folder: Path, *after: str, code: str = SLEEPER, relay: str = "") -> Service:
    """Return the row of a service that runs a line of Python; its file is its probe."""
    file = str(folder / f"{name}.up")
    command = (sys.executable, "-I", "-S", "-c", code, file)
    return Service(name, "node", command, "127.0.0.1", ready=Probe("file", file), after=after, relay=relay)


def current(folder: Path, **changed: object) -> Current:
    """Return a run of ours."""
    own = find(os.getpid())
    assert own is not None
    fields = {
        "run": folder.name,
        "folder": str(folder),
        "profile": "small",
        "mark": f"mark-{folder}",
        "runner": own.pid,
        "started": own.start,
    }
    return Current(**{**fields, **changed})  # type: ignore[arg-type]


@contextmanager
def small_stand(path: Path, *services: Service) -> Iterator[Stand]:
    """A stand in whose folder `path` supervisord can be started; it is ended behind the block."""
    runtime = Runtime(path / "runtime")
    (path / "logs").mkdir()
    with runtime.locked():
        stand = Stand(current(path), read_profile("smoke", ()), services, runtime)
        runtime.write(stand.current)
        (path / CONFIGURATION).write_text(_configuration(stand), encoding="utf-8")
        try:
            yield stand
        finally:
            assert end_stand(runtime, stand.current)


def _configuration(stand: Stand) -> str:
    folder = stand.runtime.folder
    parts = [
        f"[supervisord]\nnodaemon=true\nlogfile={stand.folder}/logs/supervisord.log\npidfile={folder}/pid",
        f"[unix_http_server]\nfile={supervisor_socket(folder)}",
        "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    ]
    for service in stand.services:
        python, *options, code, file = service.command
        parts.append(
            f"[program:{service.name}]\nautostart=false\nredirect_stderr=true\nstartsecs=1\nstartretries=1\nautorestart=true\n"
            f'command={python} {" ".join(options)} "{code}" {file}\n'
            f"stdout_logfile={stand.log(service.name)}"
        )
    return "\n".join(parts) + "\n"
