"""Posts that reach everybody, measured for a moment."""

import pytest

from benchmarks.posters import main


def test_each_case_has_its_figures_and_all_posts_reach_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--clients", "5", "--posters", "2,3", "--rounds", "1", "--seconds", "1"]) == 0
    rows = [row.split(" | ") for row in capsys.readouterr().out.splitlines()[2:]]
    cases = [f"| {posters} posters, {where}" for posters in (2, 3) for where in ("in RAM", "on disk")]
    assert sorted({row[0] for row in rows}) == sorted(cases)
    assert all(float(row[2].replace(",", "")) > 0 for row in rows if row[1].startswith(("messages", "post")))
