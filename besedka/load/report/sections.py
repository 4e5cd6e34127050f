"""The plots of a page, from the JSON of a load report: the load's own page and the stand's page show the same."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import mebibytes, number, percent, time
from besedka.load.report.fields import as_list, as_mapping, as_real, records
from besedka.load.report.page import fault_legend, heading, legend
from besedka.load.report.plots import Mark, Series, Show, histogram_plot, line_plot

__all__ = [
    "Timeline",
    "blackouts",
    "histogram",
    "in_mebibytes",
    "latency",
    "plot",
    "server_use",
    "show_mebibytes",
    "throughput",
]

_MEBIBYTE: Final = 1024**2


@dataclass(frozen=True, slots=True)
class Timeline:
    """What all plots over time share: faults to be marked, and from when until when the axis is, in seconds."""

    marks: Sequence[Mark] = ()
    span: tuple[float, float] = (0, 0)


def latency(fields: Mapping[str, Any], words: Language, timeline: Timeline) -> Iterator[str]:
    """Yield how long messages took, over time."""
    points = records(fields.get("points"))
    names = {"p50": "p50", "p99": "p99", "worst": words.text("the slowest")}
    series = [
        Series(called, css, _column(points, name))
        for css, (name, called) in zip(("one", "two", "three"), names.items(), strict=True)
    ]
    yield heading(words.text("Latency over time"))
    yield from plot(
        words.text("Latency over time"), _middles(points), series, time, words, timeline, log=True
    )


def blackouts(fields: Mapping[str, Any], words: Language, timeline: Timeline) -> Iterator[str]:
    """Yield how many were without a connection, and for how long; nothing if the run did not look for that."""
    points = records(fields.get("points"))
    lost, back = _column(points, "lost_connections"), _column(points, "back")
    if not as_mapping(fields.get("blackouts")) or not any(lost):
        return
    at = _middles(points)
    yield heading(words.text("Blackouts"))
    counted = [
        Series(words.text("lost their connection"), "two", lost),
        Series(words.text("were back"), "three", back),
    ]
    yield from plot(words.text("Lost and back, people a second"), at, counted, number, words, timeline)
    longest = [Series(words.text("the longest blackout that ended then"), "one", _column(points, "blackout"))]
    yield from plot(words.text("Length of blackouts"), at, longest, time, words, timeline)


def histogram(fields: Mapping[str, Any], words: Language) -> Iterator[str]:
    """Yield how often messages took how long; nothing if none arrived, or where an older version did not keep it."""
    rows = [
        (row[0], row[1])
        for row in as_list(fields.get("histogram"))
        if isinstance(row, list) and len(row) == 2 and all(isinstance(cell, int) for cell in row)
    ]
    if not rows:
        return
    times = as_mapping(as_mapping(fields.get("times")).get("messages"))
    marks = [(name, value) for name in ("p50", "p99") if (value := as_real(times.get(name))) is not None]
    title = words.text("How long messages took")
    yield heading(title)
    yield histogram_plot(title, rows, marks, words)


def throughput(fields: Mapping[str, Any], words: Language, timeline: Timeline) -> Iterator[str]:
    """Yield what was sent and delivered a second."""
    points = records(fields.get("points"))
    width = _width(points)
    # Incomplete slots would look like a collapse: the last second, and the wait for stragglers after it.
    end = (as_real(fields.get("seconds")) or 0.0) + 0.01
    whole = [point for point in points if point["at"] + width <= end]
    yield heading(words.text("Throughput"))
    for name, called, css in (
        ("delivered", words.text("delivered a second"), "one"),
        ("sent", words.text("sent a second"), "two"),
    ):
        yield from plot(
            called, _middles(whole), [Series(called, css, _column(whole, name))], number, words, timeline
        )


def server_use(fields: Mapping[str, Any], words: Language, timeline: Timeline) -> Iterator[str]:
    """Yield CPU and memory of the server; nothing if it could not be watched."""
    points = records(fields.get("server_points"))
    if not points:
        return
    yield heading(words.text("The server’s resources"))
    cpu = [Series(words.text("CPU, share of a core"), "one", _column(points, "cpu"))]
    yield from plot(cpu[0].name, _moments(points), cpu, lambda share, _: percent(share), words, timeline)
    memory = [Series(words.text("memory"), "two", in_mebibytes(_column(points, "memory")))]
    yield from plot(memory[0].name, _moments(points), memory, show_mebibytes, words, timeline)


def plot(
    title: str,
    xs: Sequence[float],
    series: Sequence[Series],
    show: Show,
    words: Language,
    timeline: Timeline,
    *,
    log: bool = False,
) -> Iterator[str]:
    """Yield a plot over time, which line is what, and which fault each mark is."""
    yield line_plot(title, xs, series, show, words, log=log, marks=timeline.marks, span=timeline.span)
    yield legend(series)
    yield fault_legend(timeline.marks, words)


def in_mebibytes(values: Sequence[float | None]) -> list[float | None]:
    """Return bytes in MiB, so that an axis has round numbers of these."""
    return [None if value is None else value / _MEBIBYTE for value in values]


def show_mebibytes(value: float, words: Language) -> str:
    """Return a number of MiB with its unit."""
    return mebibytes(value * _MEBIBYTE, words)


def _width(points: Sequence[Mapping[str, Any]]) -> float:
    """Return the seconds from a point to the next one."""
    return min((late - early for early, late in itertools.pairwise(_moments(points))), default=1.0)


def _middles(points: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return the middles of the slots whose beginnings the points name: what they count happened around then."""
    half = _width(points) / 2
    return [moment + half for moment in _moments(points)]


def _moments(points: Sequence[Mapping[str, Any]]) -> list[float]:
    return [float(point["at"]) for point in points]


def _column(points: Sequence[Mapping[str, Any]], name: str) -> list[float | None]:
    return [as_real(point.get(name)) for point in points]
