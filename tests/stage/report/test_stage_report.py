"""The page, the result and the verdict of a run."""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from made_run_folder import BEGAN, INI, faults, lines, made_run_folder, visits

from besedka.dialects.words.languages import language
from besedka.stage.report.report import write_report
from besedka.stage.run_folder import CANARY, FAULTS, LOAD, PROFILE, REPORT, RESULT, SAMPLES

ENGLISH, RUSSIAN = language("en"), language("ru")


def made(folder: Path, *, held: bool) -> tuple[str, dict[str, Any]]:
    """Write the report; return the page and the result."""
    assert write_report(folder, ENGLISH).held is held
    result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    assert result["held"] is held
    return (folder / REPORT).read_text(encoding="utf-8"), result


def test_a_whole_run_is_judged_by_the_conditions_of_its_profile(tmp_path: Path) -> None:
    page, result = made(made_run_folder(tmp_path / "run"), held=True)
    assert [one["condition"] for one in result["conditions"]] == INI.split("fail-if =\n")[1].split()
    assert all(not one["failed"] for one in result["conditions"])
    assert page.index("It held") < page.index("<table>") < page.index("<svg")


def test_the_stands_own_figures_come_from_the_canary_and_the_samples(tmp_path: Path) -> None:
    figures = made(made_run_folder(tmp_path / "run"), held=True)[1]["figures"]
    assert (figures["canary.visits"], figures["canary.failed"]) == (33, 3)
    assert figures["canary.longest-outage"] == pytest.approx(3.0)
    assert 0.006 < figures["canary.p50"] <= figures["canary.p99"] <= figures["canary.max"] < 0.012
    assert figures["node.restarts"] == 1
    assert figures["node.memory"] == (30 << 20) + 29_000
    assert figures["node.lag.p99"] == 0.0025
    assert figures["p99"] == 0.02


@pytest.mark.parametrize(
    "condition",
    ["canary.failed>2", "canary.longest-outage>2s", "node.restarts>0", "node.memory>1MiB", "p99>5ms"],
)
def test_a_condition_that_came_true_fails_the_run_and_is_named_first(condition: str, tmp_path: Path) -> None:
    ini = INI.replace("    lost>0", f"    lost>0\n    {condition}")
    page, result = made(made_run_folder(tmp_path / "run", ini=ini), held=False)
    assert [one["condition"] for one in result["conditions"] if one["failed"]] == [condition]
    shown = condition.replace(">", "&gt;")
    assert f"FAILED: {shown} (it was " in page
    assert page.index(f'<th scope="row">{shown}') < page.index('<th scope="row">lost')


def test_the_faults_are_marked_on_every_plot_over_time_and_listed(tmp_path: Path) -> None:
    page, _ = made(made_run_folder(tmp_path / "run"), held=True)
    plots = [
        plot
        for plot in re.findall(r"<svg viewBox=\"0 0 860.*?</svg>", page, re.DOTALL)
        if " s</text>" in plot
    ]
    over_time = [plot for plot in plots if 'class="bar"' not in plot]
    assert len(over_time) == 11
    assert {plot.count('class="fault"') for plot in over_time} == {2}
    assert "5.0–7.0 s: slow relay-1" in page
    assert "12.0 s: kill node-1" in page
    rows = re.findall(
        r'<th scope="row">[12]</th><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>', page
    )
    assert rows == [("5.0 s", "slow", "relay-1", "2 s"), ("12.0 s", "kill", "node-1", "–")]


def test_a_failed_visit_is_a_cross_with_its_reason(tmp_path: Path) -> None:
    page, _ = made(made_run_folder(tmp_path / "run"), held=True)
    assert page.count('class="miss"') == 3
    assert "the visit failed: server-unreachable" in page


def test_the_page_says_where_the_logs_are_and_what_each_service_used(tmp_path: Path) -> None:
    page, _ = made(made_run_folder(tmp_path / "run"), held=True)
    assert "logs/nginx.log, logs/node-1.log, logs/relay-1.log" in page
    for title in (
        "CPU, share of a core",
        "Memory",
        "Lag of the event loop",
        "Waiting to be written",
        "Connections",
    ):
        assert f"<h3>{title}" in page


def test_the_page_is_one_file_and_what_comes_from_outside_is_escaped(tmp_path: Path) -> None:
    folder = made_run_folder(tmp_path / "run")
    lines(folder / FAULTS, [{**faults()[0], "service": "<script>"}])
    page, _ = made(folder, held=True)
    assert "<script>" not in page
    assert "Made up, with &lt;faults&gt;" in page
    assert not re.search(r"(?:src|href|action)=|url\(|@import", page)


def test_the_page_speaks_russian(tmp_path: Path) -> None:
    folder = made_run_folder(tmp_path / "run")
    write_report(folder, RUSSIAN)
    page = (folder / REPORT).read_text(encoding="utf-8")
    assert '<html lang="ru">' in page
    assert "УСПЕХ" in page
    headings = re.findall(r"<h[23]>(.*?)</h[23]>", page)
    assert [heading for heading in headings if not re.search("[а-яё]", heading)] == []


@pytest.mark.parametrize("name", [LOAD, SAMPLES, CANARY, FAULTS, PROFILE])
@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"\xff\xfe\n", b"7\n[]\n", b'{"at": "x"}\n', b'{"figures": 7}']
)
def test_a_missing_or_damaged_file_is_said_and_the_rest_is_shown(
    name: str, content: bytes | None, tmp_path: Path
) -> None:
    folder = made_run_folder(tmp_path / "run", ini=INI[: INI.index("    canary")])
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    write_report(folder, ENGLISH)
    result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    page = (folder / REPORT).read_text(encoding="utf-8")
    listed = [*result["missing"], *result["damaged"]]
    assert listed == ([name] if listed else [])
    assert (content is not None or name == FAULTS) or listed == [name]
    assert all(f"{name}" in page for name in listed)
    assert "What people felt" in page
    assert result["held"] is (name not in (LOAD, PROFILE))


def test_an_empty_folder_is_a_run_that_has_not_held(tmp_path: Path) -> None:
    page, result = made(tmp_path, held=False)
    assert "no load was finished, so nothing has held" in page
    assert result["missing"] == [SAMPLES, CANARY, PROFILE, LOAD]


def test_a_last_line_that_was_cut_off_is_no_damage(tmp_path: Path) -> None:
    folder = made_run_folder(tmp_path / "run")
    with (folder / SAMPLES).open("a", encoding="utf-8") as file:
        file.write('{"at": 17')
    assert made(folder, held=True)[1]["damaged"] == []


def test_an_outage_that_did_not_end_lasts_until_the_last_visit(tmp_path: Path) -> None:
    folder = made_run_folder(tmp_path / "run")
    found = visits(random.Random(1), 0.0)  # noqa: S311 - no secret
    lines(
        folder / CANARY, [visit if visit["at"] < BEGAN + 20 else {**visit, "failed": "x"} for visit in found]
    )
    assert made(folder, held=False)[1]["figures"]["canary.longest-outage"] == pytest.approx(9.0)
