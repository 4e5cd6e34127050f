"""The figures of a finished run, read back from its JSON, as they are compared."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from besedka.load.checks.conditions import FIGURES, TIME_FIGURES, Unit
from besedka.load.report.fields import as_mapping, as_real, records

__all__ = ["BadReport", "RunFigures", "from_load_json", "load_values", "read_run", "read_text"]

_POINTS: Final[Mapping[str, str]] = {
    "p50": "p50",
    "p99": "p99",
    "max": "worst",
    "sent/s": "sent",
    "delivered/s": "delivered",
    "to-all/s": "sent",
}
"""Which field of a point over time has the seconds of a figure."""

_SERVER_POINTS: Final[Mapping[str, str]] = {"server-cpu": "cpu", "server-memory": "memory"}
_MAX_BYTES: Final = 1 << 26
"""Chosen: 64 MiB, a hundred times the report of a long run."""


class BadReport(ValueError):  # noqa: N818 - named as what was given
    """The text is not the JSON report of a load simulation."""


@dataclass(frozen=True)
class RunFigures:
    """A run as it is compared. Times are in seconds, memory in bytes, None where it could not be measured."""

    units: Mapping[str, Unit]
    values: Mapping[str, float | None]
    """By figure, in the order in which they are shown."""

    seconds: Mapping[str, Sequence[float]]
    """The values of single seconds, for the figures of which they are kept."""

    counts: Mapping[str, int]
    """How many values a percentile is of, by figure."""

    around: Mapping[str, str]
    """What must be equal for the two to be comparable: scenario, version, Python, system, cores."""

    noise: Mapping[str, Any] = field(default_factory=dict)
    cores: int = 1
    started: str = ""

    @property
    def noisy(self) -> bool:
        """Whether the machine was noisy."""
        return bool(self.noise.get("reasons"))


def read_text(file: Path) -> str:
    """Return what stands in a file. Raises `OSError`, or `BadReport` for one that is too long or not UTF-8."""
    with file.open("rb") as opened:
        content = opened.read(_MAX_BYTES + 1)
    try:
        if len(content) <= _MAX_BYTES:
            return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise BadReport


def read_run(text: str) -> RunFigures:
    """Read what `--json` wrote, by this version or another. Raises `BadReport`."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise BadReport from None
    return from_load_json(fields)


def from_load_json(fields: object) -> RunFigures:
    """Return the run of a report's JSON. Fields that are unknown are passed over. Raises `BadReport`."""
    if not isinstance(fields, dict):
        raise BadReport
    figures, times = (as_mapping(fields.get(name)) for name in ("figures", "times"))
    if not figures or not times or not as_mapping(fields.get("scenario")):
        raise BadReport
    counts = {
        name: int(as_real(as_mapping(times.get(series)).get("count")) or 0)
        for name, (series, _) in TIME_FIGURES.items()
    }
    noise = as_mapping(fields.get("noise"))
    cores = int(as_real(fields.get("cores")) or 1)
    return RunFigures(
        FIGURES,
        load_values(fields),
        _seconds(fields),
        counts,
        _around(fields),
        noise,
        cores,
        _started(fields),
    )


def load_values(fields: Mapping[str, Any]) -> dict[str, float | None]:
    """Return all figures of a report's JSON by their names, None where one could not be measured."""
    figures, times = (as_mapping(fields.get(name)) for name in ("figures", "times"))
    values = {
        name: as_real(as_mapping(times.get(series)).get(percentile))
        for name, (series, percentile) in TIME_FIGURES.items()
    }
    return values | {name: as_real(figures.get(name)) for name in FIGURES if name not in TIME_FIGURES}


def _seconds(fields: Mapping[str, Any]) -> dict[str, list[float]]:
    """Return the values of the whole seconds. The first is left out, which warms up, and what is behind the traffic."""
    points = records(fields.get("points"))
    width = min((late - early for early, late in _steps(points)), default=1.0)
    end = (as_real(fields.get("seconds")) or 0.0) + 0.01
    whole = [point for point in points if 0 < (as_real(point.get("at")) or 0.0) <= end - width]
    used = records(fields.get("server_points"))
    return {name: _column(whole, column) for name, column in _POINTS.items()} | {
        name: _column(used, column) for name, column in _SERVER_POINTS.items()
    }


def _steps(points: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    at = [as_real(point.get("at")) or 0.0 for point in points]
    return [(early, late) for early, late in itertools.pairwise(at) if late > early]


def _column(points: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    return [value for point in points if (value := as_real(point.get(name))) is not None]


def _around(fields: Mapping[str, Any]) -> dict[str, str]:
    scenario = as_mapping(fields.get("scenario"))
    named = {f"scenario.{name}": _shown(value) for name, value in scenario.items() if name != "seed"}
    machine = {name: _shown(fields.get(name, "?")) for name in ("version", "python", "system", "cores")}
    return {**named, **machine}


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(f"{_shown(name)}={_shown(of)}" for name, of in value.items())[:200]
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return "".join(character if character.isprintable() else "?" for character in shown)[:200]


def _started(fields: Mapping[str, Any]) -> str:
    return _shown(fields.get("started", ""))[:19].replace("T", " ")
