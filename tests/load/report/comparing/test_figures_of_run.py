"""What is read of a report that somebody gives us."""

import json
from pathlib import Path

import pytest
from made_reports import report
from made_runs import made_run

from besedka.load.checks.conditions import FIGURES
from besedka.load.report.comparing.figures_of_run import BadReport, from_load_json, read_run, read_text


def test_a_report_of_ours_is_read_back_with_every_figure() -> None:
    whole = report()
    run = read_run(json.dumps(whole.as_json()))
    assert {name: run.values[name] for name in FIGURES} == {name: whole.figure(name) for name in FIGURES}
    assert run.around["version"] == "1.2.3"
    assert run.started == "2026-11-22 12:00:07"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        "{}",
        '{"figures": {}, "times": {}}',
        '{"figures": 7}',
        "[" * 100_000,
        '"x"',
    ],
)
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(BadReport):
        read_run(text)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xff\xfe{}")
    with pytest.raises(BadReport):
        read_text(tmp_path / "x")


@pytest.mark.parametrize(
    "wrong", [None, 7, "x", [], {}, [None, 7], [{"at": "x"}], [{"at": 1e999, "p50": []}], True]
)
@pytest.mark.parametrize("name", list(made_run(1)))
def test_fields_of_another_type_count_as_missing(name: str, wrong: object) -> None:
    try:
        run = from_load_json({**made_run(1), name: wrong})
    except BadReport:
        assert name in ("figures", "times", "scenario")
        return
    assert set(run.values) == set(FIGURES)
    assert all(isinstance(value, float) for column in run.seconds.values() for value in column)


def test_the_first_second_and_what_is_behind_the_traffic_are_no_seconds() -> None:
    run = made_run(1)
    run["points"].append({"at": 20.0, "sent": 0.0, "delivered": 7.0, "p50": 9.0, "p99": 9.0, "worst": 9.0})
    seconds = from_load_json(run).seconds["p50"]
    assert seconds == [point["p50"] for point in run["points"][1:20]]


def test_control_characters_of_a_report_are_not_repeated() -> None:
    assert from_load_json(made_run(1, version="\x1b[31m")).around["version"] == "?[31m"
