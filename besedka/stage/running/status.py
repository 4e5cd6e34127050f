"""Shows what of a stand runs, since when, and where."""

import time
from collections.abc import Iterable, Mapping
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import duration
from besedka.stage.running.ownership.ledger import read
from besedka.stage.running.ownership.processes import find, started_at
from besedka.stage.running.raising.stand import Stand
from besedka.stage.running.raising.supervisor_client import ServiceState
from besedka.stage.table.service import Service

__all__ = ["recorded_states", "show_status"]

_STATES: Final[Mapping[str, str]] = {"RUNNING": N_("runs"), "STARTING": N_("starts"), "STOPPING": N_("ends")}
"""By supervisord's words for those that have a process."""


def show_status(stand: Stand, states: Mapping[str, ServiceState], words: Language) -> str:
    """Return the table of services, as lines: name, state, process, for how long, address. `states` may lack some."""
    opening = words.text("Run {run}, profile {profile}, folder {folder}").format(
        run=stand.current.run, profile=stand.current.profile, folder=stand.folder
    )
    rows = [_row(service, states.get(service.name), words) for service in stand.services]
    return "\n".join([opening, *_aligned(rows)])


def recorded_states(stand: Stand) -> dict[str, ServiceState]:
    """Return those services of the ledger that are still there, for when supervisord cannot be asked."""
    return {
        name: ServiceState(name, "RUNNING", process.pid, started_at(process))
        for name, process in read(stand.runtime.ledger)
        if find(process.pid) == process
    }


def _row(service: Service, state: ServiceState | None, words: Language) -> tuple[str, ...]:
    place = f"{service.address}:{service.port}" if service.port else service.address
    if state is None or not state.pid:
        return service.name, words.text("does not run"), "", "", place
    runs = words.text(_STATES.get(state.state, _STATES["RUNNING"]))
    lasted = duration(max(0, int((time.time() - state.since) * 1000)), words)
    return service.name, runs, str(state.pid), lasted, place


def _aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
