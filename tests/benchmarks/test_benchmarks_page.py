import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks.main import main
from benchmarks.peers import by_names
from benchmarks.plan import Plan
from benchmarks.processes.machine import cores, describe
from benchmarks.report.bar_chart import Bar, bar_chart
from benchmarks.report.goals import GOALS
from benchmarks.report.results_file import Results
from benchmarks.report.results_page import write_page

_BUSY = "1000 clients, 500 in flight"


def rectangles(chart: str) -> list[ET.Element]:
    return ET.fromstring(chart).findall("{http://www.w3.org/2000/svg}rect")  # noqa: S314 - our own


def recorded() -> Results:
    results = Results(machine={"CPU": "a fine one"}, versions={"besedka": "1.0"}, missing={"ws": "Node.js"})
    for value in (9000.0, 10_000.0, 11_000.0):
        results.figures.add("fanout", _BUSY, "besedka", "messages", value)
    results.figures.add("fanout", _BUSY, "reference.c", "messages", 20_000.0)
    results.figures.add("fanout", _BUSY, "ngircd", "messages", 1000.0)
    results.figures.add("fanout", _BUSY, "picows", "failure", "the server dropped a client")
    results.runs["fanout"] = {"rounds": 3, "seconds": 2.0, "load": 0.5}
    return results


def test_the_page_has_medians_ratios_failures_and_who_was_left_out(tmp_path: Path) -> None:
    write_page(recorded(), tmp_path)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "| besedka | 10.0 k/s | 9 000 /s … 11.0 k/s | 1.00 × |" in page
    assert "| reference.c | 20.0 k/s | 20.0 k/s … 20.0 k/s | 0.50 × |" in page
    assert "picows failed in 1 rounds: the server dropped a client." in page
    assert "Left out: ws (Node.js)." in page
    assert "| CPU | a fine one |" in page
    assert "\n## The journal\n" in page


def test_each_goal_is_met_missed_or_unknown(tmp_path: Path) -> None:
    write_page(recorded(), tmp_path)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert f"| {_BUSY}: to the better IRC server | ≥ 5.00 × | 10.0 × | met | – |  |" in page
    assert f"| {_BUSY}: to the C reference | ≥ 0.80 × | 0.50 × | **missed** | – |  |" in page
    assert "| `client_init.py --help` | ≤ 150 ms | – |  | – |  |" in page


def test_the_page_shows_a_picture_of_each_case(tmp_path: Path) -> None:
    write_page(recorded(), tmp_path)
    assert "(benchmarks/fanout-1.svg)" in (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "reference.c" in (tmp_path / "benchmarks" / "fanout-1.svg").read_text(encoding="utf-8")


def test_every_line_of_the_plan_s_table_is_a_goal() -> None:
    written = " ".join(goal.what for goal in GOALS)
    for what in (
        "in flight",
        "50 a second",
        "private",
        "memory",
        "joins and leaves",
        "CPU",
        "start",
        "--help",
    ):
        assert what in written


def test_a_record_is_what_was_written_before(tmp_path: Path) -> None:
    results = recorded()
    results.write(tmp_path)
    again = Results.read(tmp_path)
    assert again.figures.as_data() == results.figures.as_data()
    assert (again.machine, again.versions, again.runs) == (results.machine, results.versions, results.runs)


def test_there_is_no_record_at_first(tmp_path: Path) -> None:
    assert Results.read(tmp_path).figures.as_data() == []


def test_a_run_is_described_with_versions_and_the_machine(tmp_path: Path) -> None:
    results = Results(missing={"besedka": "everything"})
    results.describe("fanout", Plan(tuple(by_names("besedka")), rounds=2))
    results.write(tmp_path)
    kept = json.loads((tmp_path / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    assert kept["runs"]["fanout"]["rounds"] == 2
    assert kept["versions"]["besedka"]
    assert kept["missing"] == {}


def test_the_machine_is_described_without_names_and_paths() -> None:
    machine = describe()
    assert set(machine) == {"CPU", "cores", "memory", "kernel", "Python"}
    assert "/" not in "".join(machine.values())
    assert cores()[0] <= cores()[1]


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_chart_is_wellformed_with_one_bar_for_each_value(count: int) -> None:
    bars = [Bar(f"<server {number}>", float(number), f"{number} & more", "ours") for number in range(count)]
    assert len(rectangles(bar_chart("a < b", "more & better", bars))) == count


def test_the_longest_bar_is_the_greatest_value_and_the_others_are_in_proportion() -> None:
    chart = bar_chart("", "", [Bar("a", 50.0, ""), Bar("b", 200.0, "")])
    widths = [float(bar.attrib["width"]) for bar in rectangles(chart)]
    assert widths[0] * 4 == pytest.approx(widths[1])


def test_the_page_is_written_again_from_what_is_kept(tmp_path: Path) -> None:
    recorded().write(tmp_path)
    assert main(["page", "--docs", str(tmp_path)]) == 0
    assert "10.0 k/s" in (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
