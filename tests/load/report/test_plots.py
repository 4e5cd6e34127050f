"""Plots of nothing, of one value, and of values far apart."""

import re

from made_reports import ENGLISH

from besedka.dialects.words.quantities import number
from besedka.load.report.plots import Mark, Series, histogram_plot, line_plot


def test_a_plot_of_nothing_or_of_one_value_is_a_plot() -> None:
    for values in ([], [0.0], [None], [1.0]):
        for log in (False, True):
            assert "</svg>" in line_plot(
                "t", [0.0] * len(values), [Series("s", "one", values)], number, ENGLISH, log=log
            )
    assert "</svg>" in histogram_plot("t", [], [], ENGLISH)
    assert "</svg>" in histogram_plot("t", [(0, 3)], [("p50", 0.0)], ENGLISH)


def test_no_number_of_a_plot_leaves_the_picture() -> None:
    plot = line_plot("t", [0, 1, 2], [Series("s", "one", [1e-6, 5.0, 1e9])], number, ENGLISH, log=True)
    places = [float(y) for y in re.findall(r'cy="([\d.]+)"', plot)]
    assert len(places) == 3
    assert all(0 <= place <= 260 for place in places)


def test_a_fault_is_a_numbered_line_where_it_happened_and_a_band_as_long_as_it_lasted() -> None:
    marks = [Mark(5.0, "kill <node>", until=7.5), Mark(8.0, "freeze nginx")]
    plot = line_plot("t", [0, 10], [Series("s", "one", [1.0, 2.0])], number, ENGLISH, marks=marks)
    xs = [float(x) for x in re.findall(r'<line x1="([\d.]+)" x2', plot)]
    left, right = 76, 830
    assert xs == [round(left + share * (right - left), 1) for share in (0.5, 0.8)]
    (width,) = re.findall(r'class="span" x="453.0" y="20" width="([\d.]+)"', plot)
    assert float(width) == round((right - left) * 0.25, 1)
    assert re.findall(r'text-anchor="middle">(\d)</text></g>', plot) == ["1", "2"]
    assert "5 s: kill &lt;node&gt;" in plot


def test_a_mark_outside_the_axis_is_left_out_and_keeps_its_number() -> None:
    marks = [Mark(-3.0, "early"), Mark(1.0, "in time"), Mark(99.0, "late")]
    plot = line_plot("t", [0, 2], [Series("s", "one", [1.0, 2.0])], number, ENGLISH, marks=marks)
    assert "early" not in plot
    assert "late" not in plot
    assert re.findall(r'text-anchor="middle">(\d)</text></g>', plot) == ["2"]


def test_a_missing_value_breaks_the_line() -> None:
    plot = line_plot("t", [0, 1, 2, 3], [Series("s", "one", [1.0, None, 2.0, 3.0])], number, ENGLISH)
    assert plot.count("<polyline") == 2
    assert plot.count("<circle") == 3


def test_the_axis_begins_before_zero_where_that_is_asked_for() -> None:
    plot = line_plot("t", [0, 2], [Series("s", "one", [1.0, 2.0])], number, ENGLISH, span=(-2, 2))
    assert "-2 s" in plot


def test_the_bars_of_a_histogram_have_the_whole_height_of_what_was_counted() -> None:
    rows = [(round(1000 * 1.05**n), 100) for n in range(40)]
    plot = histogram_plot("t", rows, [], ENGLISH)
    heights = [float(height) for height in re.findall(r'class="bar" [^>]*height="([\d.]+)"', plot)]
    inner = heights[1:-1]
    assert max(inner) < 1.5 * min(inner), "steps of equal counts make no comb"
