"""`besedka load --compare`, with real runs: a slowed server is found, whatever else the machine does."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from slow_relay import slowed

from besedka.load.main import main
from besedka.load.report.comparing.comparison import Finding, compare_runs
from besedka.load.report.comparing.figures_of_run import RunFigures, from_load_json
from besedka.load.run.child_processes import RunningServer, running_server

DELAY = 1.0
"""Seconds. Far more than what a busy machine makes of the times of a dozen people."""

RUN = ["--users", "12", "--duration", "7", "--ramp", "0", "--rate", "60", "--mix", "send=1", "--lang", "en"]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with running_server() as started:
        yield started


def load(port: int, *more: str) -> int:
    return main([f"127.0.0.1:{port}", *RUN, *more], program="besedka load")


def read(file: Path) -> RunFigures:
    """Read a run as if the machine had been quiet: here the spread alone has to tell."""
    fields = json.loads(file.read_text(encoding="utf-8"))
    fields["noise"] = {"reasons": []}
    return from_load_json(fields)


def findings(base: RunFigures, new: RunFigures) -> dict[str, Finding]:
    return {change.figure: change.finding for change in compare_runs(base, new).changes}


def test_a_slowed_server_is_found_and_a_run_is_equal_to_itself(
    server: RunningServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, slow = tmp_path / "base.json", tmp_path / "slow.json"
    assert load(server.port, "--json", str(base)) == 0
    with slowed(server.port, DELAY) as port:
        page = tmp_path / "slow.html"
        assert load(port, "--json", str(slow), "--html", str(page), "--compare", str(base)) == 0
    told = capsys.readouterr().out
    assert "Before: the run of" in told
    assert "Compared with an earlier run" in page.read_text(encoding="utf-8")
    compared = json.loads(slow.read_text(encoding="utf-8"))["comparison"]
    (p50,) = (change for change in compared["changes"] if change["figure"] == "p50")
    assert p50["new"] - p50["base"] > DELAY / 2
    assert p50["finding"] in ("worse", "noisy")
    assert findings(read(base), read(slow))["p50"] == "worse"
    assert findings(read(slow), read(base))["p50"] == "better"
    assert {"worse", "better"} & set(findings(read(base), read(base)).values()) == set()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: no such file or directory"),
        ("{}", "is not the JSON report of a load simulation"),
        ("<html>", "is not the JSON report of a load simulation"),
    ],
)
def test_a_base_that_is_no_report_is_one_sentence_before_the_run(
    content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "base.json").write_text(content, encoding="utf-8")
    assert load(1, "--compare", str(tmp_path / "base.json")) == 2
    complaint = capsys.readouterr().err
    assert said.lower() in complaint.lower()
    assert complaint.count("\n") == 1
