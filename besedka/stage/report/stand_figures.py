"""The stand's own figures: of the canary's visits, and of the nodes."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from besedka.load.report.fields import as_real
from besedka.stage.report.run_data import RunData

__all__ = ["longest_outage", "restarts", "stand_figures", "stand_seconds", "visit_times"]

Records = Sequence[Mapping[str, Any]]


def stand_figures(run: RunData) -> dict[str, float | None]:
    """Return each of `table.conditions.STAND_FIGURES`: seconds, bytes, or counts; None if it was not measured.

    `node.lag.p99` is the 99th percentile, over the seconds and nodes, of the percentile that each second had.
    """
    times = visit_times(run.canary)
    nodes = run.nodes()
    samples = [sample for of_one in nodes.values() for sample in of_one]
    memory, lag = _column(samples, "memory"), _column(samples, "lag")
    visited = bool(run.canary)
    return {
        "canary.failed": float(sum(map(_failed, run.canary))) if visited else None,
        "canary.visits": float(len(run.canary)) if visited else None,
        "canary.p50": _percentile(times, 50),
        "canary.p99": _percentile(times, 99),
        "canary.max": max(times, default=None),
        "canary.longest-outage": longest_outage(run.canary) if visited else None,
        "node.restarts": float(sum(map(restarts, nodes.values()))) if nodes else None,
        "node.memory": max(memory, default=None),
        "node.lag.p99": _percentile(lag, 99),
    }


def stand_seconds(run: RunData) -> dict[str, list[float]]:
    """Return the values of single seconds, for the figures that are compared by them."""
    samples = [sample for of_one in run.nodes().values() for sample in of_one]
    traffic = [sample for sample in samples if sample["at"] >= run.zero]
    times = visit_times(run.canary)
    return {
        "canary.p50": times,
        "canary.p99": times,
        "canary.max": times,
        "node.memory": _column(traffic, "memory"),
        "node.lag.p99": _column(traffic, "lag"),
    }


def visit_times(visits: Records) -> list[float]:
    """Return how long the visits that did not fail took until the canary saw its own message, in seconds."""
    return [
        seen for visit in visits if not _failed(visit) and (seen := as_real(visit.get("seen"))) is not None
    ]


def longest_outage(visits: Records) -> float:
    """Return the most seconds from the beginning of a failed visit to that of the next one that did not fail.

    Where none came, to that of the last visit; at least as long as one second, the time between two visits.
    """
    longest, since = 0.0, None
    for visit in visits:
        if _failed(visit):
            since = visit["at"] if since is None else since
            longest = max(longest, 1.0, visit["at"] - since)
        elif since is not None:
            longest, since = max(longest, visit["at"] - since), None
    return longest


def restarts(samples: Records) -> int:
    """Return how often the process of a service was another one than before."""
    pids = [pid for sample in samples if (pid := sample.get("pid")) is not None]
    return sum(early != late for early, late in itertools.pairwise(pids))


def _failed(visit: Mapping[str, Any]) -> bool:
    return bool(visit.get("failed"))


def _column(samples: Records, name: str) -> list[float]:
    return list(_values(samples, name))


def _values(samples: Records, name: str) -> Iterator[float]:
    for sample in samples:
        value = as_real(sample.get(name))
        if value is not None:
            yield value


def _percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the value that `percent` of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(1, math.ceil(len(ranked) * percent / 100)) - 1] if ranked else None
