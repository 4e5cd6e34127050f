"""Plots of nothing, of one value, and of values far apart."""

import re

from made_reports import ENGLISH

from besedka.dialects.words.quantities import number
from besedka.load.report.plots import Series, histogram_plot, line_plot


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
