"""Two runs of the stand side by side."""

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from made_run_folder import BEGAN, INI, lines, made_run_folder, samples, visits

from besedka.dialects.words.languages import language
from besedka.load.report.comparing.figures_of_run import BadReport
from besedka.stage.report.report import compare, write_comparison, write_report
from besedka.stage.run_folder import CANARY, LOAD, RESULT, SAMPLES, CanaryVisit

ENGLISH = language("en")


@pytest.mark.parametrize("seed", range(5))
def test_two_equal_runs_are_equal(seed: int, tmp_path: Path) -> None:
    first, second = (made_run_folder(tmp_path / str(n), seed=2 * seed + n) for n in (0, 1))
    assert compare(first, second, ENGLISH).endswith("No difference beyond the spread.")


def test_a_slower_stand_is_worse_also_for_the_canary(tmp_path: Path) -> None:
    first, second = made_run_folder(tmp_path / "a"), made_run_folder(tmp_path / "b", seed=2, delay=0.05)
    text = compare(first, second, ENGLISH)
    assert "Worse: canary.p50, canary.p99, canary.max, p50, p90, p99" in text


def found(text: str, figure: str) -> str:
    """What the comparison says of a figure."""
    (row,) = (line for line in text.splitlines() if line.startswith(f"{figure} "))
    return re.split(r"  +", row)[-1]


def run_with(folder: Path, visits: Sequence[CanaryVisit]) -> Path:
    made_run_folder(folder)
    lines(folder / CANARY, visits)
    return folder


def outage(seconds: int) -> list[CanaryVisit]:
    """Visits of a run, of which so many failed one after the other."""
    of_run = [visit for visit in visits(random.Random(1), 0.0) if not visit["failed"]]  # noqa: S311 - no secret
    failed = CanaryVisit(at=0.0, joined=None, sent=None, seen=None, failed="timeout")
    return [  # Visits begin a bit late, each in its way.
        {**(failed if 5 <= number < 5 + seconds else visit), "at": BEGAN + number + 0.001 * (number % 3)}
        for number, visit in enumerate(of_run)
    ]


@pytest.mark.parametrize(
    ("before", "now", "finding"),
    [
        (0, 0, "within the spread"),
        (1, 2, "within the spread"),
        (0, 2, "within the spread"),
        (0, 3, "worse"),
        (3, 0, "better"),
        (2, 4, "within the spread"),
        (3, 6, "worse"),
        (9, 4, "better"),
        (9, 12, "within the spread"),
    ],
)
def test_the_longest_outage_is_an_event_that_is_known_to_two_seconds(
    tmp_path: Path, before: int, now: int, finding: str
) -> None:
    first, second = (run_with(tmp_path / str(n), outage(seconds)) for n, seconds in enumerate((before, now)))
    assert found(compare(first, second, ENGLISH), "canary.longest-outage") == finding


def test_on_a_noisy_machine_a_longer_outage_is_not_called_one(tmp_path: Path) -> None:
    first, second = (run_with(tmp_path / str(n), outage(seconds)) for n, seconds in enumerate((1, 9)))
    load = json.loads((second / LOAD).read_text(encoding="utf-8"))
    load["noise"]["reasons"] = ["others"]
    (second / LOAD).write_text(json.dumps(load), encoding="utf-8")
    text = compare(first, second, ENGLISH)
    assert found(text, "canary.longest-outage") == "not comparable: noise"
    assert found(text, "canary.failed") == "worse"


def test_the_slowest_visit_is_judged_by_the_others(tmp_path: Path) -> None:
    usual = outage(0)
    one_slow, all_slow = outage(0), outage(0)
    one_slow[9]["seen"] = 3.0
    for visit in all_slow:
        visit["seen"] = (visit["seen"] or 0) + 1
    base, single, slow = (
        run_with(tmp_path / name, of) for name, of in (("a", usual), ("b", one_slow), ("c", all_slow))
    )
    assert found(compare(base, base, ENGLISH), "canary.max") == "within the spread"
    assert found(compare(base, single, ENGLISH), "canary.max") == "single seconds"
    assert found(compare(base, slow, ENGLISH), "canary.max") == "worse"


def test_a_node_that_was_started_once_more_is_worse(tmp_path: Path) -> None:
    first, second = made_run_folder(tmp_path / "a"), made_run_folder(tmp_path / "b")
    lines(first / SAMPLES, [{**sample, "pid": 12} for sample in samples(random.Random(1))])  # noqa: S311 - no secret
    assert found(compare(first, second, ENGLISH), "node.restarts") == "worse"
    assert found(compare(second, first, ENGLISH), "node.restarts") == "better"
    assert found(compare(second, second, ENGLISH), "node.restarts") == "within the spread"


def test_the_result_is_enough_to_compare(tmp_path: Path) -> None:
    first, second = made_run_folder(tmp_path / "a"), made_run_folder(tmp_path / "b", seed=2, delay=0.05)
    before = compare(first, second, ENGLISH)
    for folder in (first, second):
        write_report(folder, ENGLISH)
        (folder / LOAD).unlink()
        (folder / CANARY).unlink()
    assert compare(first, second, ENGLISH) == before


def test_another_profile_is_said(tmp_path: Path) -> None:
    other = INI.replace("journal = yes", "journal = no").replace("kill = at 12: kill node-1\n", "")
    first, second = made_run_folder(tmp_path / "a"), made_run_folder(tmp_path / "b", ini=other)
    text = compare(first, second, ENGLISH)
    assert "The two runs were not made alike" in text
    assert "journal: yes → no" in text
    assert "faults: slow relay-1, kill node-1 → slow relay-1" in text


@pytest.mark.parametrize("content", ["", "{}", "7", '{"compared": {"values": 7}}'])
def test_a_run_without_a_load_is_named(content: str, tmp_path: Path) -> None:
    first, second = made_run_folder(tmp_path / "a"), tmp_path / "b"
    second.mkdir()
    if content:
        (second / RESULT).write_text(content, encoding="utf-8")
    with pytest.raises(BadReport) as refused:
        compare(first, second, ENGLISH)
    assert refused.value.args == (second,)
    with pytest.raises(BadReport):
        write_comparison(first, second, tmp_path / "page.html", ENGLISH)
    assert not (tmp_path / "page.html").exists()


def test_the_comparison_is_a_page_too(tmp_path: Path) -> None:
    first, second = made_run_folder(tmp_path / "a"), made_run_folder(tmp_path / "b", seed=2, delay=0.05)
    assert write_comparison(first, second, tmp_path / "page.html", ENGLISH) == compare(first, second, ENGLISH)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Compared with an earlier run" in page
    assert page.count('<tr class="bad">') >= 4
