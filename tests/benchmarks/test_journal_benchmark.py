from pathlib import Path

import pytest

from benchmarks.journal import main
from benchmarks.peers import by_names


def test_each_measure_has_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "sync", "snapshot", "--rounds", "1", "--entries", "300"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(" |")[0] for row in rows[2:]] == [
        "| replay: entries/s",
        "| sync: fdatasync of 4 KiB, p50, ms",
        "| sync: fdatasync of 4 KiB, p99, ms",
        "| snapshot: taking it, ms",
        "| snapshot: longest pause until it is stored, ms",
    ]


def test_a_large_journal_is_read_while_people_talk(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--rounds", "1", "--seconds", "1", "--messages", "300", "--clients", "5"]
    assert main(["large", *options]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert sum("/ undisturbed" in row for row in rows) == 6


def test_messages_that_come_alone_are_compared_with_fdatasyncs_that_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["lone", "--rounds", "1", "--seconds", "1", "--clients", "5"]) == 0
    rows = [row.split(" | ") for row in capsys.readouterr().out.splitlines()[2:]]
    figures = {row[0]: float(row[1].replace(",", "")) for row in rows}
    in_memory, on_disk, sync, ratio = (value for case, value in figures.items() if "p99" in case)
    assert min(in_memory, on_disk, sync) > 0
    assert ratio == pytest.approx((on_disk - in_memory) / sync, rel=0.01, abs=0.05)


def test_what_is_no_measure_is_refused() -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["speed"])


def test_each_server_on_disk_has_a_file_of_its_own(tmp_path: Path) -> None:
    (peer,) = by_names("besedka on disk")
    first, second = (peer.command(1, tmp_path) for _ in range(2))
    assert first[-2] == second[-2] == "--journal"
    assert Path(first[-1]).parent.parent == Path(second[-1]).parent.parent == tmp_path
    assert first[-1] != second[-1]
