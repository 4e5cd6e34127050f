"""What is known of a field beside its values: the same beside a field on its way and on disk, as JSON."""

import json
from datetime import datetime, timezone

from besedka.records import record
from besedka.weather.data.variables import Variable
from besedka.weather.grib.grid import Axis, Grid

__all__ = ["LARGEST_FIELD", "VALUE_BYTES", "Field", "Header", "read_header", "write_header"]

LARGEST_FIELD = 5_000_000
"""Points. A global grid of 0.25 degrees has 1,038,240; a message that claims more than this is refused."""

VALUE_BYTES = 4
"""A value is a little-endian float32; a missing one is NaN. The values are in the order of `Grid`."""


@record
class Header:
    """A field without its values, as its message describes it."""

    variable: Variable
    run: datetime
    """A whole hour, in UTC."""

    step: int
    """Hours after the run's start."""

    grid: Grid


@record
class Field:
    """A header and its values, `VALUE_BYTES` each, in the order of the header's grid."""

    header: Header
    values: bytes


def write_header(header: Header, **more: str) -> bytes:
    """The header as JSON, with `more` in it."""
    rows, columns = header.grid.latitudes, header.grid.longitudes
    return json.dumps(
        {
            "variable": header.variable.value,
            "run": header.run.isoformat(),
            "step": header.step,
            "latitudes": [rows.first, rows.last, rows.count],
            "longitudes": [columns.first, columns.last, columns.count],
            **more,
        }
    ).encode()


def read_header(text: bytes) -> tuple[Header, dict[str, str]]:
    """The header, and what else was written with it; raises ValueError where it is none."""
    try:
        data = json.loads(text)
        header = Header(
            Variable(data.pop("variable")),
            datetime.fromisoformat(data.pop("run")).astimezone(timezone.utc),
            int(data.pop("step")),
            Grid(_axis(*data.pop("latitudes")), _axis(*data.pop("longitudes"))),
        )
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no header of a field: {error!r}") from error
    return header, {name: str(value) for name, value in data.items()}


def _axis(first: float, last: float, count: int) -> Axis:
    if count < 2 or first == last:
        raise ValueError(f"{count} coordinates from {first} to {last} are no axis")
    return Axis(float(first), float(last), int(count))
