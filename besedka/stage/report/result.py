"""The result of a run: its verdict and all its figures, and what of it is compared with another run."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from besedka.load.checks.conditions import DEFAULTS, FIGURES, Condition, Unit
from besedka.load.report.comparing.figures_of_run import (
    BadReport,
    RunFigures,
    from_load_json,
    load_values,
    read_text,
)
from besedka.load.report.fields import as_list, as_mapping, as_real
from besedka.stage.report.run_data import RunData, read_run_data
from besedka.stage.report.stand_figures import stand_figures, stand_seconds
from besedka.stage.run_folder import RESULT
from besedka.stage.table.conditions import STAND_FIGURES, read_condition

__all__ = ["UNITS", "Result", "comparable", "find_result", "result_json"]

UNITS: Final[Mapping[str, Unit]] = {
    **{name: FIGURES[alike] for name, alike in STAND_FIGURES.items()},
    **FIGURES,
}
"""The stand's own figures and the load's."""


@dataclass(frozen=True)
class Result:
    """All figures of a run, and its conditions of failure."""

    figures: Mapping[str, float | None]
    conditions: tuple[Condition, ...]
    measured: bool
    """Whether a load was finished, and measured something."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """The unit of each figure."""
        return UNITS

    def figure(self, name: str) -> float | None:
        """Return a figure, None if it could not be measured."""
        return self.figures.get(name)

    @property
    def failures(self) -> list[Condition]:
        """The conditions that came true, or whose figure could not be measured."""
        return [one for one in self.conditions if one.holds(self.figure(one.figure))]

    @property
    def held(self) -> bool:
        """Whether the verdict held: something was measured, and no condition of failure came true."""
        return self.measured and not self.failures


def find_result(run: RunData) -> Result:
    """Return the result of what was recorded. Without a profile the conditions are those of a load by default."""
    given = run.profile.conditions if run.profile else ()
    figures = {**stand_figures(run), **(load_values(run.load) if run.load else {})}
    conditions = tuple(read_condition(text) for text in given or DEFAULTS)
    measured = bool(run.profile) and bool(run.load.get("measured"))
    return Result(figures, conditions, measured)


def result_json(run: RunData, result: Result) -> dict[str, Any]:
    """Return what stands in `result.json`."""
    compared = _compared(run)
    return {
        "run": run.name,
        "profile": run.profile.name if run.profile else None,
        "held": result.held,
        "measured": result.measured,
        "conditions": [
            {
                "condition": condition.text,
                "value": result.figure(condition.figure),
                "failed": condition in result.failures,
            }
            for condition in result.conditions
        ],
        "figures": dict(result.figures),
        "faults": list(run.faults),
        "missing": list(run.missing),
        "damaged": list(run.damaged),
        "compared": {**asdict(compared), "units": None} if compared else None,
    }


def comparable(folder: Path) -> RunFigures:
    """Return what of a run is compared, from its `result.json`, else from its records.

    Raises `BadReport` with the folder.
    """
    try:
        written = read_text(folder / RESULT) if (folder / RESULT).is_file() else "{}"
        fields = as_mapping(as_mapping(json.loads(written)).get("compared"))
    except (OSError, ValueError, RecursionError):
        fields = {}
    found = _read(fields) if as_mapping(fields.get("values")) else _compared(read_run_data(folder))
    if found is None:
        raise BadReport(folder)
    return found


def _compared(run: RunData) -> RunFigures | None:
    try:
        load = from_load_json(run.load)
    except BadReport:
        return None
    own = stand_figures(run)
    visits = len(run.canary)
    around = {**load.around, **_stand(run)}
    return RunFigures(
        UNITS,
        {**own, **load.values},
        {**load.seconds, **stand_seconds(run)},
        {**load.counts, **{name: visits for name in own if name.startswith("canary.")}},
        around,
        load.noise,
        load.cores,
        load.started,
    )


def _stand(run: RunData) -> dict[str, str]:
    """Return what of the profile must be equal, beside its load."""
    if run.profile is None:
        return {}
    return {
        "journal": "yes" if run.profile.journal else "no",
        "nodes": str(run.profile.nodes),
        "entrance": run.profile.entrance,
        "options": " ".join(run.profile.serve_options),
        "faults": ", ".join(f"{fault.verb} {fault.service}" for fault in run.profile.faults),
    }


def _read(fields: Mapping[str, Any]) -> RunFigures:
    values, seconds, counts, around = (
        as_mapping(fields.get(name)) for name in ("values", "seconds", "counts", "around")
    )
    return RunFigures(
        UNITS,
        {name: as_real(value) for name, value in values.items()},
        {
            name: [real for value in as_list(column) if (real := as_real(value)) is not None]
            for name, column in seconds.items()
        },
        {name: int(as_real(value) or 0) for name, value in counts.items()},
        {name: str(value) for name, value in around.items()},
        as_mapping(fields.get("noise")),
        int(as_real(fields.get("cores")) or 1),
        str(fields.get("started", "")),
    )
