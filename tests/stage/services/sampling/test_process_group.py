"""What a service and its children use."""

import os
import subprocess
import sys
from pathlib import Path

from besedka.stage.services.sampling.process_group import GroupUsage, ProcessGroup

TICKS = os.sysconf("SC_CLK_TCK")


def process(proc: Path, pid: int, seconds: float, kilobytes: int, children: str = "") -> None:
    folder = proc / str(pid)
    (folder / "task" / str(pid)).mkdir(parents=True, exist_ok=True)
    ticks = int(seconds * TICKS)
    (folder / "stat").write_text(
        f"{pid} (a) b) S 1 1 1 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0\n", encoding="ascii"
    )
    (folder / "status").write_text(f"Name:\ta\nVmRSS:\t{kilobytes} kB\n", encoding="ascii")
    (folder / "task" / str(pid) / "children").write_text(children, encoding="ascii")


def test_children_and_theirs_count_with_their_service(tmp_path: Path) -> None:
    process(tmp_path, 10, 1.0, 100, "11 12")
    process(tmp_path, 11, 2.0, 10, "13")
    process(tmp_path, 12, 0.0, 1)
    process(tmp_path, 13, 0.5, 1000)
    group = ProcessGroup(tmp_path)
    assert group.read(10, 100.0) == GroupUsage(None, 1111 * 1024)
    process(tmp_path, 11, 2.5, 10, "13")
    process(tmp_path, 13, 1.5, 1000)
    assert group.read(10, 102.0) == GroupUsage(0.75, 1111 * 1024)


def test_another_process_in_its_place_counts_from_its_beginning(tmp_path: Path) -> None:
    process(tmp_path, 10, 50.0, 100)
    group = ProcessGroup(tmp_path)
    group.read(10, 100.0)
    process(tmp_path, 20, 0.5, 100)
    assert group.read(20, 101.0) == GroupUsage(0.5, 100 * 1024)
    process(tmp_path, 20, 0.25, 100)  # the same number, and less than it had
    assert group.read(20, 102.0) == GroupUsage(0.25, 100 * 1024)


def test_a_process_that_is_not_there_uses_nothing_and_may_come_back(tmp_path: Path) -> None:
    group = ProcessGroup(tmp_path)
    assert group.read(None, 1.0) is None
    assert group.read(10, 2.0) is None
    process(tmp_path, 10, 0.5, 1)
    assert group.read(10, 3.0) == GroupUsage(0.5, 1024)
    assert group.read(None, 4.0) is None


def test_processes_that_are_their_own_parents_are_read_once(tmp_path: Path) -> None:
    process(tmp_path, 10, 1.0, 1, "10 11")
    process(tmp_path, 11, 1.0, 1, "10")
    assert ProcessGroup(tmp_path).read(10, 1.0) == GroupUsage(None, 2048)


def test_a_real_process_and_its_child_are_found() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}])"
    grandchild = "print('here', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", child.format(grandchild)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as it:
        assert it.stdout is not None
        assert it.stdin is not None
        assert it.stdout.readline() == b"here\n"
        used = ProcessGroup().read(it.pid, 1.0)
        alone = next(
            int(line.split()[1]) * 1024
            for line in Path(f"/proc/{it.pid}/status").read_text(encoding="ascii").splitlines()
            if line.startswith("VmRSS")
        )
        assert used is not None
        assert used.memory > 1.5 * alone
        it.stdin.write(b"\n")
    assert ProcessGroup().read(it.pid, 2.0) is None


def test_what_is_not_readable_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "10").mkdir()
    (tmp_path / "10" / "stat").write_text("", encoding="ascii")
    assert ProcessGroup(tmp_path).read(10, 1.0) is None
