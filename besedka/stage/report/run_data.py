"""What a run's folder holds, read for its page: whatever is missing or damaged is told, and the rest is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any, Final

from besedka.load.report.comparing.figures_of_run import BadReport, read_text
from besedka.load.report.fields import as_mapping, as_real, records
from besedka.stage.run_folder import CANARY, FAULTS, LOAD, LOGS, PROFILE, SAMPLES, read_lines
from besedka.stage.table.profile import Profile, ProfileError, read_profile

__all__ = ["RunData", "read_run_data"]

_MAX_LEAD: Final = 120.0
"""Seconds before the traffic that are shown at most."""


@dataclass(frozen=True)
class RunData:
    """The records of a run, in order of time. `load` is empty if no load was finished."""

    name: str
    profile: Profile | None
    load: Mapping[str, Any]
    samples: Sequence[Mapping[str, Any]]
    canary: Sequence[Mapping[str, Any]]
    faults: Sequence[Mapping[str, Any]]
    logs: Sequence[str]
    missing: Sequence[str]
    """Files that are not there, and `damaged`, that are and cannot be read."""
    damaged: Sequence[str]

    @property
    def zero(self) -> float:
        """When the traffic began, in seconds since the epoch; without a load, when the first record was made."""
        began = as_real(self.load.get("began"))
        return began or min((record["at"] for record in self._all()), default=0.0)

    @property
    def span(self) -> tuple[float, float]:
        """From when until when there is something to be shown, in seconds from `zero`."""
        at = [record["at"] - self.zero for record in self._all()]
        first = max(-_MAX_LEAD, min([0.0, *at]))
        return first, max([as_real(self.load.get("seconds")) or 0.0, *at])

    def services(self) -> dict[str, list[Mapping[str, Any]]]:
        """Return the samples by service: nodes first, then what stands before them, then what observes."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for sample in self.samples:
            found.setdefault(str(sample.get("service", "?")), []).append(sample)
        order = ("node", "nginx", "relay", "canary", "sampler")
        rank = {name: n for n, name in enumerate(order)}
        return dict(sorted(found.items(), key=lambda item: (rank.get(_role(item[0]), len(order)), item[0])))

    def nodes(self) -> dict[str, list[Mapping[str, Any]]]:
        """Return the samples of the nodes alone."""
        return {name: samples for name, samples in self.services().items() if _role(name) == "node"}

    def _all(self) -> list[Mapping[str, Any]]:
        return [*self.samples, *self.canary, *self.faults]


def read_run_data(folder: Path) -> RunData:
    """Read a run's folder. It never raises for what is in it: an empty folder is a run without records."""
    missing, damaged = list[str](), list[str]()
    found = {name: _records(folder / name, missing, damaged) for name in (SAMPLES, CANARY, FAULTS)}
    logs = sorted(f"{LOGS}/{file.name}" for file in (folder / LOGS).glob("*.log"))
    return RunData(
        folder.name,
        _profile(folder / PROFILE, missing, damaged),
        _load(folder / LOAD, missing, damaged),
        found[SAMPLES],
        found[CANARY],
        found[FAULTS],
        logs,
        missing,
        damaged,
    )


def _records(file: Path, missing: list[str], damaged: list[str]) -> list[dict[str, Any]]:
    if not file.is_file() and file.name != FAULTS:  # There are runs without faults.
        missing.append(file.name)
    try:
        lines: object = read_lines(file)
    except (OSError, ValueError, RecursionError):
        damaged.append(file.name)
        return []
    return sorted(records(lines), key=lambda record: float(record["at"]))


def _load(file: Path, missing: list[str], damaged: list[str]) -> dict[str, Any]:
    if not file.exists():
        missing.append(file.name)
        return {}
    try:
        load = as_mapping(loads(read_text(file))) if file.is_file() else {}
    except (OSError, BadReport, ValueError, RecursionError):
        load = {}
    if not as_mapping(load.get("figures")):
        damaged.append(file.name)
        return {}
    return load


def _profile(file: Path, missing: list[str], damaged: list[str]) -> Profile | None:
    if not file.is_file():
        missing.append(file.name)
        return None
    try:
        return read_profile(str(file))
    except ProfileError:
        damaged.append(file.name)
        return None


def _role(service: str) -> str:
    return service.partition("-")[0]
