"""What is asked of the store, in its words. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from besedka.records import record
from besedka.weather.data.conditions import Run
from besedka.weather.data.variables import Variable

__all__ = ["NAMES", "Selection", "body", "select", "size_of"]

NAMES: Mapping[Variable, str] = MappingProxyType(
    {
        Variable.TEMPERATURE: "2m_temperature",
        Variable.DEW_POINT: "2m_dewpoint_temperature",
        Variable.WIND_EAST: "10m_u_component_of_wind",
        Variable.WIND_NORTH: "10m_v_component_of_wind",
        Variable.PRESSURE: "mean_sea_level_pressure",
        Variable.AEROSOL_DEPTH: "total_aerosol_optical_depth_550nm",
    }
)
"""The variables that are wanted, by their names at the store."""

LEVELS = ("pressure_level", "model_level")
"""Keys of the fields above the surface, none of which is wanted."""


POINTS = 451 * 900
"""Of the grid of 0.4°."""


@record
class Selection:
    """What of the wanted data the store offers."""

    run_exists: bool
    variables: tuple[Variable, ...] = ()
    """Offered at every step that is wanted."""

    left_out: tuple[Variable, ...] = ()
    """Not offered, or not at every step."""


def select(constraints: Sequence[Any], run: Run, steps: Sequence[int]) -> Selection:
    """Return what the store offers of a run, by its constraints.

    Each constraint is a mapping of keys to values that may be combined with each other. A key that is missing limits
    nothing. What is not such a mapping is ignored.
    """
    here = [each for each in constraints if isinstance(each, dict) and _covers(each, run)]
    offered = tuple(name for name in NAMES if set(steps) <= _steps(here, NAMES[name], steps))
    return Selection(bool(here), offered, tuple(name for name in NAMES if name not in offered))


def body(run: Run, steps: Sequence[int], variables: Sequence[Variable]) -> dict[str, Any]:
    """Return the request for these fields of a run, as `cdsapi` takes it."""
    day = f"{run.at:%Y-%m-%d}"
    return {
        "variable": [NAMES[each] for each in variables],
        "date": [f"{day}/{day}"],
        "time": [f"{run.at:%H:%M}"],
        "leadtime_hour": [str(step) for step in steps],
        "type": ["forecast"],
        "data_format": "grib",
    }


def size_of(fields: int) -> int:
    """Return about how many bytes this many fields have: 16 bits a value."""
    return fields * POINTS * 2


def _covers(constraint: Mapping[str, Any], run: Run) -> bool:
    return (
        not any(constraint.get(key) for key in LEVELS)
        and _allows(constraint, "time", f"{run.at:%H:%M}")
        and _allows(constraint, "type", "forecast")
        and _has_day(constraint, f"{run.at:%Y-%m-%d}")
    )


def _allows(constraint: Mapping[str, Any], key: str, value: str) -> bool:
    return key not in constraint or value in _texts(constraint[key])


def _has_day(constraint: Mapping[str, Any], day: str) -> bool:
    """Whether the day is listed, alone or inside of a `first/last`. ISO 8601 dates sort as text."""
    spans = (each.partition("/") for each in _texts(constraint.get("date", [day])))
    return any(first[:10] <= day <= (last or first)[:10] for first, _, last in spans)


def _steps(constraints: Sequence[Mapping[str, Any]], name: str, wanted: Sequence[int]) -> set[int]:
    """Return the wanted steps at which this variable is offered."""
    return {
        step
        for step in wanted
        if any(
            _allows(each, "variable", name) and _allows(each, "leadtime_hour", str(step))
            for each in constraints
        )
    }


def _texts(values: Any) -> list[str]:
    """Return the values as text, whether the store writes a list or one value, text or numbers."""
    return [str(each) for each in (values if isinstance(values, list) else [values])]
