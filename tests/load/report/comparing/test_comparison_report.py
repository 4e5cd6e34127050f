"""Two runs side by side, for people."""

import json

from made_reports import ENGLISH, RUSSIAN, report
from made_runs import QUIET, figures

from besedka.load.report.comparing.comparison import compare_runs
from besedka.load.report.comparing.comparison_report import comparison_json, comparison_page, comparison_text
from besedka.load.report.html_report import html_report

NOISY = {**QUIET, "others_cpu": 0.5, "load_before": 9.0, "reasons": ["others", "load"]}


def test_the_text_has_old_and_new_and_the_change_of_each_figure() -> None:
    text = comparison_text(compare_runs(figures(1), figures(2, delay=0.05)), ENGLISH)
    (line,) = (line for line in text.splitlines() if line.startswith("p50 "))
    cells = line.split("  ")
    assert [cell for cell in cells if cell.strip()][-1].strip() == "worse"
    assert "%" in line
    assert "Worse: p50, p90, p99" in text


def test_equal_runs_are_said_to_be_equal() -> None:
    compared = compare_runs(figures(1), figures(1))
    assert comparison_text(compared, ENGLISH).endswith("No difference beyond the spread.")
    assert "Различий сверх разброса нет." in comparison_text(compared, RUSSIAN)


def test_noise_is_said_with_its_reasons() -> None:
    text = comparison_text(compare_runs(figures(1), figures(2, delay=0.05, noise=NOISY)), ENGLISH)
    assert "Now, the machine was noisy: other programs used 50 % of all cores; before the start" in text
    assert "load average was 9.0 on 4 cores" in text
    assert "Repeat the runs in turn." in text
    assert "Worse" not in text


def test_what_else_differs_is_said() -> None:
    compared = compare_runs(figures(1), figures(2, version="9", scenario={"users": 7, "rate": 100.0}))
    assert "--users: 50 → 7; the version: 1.2.3 → 9" in comparison_text(compared, ENGLISH)


def test_the_page_has_the_comparison_escaped() -> None:
    compared = compare_runs(figures(1), figures(2, version="<script>"))
    assert "<script>" not in "".join(comparison_page(compared, ENGLISH))
    page = html_report(report(), ENGLISH, comparison=compared)
    assert "Compared with an earlier run" in page
    assert "Compared with an earlier run" not in html_report(report(), ENGLISH)


def test_the_comparison_is_json() -> None:
    fields = json.loads(json.dumps(comparison_json(compare_runs(figures(1), figures(2))), allow_nan=False))
    assert {"figure", "base", "new", "spread", "finding"} == set(fields["changes"][0])
