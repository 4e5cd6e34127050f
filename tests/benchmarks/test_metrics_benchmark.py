import pytest

from benchmarks.metrics import main


def test_each_round_is_a_ratio_and_the_last_line_their_median(capsys: pytest.CaptureFixture[str]) -> None:
    options = [
        "--rounds",
        "1",
        "--clients",
        "5",
        "--window",
        "3",
        "--pairs",
        "2",
        "--seconds",
        "1",
        "--bar",
        "100",
    ]
    assert main(options) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("round 1: ")
    assert last.startswith("CPU for each delivery, with metrics to without: median ")
