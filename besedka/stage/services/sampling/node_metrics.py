"""What the sampler takes from a node's metrics."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from besedka.stage.services.sampling.metrics_text import Metrics

__all__ = ["NodeFigures", "NodeMetrics"]

_LAG: Final = "besedka_event_loop_lag_seconds"
_START: Final = "process_start_time_seconds"
_SHARE: Final = 0.99


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """As in `besedka.stage.run_folder.Sample`."""

    lag: float | None = None
    outbox: int | None = None
    connections: int | None = None
    deliveries: int | None = None


@dataclass(frozen=True, slots=True)
class _Histogram:
    buckets: Mapping[float, float]
    total: float


@dataclass
class NodeMetrics:
    """Reads a node's metrics again and again; counts since the last reading, or since its process began."""

    _began: float | None = None
    _lag: _Histogram | None = field(default=None)

    def read(self, metrics: Metrics) -> NodeFigures:
        """Return the figures. One that the node does not have is None; so is the lag at the first reading."""
        began, lag = _sum(metrics, _START), _histogram(metrics)
        before = self._lag
        if before is not None and began != self._began:
            before = _Histogram({}, 0.0)
        self._began, self._lag = began, lag
        return NodeFigures(
            None if before is None else _quantile(_difference(lag, before)),
            _whole(_sum(metrics, "besedka_outbox_bytes")),
            _whole(_sum(metrics, "besedka_connections")),
            _whole(_sum(metrics, "besedka_deliveries_total")),
        )


def _histogram(metrics: Metrics) -> _Histogram:
    buckets: dict[float, float] = {}
    for labels, value in metrics.get(f"{_LAG}_bucket", ()):
        try:
            bound = float(labels.get("le", ""))
        except ValueError:
            continue
        buckets[bound] = value
    return _Histogram(buckets, _sum(metrics, f"{_LAG}_sum") or 0.0)


def _difference(now: _Histogram, before: _Histogram) -> _Histogram:
    buckets = {bound: count - before.buckets.get(bound, 0.0) for bound, count in now.buckets.items()}
    return _Histogram(buckets, now.total - before.total)


def _quantile(histogram: _Histogram) -> float | None:
    """The bound of the bucket in which the quantile is. In the last one, which has none, it is the sum: no single lag
    was longer than all of them together."""
    bounds = sorted(histogram.buckets)
    count = histogram.buckets[bounds[-1]] if bounds else 0.0
    if not count > 0:
        return None
    found = next(bound for bound in bounds if histogram.buckets[bound] >= count * _SHARE)
    return found if math.isfinite(found) else histogram.total


def _sum(metrics: Metrics, name: str) -> float | None:
    samples = metrics.get(name)
    return None if samples is None else sum(value for _, value in samples)


def _whole(value: float | None) -> int | None:
    return int(value) if value is not None and math.isfinite(value) else None
