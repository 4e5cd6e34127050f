"""Prometheus' text format, read strictly."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from besedka.stage.services.sampling.metrics_text import MetricsError, read_metrics

TEXT = """\
# HELP besedka_connections Connections by kind.
# TYPE besedka_connections gauge
besedka_connections{kind="lines"} 3
besedka_connections{kind="http",} 0 1796013390000

 # a comment
besedka_outbox_bytes 1.5e3
odd{a="x\\\\y\\"z\\n",b="{,}"}\t-Inf
"""


def test_samples_are_read_with_their_labels() -> None:
    assert read_metrics(TEXT) == {
        "besedka_connections": (({"kind": "lines"}, 3.0), ({"kind": "http"}, 0.0)),
        "besedka_outbox_bytes": (({}, 1500.0),),
        "odd": (({"a": 'x\\y"z\n', "b": "{,}"}, -math.inf),),
    }
    assert read_metrics("") == {}


@pytest.mark.parametrize(
    "line",
    [
        "name",
        "1name 1",
        "name x",
        "name 1_000",
        "name infinity",
        "name 0x10",
        "name 1 2 3",
        "name{a=b} 1",
        'name{a="b" 1',
        'name{a="b"c="d"} 1',
        'name{a="\\x"} 1',
        'name{a="1",a="2"} 1',
        "<html>",
    ],
)
def test_a_line_that_is_no_sample_is_an_error_that_names_it(line: str) -> None:
    with pytest.raises(MetricsError, match="line 2"):
        read_metrics(f"good 1\n{line}\n")


def test_a_text_that_was_cut_off_is_an_error() -> None:
    with pytest.raises(MetricsError, match="last line"):
        read_metrics("one 1\ntwo 2")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(MetricsError):
        read_metrics(text + "\n")


numbers = st.floats(allow_nan=False)
labels = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=8)


@given(st.dictionaries(labels, numbers, max_size=5), st.lists(st.floats(0, 10), max_size=5))
def test_what_prometheus_own_client_writes_is_read_as_its_own_parser_does(
    values: dict[str, float], observed: list[float]
) -> None:
    registry = CollectorRegistry()
    gauge = Gauge("some_gauge", "A\nhelp \\ text.", ["label"], registry=registry)
    Counter("some", "Counts.", registry=registry).inc(3)
    histogram = Histogram("lag_seconds", "Lag.", registry=registry)
    for label, value in values.items():
        gauge.labels(label).set(value)
    for each in observed:
        histogram.observe(each)
    text = generate_latest(registry).decode()
    theirs = [
        (sample.name, sample.labels, sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]
    ours = [(name, *sample) for name, samples in read_metrics(text).items() for sample in samples]
    assert sorted(map(repr, ours)) == sorted(map(repr, theirs))
