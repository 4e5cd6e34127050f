"""Conditions of failure: `p99>250ms`, `lost>0`, `delivered<1000/s`. Parsed strictly."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from besedka.chat.names.nearest import nearest

__all__ = ["DEFAULTS", "FIGURES", "TIME_FIGURES", "BadCondition", "Condition"]

_PERCENTILES: Final = ("p50", "p90", "p99", "p99.9", "max")
_SERIES: Final = (
    "messages",
    "private",
    "delayed",
    "answers",
    "lateness",
    "entering",
    "reconnecting",
    "all",
    "blackout",
)

Unit = Literal["time", "count", "rate", "share", "bytes"]

TIME_FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    name if series == "messages" else f"{series}.{name}": (series, name)
    for series in _SERIES
    for name in _PERCENTILES
}
"""Maps a figure to its series in `tally.TIMES` and its percentile."""

FIGURES: Final[Mapping[str, Unit]] = {
    **dict.fromkeys(TIME_FIGURES, "time"),
    "lost": "count",
    "duplicated": "count",
    "reordered": "count",
    "misdirected": "count",
    "dropped": "count",
    "failed": "count",
    "refused": "count",
    "unsent": "count",
    "unanswered": "count",
    "sent": "count",
    "delivered": "count",
    "connected": "count",
    "reconnected": "count",
    "gap": "count",
    "rejoined": "count",
    "blackouts": "count",
    "blackout-lost": "count",
    "never-back": "count",
    "sent/s": "rate",
    "delivered/s": "rate",
    "connected/s": "rate",
    "to-all/s": "rate",
    "server-cpu": "share",
    "server-memory": "bytes",
    "generator-cpu": "share",
}
"""The figures usable in conditions, and how each is measured."""

DEFAULTS: Final = (
    "lost>0",
    "duplicated>0",
    "reordered>0",
    "misdirected>0",
    "dropped>0",
    "failed>0",
    "unanswered>0",
)
"""The conditions used when the user gives none."""

_UNITS: Final[Mapping[Unit, Mapping[str, float]]] = {
    "time": {"us": 1e-6, "ms": 1e-3, "s": 1.0},
    "count": {"": 1.0},
    "rate": {"/s": 1.0},
    "share": {"%": 0.01},
    "bytes": {"KiB": 1024.0, "MiB": 1024.0**2, "GiB": 1024.0**3},
}

_OPERATORS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}

_SHAPE: Final = re.compile(
    r"\s*([a-z0-9.\-]{1,40})\s*(>=|<=|==|!=|>|<)\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(us|ms|s|/s|%|[KMG]iB|)\s*",
    re.ASCII,
)


class BadCondition(ValueError):  # noqa: N818 - named as what was given
    """The text is not a valid condition.

    `fault` is `shape`, `figure` (`hint` is then the nearest figure, or empty) or `unit` (`hint` then lists the units
    that the figure may have).
    """

    def __init__(self, fault: Literal["shape", "figure", "unit"], hint: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as given and as parsed; `bound` is in seconds, bytes or plain numbers."""

    text: str
    figure: str
    sign: str
    bound: float

    @classmethod
    def parse(cls, text: str) -> "Condition":
        """Parse a figure, an operator, a number, and the unit of the figure. Raises `BadCondition`."""
        shape = _SHAPE.fullmatch(text)
        if shape is None:
            raise BadCondition("shape")
        figure, sign, number, unit = shape.groups()
        if unit == "/s":
            figure += unit
        if figure not in FIGURES:
            raise BadCondition("figure", nearest(figure, list(FIGURES)) or "")
        units = _UNITS[FIGURES[figure]]
        if unit not in units:
            raise BadCondition("unit", ", ".join(name or "1" for name in units))
        return cls(text.strip(), figure, sign, float(number) * units[unit])

    def holds(self, value: float | None) -> bool:
        """Return whether the run fails by this condition. A figure that could not be measured fails."""
        return value is None or _OPERATORS[self.sign](value, self.bound)
