"""The ledger of a run: what was started is found, whatever was killed meanwhile."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from besedka.stage.running.ownership.ledger import SUPERVISOR, Ledger, read, remaining
from besedka.stage.running.ownership.processes import MARK, Process, find, send

SLEEP = [sys.executable, "-I", "-S", "-c", "import time; print('up', flush=True); time.sleep(600)"]
CHILD = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-I", "-S", "-c", "import time; time.sleep(600)"], env={})
print(child.pid, flush=True)
child.wait()
"""
FAMILY = [sys.executable, "-I", "-S", "-c", CHILD]


@pytest.fixture
def started() -> Iterator["list[subprocess.Popen[bytes]]"]:
    """Programs that are ended behind the test."""
    programs: list[subprocess.Popen[bytes]] = []
    yield programs
    for program in programs:
        program.kill()
        program.wait()
        assert program.stdout is not None
        program.stdout.close()


def begin(
    programs: "list[subprocess.Popen[bytes]]", command: list[str], **extra: str
) -> tuple[Process, bytes]:
    program = subprocess.Popen(
        command, stdout=subprocess.PIPE, start_new_session=True, env={**os.environ, **extra}
    )
    programs.append(program)
    assert program.stdout is not None
    line = program.stdout.readline()
    process = find(program.pid)
    assert process is not None
    return process, line


def test_each_process_has_one_line_that_is_read_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.add("node-1", Process(10, 20))
    ledger.add("node-1", Process(10, 20))
    Ledger(tmp_path / "ledger.jsonl").add("node-1", Process(10, 30))
    Ledger(tmp_path / "ledger.jsonl").add("node-1", Process(10, 20))
    assert read(tmp_path / "ledger.jsonl") == [("node-1", Process(10, 20)), ("node-1", Process(10, 30))]


def test_a_line_that_was_cut_off_and_a_file_that_is_missing_are_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    assert read(file) == []
    file.write_bytes(b'{"name": "a", "pid": 1, "start": 2}\n[1]\n{"name": 3}\n\xff\n{"name": "b", "pi')
    assert read(file) == [("a", Process(1, 2))]


def test_what_remains_are_those_of_the_ledger_that_are_still_the_same(
    tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    process, _ = begin(started, SLEEP)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.add("other", Process(process.pid, process.start - 1))
    assert remaining(tmp_path / "ledger.jsonl", "mark") == set()
    ledger.add("node-1", process)
    assert remaining(tmp_path / "ledger.jsonl", "mark") == {process}


def test_what_was_started_before_its_line_was_written_is_found_by_its_mark(
    tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    mark = f"mark-{tmp_path}"
    process, _ = begin(started, SLEEP, **{MARK: mark})
    assert remaining(tmp_path / "ledger.jsonl", mark) == {process}
    assert remaining(tmp_path / "ledger.jsonl", mark + "x") == set()
    assert remaining(tmp_path / "ledger.jsonl", "") == set()


def test_a_child_without_mark_whose_parent_was_killed_is_found_by_the_supervisors_session(
    tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    supervisor, line = begin(started, FAMILY)
    child = find(int(line))
    assert child is not None
    Ledger(tmp_path / "ledger.jsonl").add(SUPERVISOR, supervisor)
    assert remaining(tmp_path / "ledger.jsonl", "mark") == {supervisor, child}
    started[0].kill()
    started[0].wait()
    assert remaining(tmp_path / "ledger.jsonl", "mark") == {child}
    send(child, signal.SIGKILL)


def test_a_look_around_writes_down_what_is_new_with_the_services_names(
    tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    mark = f"mark-{tmp_path}"
    process, line = begin(started, FAMILY, **{MARK: mark})
    child = find(int(line))
    assert child is not None
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.look_around(mark, {process.pid: "nginx"})
    ledger.look_around(mark, {process.pid: "nginx"})
    written = {process: name for name, process in read(tmp_path / "ledger.jsonl")}
    assert written[process] == "nginx"
    assert set(written) == {process, child}
    assert len(read(tmp_path / "ledger.jsonl")) == 2
    send(child, signal.SIGKILL)


def test_this_program_and_whoever_started_it_are_never_among_them(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for pid in (os.getpid(), os.getppid()):
        process = find(pid)
        assert process is not None
        ledger.add("shell", process)
    assert remaining(tmp_path / "ledger.jsonl", "mark").isdisjoint({find(os.getpid()), find(os.getppid())})
