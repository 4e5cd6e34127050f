"""Ends a stand, whoever raised it and whatever state it is in, so that nothing is left but the run's folder."""

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from besedka.stage.running.ownership import ledger
from besedka.stage.running.ownership.processes import end, find, send
from besedka.stage.running.ownership.runtime import Current, Runtime
from besedka.stage.table.services import supervisor_socket

__all__ = ["end_stand"]

_SUPERVISED: Final = 15.0
"""Seconds for supervisord to end its services, each by SIGTERM and, ten seconds later, by SIGKILL."""

_PATIENCE: Final = 3.0
"""Seconds between SIGTERM and SIGKILL for those that it did not end."""

_STEP: Final = 0.02


def end_stand(
    runtime: Runtime,
    current: Current | None,
    hurried: Callable[[], bool] = lambda: False,
    *,
    emptied: bool = True,
) -> bool:
    """End all processes of the run, remove its private keys and the runtime folder. For whoever holds the lock.

    supervisord ends its services first. From when `hurried` is true on, nothing is waited for. With `emptied` False
    the runtime folder stays, with nothing but the lock in it. Return False if a process could not be ended; the ledger
    is then left for the next attempt. `Interruption` does not interrupt it.
    """
    mark = current.mark if current is not None else ""
    if current is not None:
        with suppress(OSError):  # Only for what is said to others; a full disk is no reason to go on.
            runtime.write(replace(current, ending=True))
    _end_by_supervisor(runtime, hurried)
    ended = end(lambda: ledger.remaining(runtime.ledger, mark), _PATIENCE, hurried=hurried)
    if current is not None:
        _remove_keys(Path(current.folder))
    if ended:
        runtime.remove() if emptied else runtime.empty()
    return ended


def _end_by_supervisor(runtime: Runtime, hurried: Callable[[], bool]) -> None:
    """Let supervisord end what it has started; a service that is stopped could not hear it, and is continued."""
    recorded = ledger.read(runtime.ledger)
    supervisors = [process for name, process in recorded if name == ledger.SUPERVISOR]
    for process in supervisors:
        send(process, signal.SIGTERM)
    for _, process in recorded:
        send(process, signal.SIGCONT)
    until = time.monotonic() + _SUPERVISED
    while any(find(process.pid) == process for process in supervisors):
        if hurried() or time.monotonic() > until:
            return
        _wake(supervisor_socket(runtime.folder))
        time.sleep(_STEP)


def _wake(path: Path) -> None:
    """Have supervisord look whether a service has ended, which it does once a second, for one service at a time."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.setblocking(False)
        connection.connect(os.fspath(path))


def _remove_keys(folder: Path) -> None:
    with suppress(OSError):
        for key in folder.rglob("*.key"):
            key.unlink(missing_ok=True)
