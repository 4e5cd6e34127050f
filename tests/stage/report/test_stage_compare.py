"""Two runs of the stand side by side."""

from pathlib import Path

import pytest
from made_run_folder import INI, made_run_folder

from besedka.dialects.words.languages import language
from besedka.load.report.comparing.figures_of_run import BadReport
from besedka.stage.report.report import compare, write_comparison, write_report
from besedka.stage.run_folder import CANARY, LOAD, RESULT

ENGLISH = language("en")


@pytest.mark.parametrize("seed", range(5))
def test_two_equal_runs_are_equal(seed: int, tmp_path: Path) -> None:
    first, second = (made_run_folder(tmp_path / str(n), seed=2 * seed + n) for n in (0, 1))
    assert compare(first, second, ENGLISH).endswith("No difference beyond the spread.")


def test_a_slower_stand_is_worse_also_for_the_canary(tmp_path: Path) -> None:
    first, second = made_run_folder(tmp_path / "a"), made_run_folder(tmp_path / "b", seed=2, delay=0.05)
    text = compare(first, second, ENGLISH)
    assert "Worse: canary.p50, canary.p99, p50, p90, p99" in text


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
