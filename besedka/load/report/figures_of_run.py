"""The figures of a finished run, read back from its JSON, as they are compared."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from besedka.load.checks.conditions import FIGURES, TIME_FIGURES, Unit

__all__ = ["BadReport", "RunFigures", "from_load_json", "read_run"]

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


def read_run(text: str) -> RunFigures:
    """Read what `--json` wrote, by this version or another. Raises `BadReport`."""
    try:
        fields = json.loads(text) if len(text) <= _MAX_BYTES else None
    except (ValueError, RecursionError):
        raise BadReport from None
    return from_load_json(fields)


def from_load_json(fields: object) -> RunFigures:
    """Return the run of a report's JSON. Fields that are unknown are passed over. Raises `BadReport`."""
    if not isinstance(fields, dict):
        raise BadReport
    figures, times = (_mapping(fields.get(name)) for name in ("figures", "times"))
    if not figures or not times or not _mapping(fields.get("scenario")):
        raise BadReport
    values: dict[str, float | None] = {}
    counts: dict[str, int] = {}
    for name, (series, percentile) in TIME_FIGURES.items():
        found = _mapping(times.get(series))
        values[name] = _real(found.get(percentile))
        counts[name] = int(_real(found.get("count")) or 0)
    values |= {name: _real(figures.get(name)) for name in FIGURES if name not in TIME_FIGURES}
    noise = _mapping(fields.get("noise"))
    cores = int(_real(fields.get("cores")) or 1)
    return RunFigures(FIGURES, values, _seconds(fields), counts, _around(fields), noise, cores, _started(fields))


def _seconds(fields: Mapping[str, Any]) -> dict[str, list[float]]:
    """Return the values of the whole seconds. The first is left out, which warms up, and what is behind the traffic."""
    points = [point for point in _list(fields.get("points")) if isinstance(point, dict)]
    width = min((late - early for early, late in _steps(points)), default=1.0)
    end = (_real(fields.get("seconds")) or 0.0) + 0.01
    whole = [point for point in points if 0 < (_real(point.get("at")) or 0.0) <= end - width]
    used = [point for point in _list(fields.get("server_points")) if isinstance(point, dict)]
    return {name: _column(whole, column) for name, column in _POINTS.items()} | {
        name: _column(used, column) for name, column in _SERVER_POINTS.items()
    }


def _steps(points: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    at = [_real(point.get("at")) or 0.0 for point in points]
    return [(early, late) for early, late in zip(at, at[1:], strict=False) if late > early]


def _column(points: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    return [value for point in points if (value := _real(point.get(name))) is not None]


def _around(fields: Mapping[str, Any]) -> dict[str, str]:
    scenario = _mapping(fields.get("scenario"))
    named = {f"scenario.{name}": _shown(value) for name, value in scenario.items() if name != "seed"}
    machine = {name: _shown(fields.get(name, "?")) for name in ("version", "python", "system", "cores")}
    return {**named, **machine}


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ",".join(f"{_shown(name)}={_shown(of)}" for name, of in value.items())[:200]
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return "".join(character if character.isprintable() else "?" for character in shown)[:200]


def _started(fields: Mapping[str, Any]) -> str:
    return _shown(fields.get("started", ""))[:16].replace("T", " ")


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _real(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None
