import pytest

from benchmarks.returning import main


def test_all_come_back_after_each_kind_of_restart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--clients", "5", "--rounds", "1"]) == 0
    rows = capsys.readouterr().out.splitlines()
    figures = ["down"] + [
        f"{name}, {what}" for name in ("back", "talk before", "talk") for what in ("p50", "p99", "max")
    ]
    assert [row.split(" | ")[:2] for row in rows[2:]] == [
        [f"| {how}", one] for how in ("kill", "stop") for one in figures
    ]
