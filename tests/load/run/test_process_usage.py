"""What a process uses, from a /proc of our own."""

from pathlib import Path

import pytest
from made_reports import SECOND

from besedka.load.run import process_usage
from besedka.load.run.process_usage import ProcessUsage, find_server, open_files


def processes(root: Path) -> Path:
    (root / "net").mkdir()
    head = "  sl  local_address rem_address   st tx rx tr tm retrnsmt   uid  timeout inode\n"
    row = " 0: 0100007F:{:04X} 00000000:0000 {} 0:0 0:0 0 0 0 {} 1\n"
    (root / "net" / "tcp").write_text(head + row.format(8765, "01", 5) + row.format(8765, "0A", 42))
    for pid, inode in ((7, 41), (9, 42)):
        (root / str(pid) / "fd").mkdir(parents=True)
        (root / str(pid) / "fd" / "3").symlink_to(f"socket:[{inode}]")
    (root / "11").mkdir()
    (root / "9" / "stat").write_text("9 (a ) b) S " + " ".join(["0"] * 10) + " 100 50 0 0\n")
    (root / "9" / "status").write_text("VmPeak: 9 kB\nVmRSS:\t  2048 kB\n")
    return root


def test_the_server_is_found_by_its_port_and_looked_at(tmp_path: Path) -> None:
    proc = processes(tmp_path)
    assert find_server(8765, proc) == 9
    assert find_server(8766, proc) is None
    use = ProcessUsage(9, proc=proc)
    assert use.memory is None
    use.take_sample(0)
    assert use.cpu is None
    use.take_sample(SECOND)
    assert [use.cpu, use.memory] == [0.0, (2048 * 1024,) * 3]
    gone = ProcessUsage(12345, proc=proc)
    gone.take_sample(0)
    assert gone.samples == []


def test_a_file_that_is_closed_meanwhile_hides_no_other(tmp_path: Path) -> None:
    folder = processes(tmp_path) / "9"
    for name in ("1", "2", "4"):
        (folder / "fd" / name).touch()  # No link: reading it fails, as of one that is gone.
    assert list(open_files(folder)) == ["socket:[42]"]
    assert find_server(8765, tmp_path) == 9


def test_of_very_many_samples_the_last_one_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_usage, "_MAX_SAMPLES", 3)
    use = ProcessUsage(9, proc=processes(tmp_path))
    for at in range(9):
        use.take_sample(at)
    assert [sample.at for sample in use.samples] == [0, 1, 8]
