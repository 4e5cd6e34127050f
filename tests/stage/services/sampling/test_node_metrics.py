"""What is taken from a node's metrics."""

import pytest

from besedka.stage.services.sampling.metrics_text import read_metrics
from besedka.stage.services.sampling.node_metrics import NodeFigures, NodeMetrics


def lags(*counts: int, total: float = 0.0, start: int = 1000) -> str:
    bounds = ("0.001", "0.01", "0.1", "+Inf")
    name = "besedka_event_loop_lag_seconds"
    buckets = [f'{name}_bucket{{le="{bound}"}} {count}' for bound, count in zip(bounds, counts, strict=True)]
    lines = [*buckets, f"{name}_sum {total}", f"process_start_time_seconds {start}"]
    return "\n".join(lines) + "\n"


def test_the_figures_are_those_of_all_kinds_together() -> None:
    text = (
        'besedka_connections{kind="lines"} 2\nbesedka_connections{kind="http"} 3\n'
        "besedka_outbox_bytes 4096\nbesedka_deliveries_total 1e6\n"
    )
    assert NodeMetrics().read(read_metrics(text)) == NodeFigures(None, 4096, 5, 1_000_000)


def test_a_figure_that_is_not_there_or_no_number_is_none() -> None:
    text = "besedka_outbox_bytes NaN\nbesedka_deliveries_total +Inf\n"
    assert NodeMetrics().read(read_metrics(text)) == NodeFigures()


@pytest.mark.parametrize(
    ("first", "second", "lag"),
    [
        (lags(10, 10, 10, 10), lags(110, 110, 110, 110), 0.001),
        (lags(10, 10, 10, 10), lags(109, 110, 110, 110), 0.001),
        (lags(10, 10, 10, 10), lags(108, 109, 110, 110), 0.01),
        (lags(10, 10, 10, 10), lags(108, 108, 110, 110), 0.1),
        (lags(10, 10, 10, 10), lags(10, 10, 10, 10), None),
        (lags(10, 10, 10, 10, total=0.5), lags(10, 10, 10, 11, total=4.0), 3.5),
        (lags(900, 900, 900, 900), lags(5, 9, 9, 9, start=2000), 0.01),
        (lags(1, 1, 1, 1), lags(5, 9, 9, 9, start=2000), 0.01),
    ],
)
def test_the_lag_is_the_bound_of_the_99th_percentile_since_the_last_time(
    first: str, second: str, lag: float | None
) -> None:
    metrics = NodeMetrics()
    assert metrics.read(read_metrics(first)).lag is None
    assert metrics.read(read_metrics(second)).lag == lag


def test_bounds_that_are_no_numbers_are_left_out() -> None:
    metrics, text = NodeMetrics(), 'besedka_event_loop_lag_seconds_bucket{le="much"} 3\n'
    metrics.read(read_metrics(text))
    assert metrics.read(read_metrics(text)).lag is None
