"""Figures, what becomes of several rounds of them, and how they are written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

__all__ = ["Figure", "Figures", "ratio", "spread", "written"]


@dataclass(slots=True)
class Figure:
    """One metric of one peer in one case, with the value of each round; `failures` are the rounds without one."""

    measure: str
    case: str
    peer: str
    metric: str
    values: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def median(self) -> float | None:
        """The middle of the rounds; None when none came to its end."""
        return median(self.values) if self.values else None


class Figures:
    """All figures of a run, found by what they are of."""

    def __init__(self, figures: Iterable[Figure] = ()) -> None:
        self._figures = {(f.measure, f.case, f.peer, f.metric): f for f in figures}

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._figures.values())

    def add(self, measure: str, case: str, peer: str, metric: str, value: float | str) -> None:
        """Store one round's value, or the reason why there is none."""
        key = (measure, case, peer, metric)
        figure = self._figures.setdefault(key, Figure(*key))
        if isinstance(value, str):
            figure.failures.append(value)
        else:
            figure.values.append(value)

    def get(self, measure: str, case: str, peer: str, metric: str) -> Figure | None:
        """Return this figure, None when there is none."""
        return self._figures.get((measure, case, peer, metric))

    def of(self, measure: str, case: str, peer: str) -> list[Figure]:
        """Return all metrics of one peer in one case, in order."""
        wanted = (measure, case, peer)
        return [f for f in self if (f.measure, f.case, f.peer) == wanted]

    def median(self, measure: str, case: str, peer: str, metric: str) -> float | None:
        """Return the median of this metric, None when there is none."""
        figure = self.get(measure, case, peer, metric)
        return figure.median if figure else None

    def find(self, measure: str, case: str, metric: str) -> list[Figure]:
        """Return all peers' figures of one metric, in the order in which they were first measured."""
        wanted = (measure, case, metric)
        return [f for f in self if (f.measure, f.case, f.metric) == wanted]

    def cases(self, measure: str) -> list[str]:
        """Return the cases of a measure, in order."""
        return list(dict.fromkeys(f.case for f in self if f.measure == measure))

    def replace(self, measure: str, others: "Figures") -> None:
        """Forget this measure's figures and take the others' instead."""
        kept = {key: figure for key, figure in self._figures.items() if figure.measure != measure}
        new = {(f.measure, f.case, f.peer, f.metric): f for f in others if f.measure == measure}
        self._figures = {**kept, **new}

    def as_data(self) -> list[dict[str, Any]]:
        """Return what JSON can keep."""
        return [
            {
                "measure": f.measure,
                "case": f.case,
                "peer": f.peer,
                "metric": f.metric,
                "values": f.values,
                "failures": f.failures,
            }
            for f in self
        ]


def ratio(one: float | None, other: float | None) -> float | None:
    """Return how many times the other the one is; None when either is missing."""
    return None if one is None or not other else one / other


_UNITS: dict[str, tuple[tuple[float, str, float], ...]] = {
    # from, unit, divisor
    "/s": ((1e6, " M/s", 1e6), (1e4, " k/s", 1e3), (0, " /s", 1)),
    "s": ((1, " s", 1), (1e-3, " ms", 1e-3), (0, " µs", 1e-6)),
    "B": ((1 << 20, " MiB", 1 << 20), (1024, " KiB", 1024), (0, " B", 1)),
    "%": ((0, " %", 0.01),),
    "×": ((0, " ×", 1),),
}


def written(value: float | None, unit: str) -> str:
    """Return a figure with three digits that count, in the unit that suits it."""
    if value is None:
        return "–"
    name, divisor = next((name, divisor) for least, name, divisor in _UNITS[unit] if abs(value) >= least)
    scaled = value / divisor
    digits = 0 if abs(scaled) >= 100 else 1 if abs(scaled) >= 10 else 2
    return f"{scaled:,.{digits}f}".replace(",", " ") + name


def spread(values: Sequence[float], unit: str) -> str:
    """Return the least and the greatest value."""
    return f"{written(min(values), unit)} … {written(max(values), unit)}" if values else "–"
