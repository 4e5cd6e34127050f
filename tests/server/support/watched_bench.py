"""A server without sockets whose metrics are on."""

from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from server_bench import Bench

from besedka.server.metrics.server_figures import Figures
from besedka.server.process.config import Config

__all__ = ["read", "watch", "watched"]


def watch(bench: Bench) -> Figures:
    figures = Figures()
    bench.registry.counts = bench.hub.fanout.counts = figures.counts
    figures.registry = bench.registry
    return figures


def watched(config: Config | None = None) -> tuple[Bench, Figures]:
    bench = Bench(config)
    return bench, watch(bench)


def read(figures: Figures) -> dict[Any, float]:
    """By name and the values of the labels, as Prometheus' own client reads them."""
    families = text_string_to_metric_families(figures.exposition().decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }
