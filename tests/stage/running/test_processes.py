"""Who is who among processes, and that exactly those are ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from besedka.stage.running.ownership.processes import (
    MARK,
    Process,
    all_processes,
    end,
    family,
    find,
    marked,
    send,
    session,
)

SLEEP = "import sys, time; print('up', flush=True); time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
PARENT = (
    "import subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-I', '-S', '-c', 'import time; time.sleep(600)'])\n"
    "print(child.pid, flush=True); child.wait()"
)


@contextmanager
def started(code: str, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", Process, str]]:
    """A program that says a line; and that line."""
    popen = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, **environment},
    )
    assert popen.stdout is not None
    try:
        line = popen.stdout.readline()
        process = find(popen.pid)
        assert process is not None
        yield popen, process, line
    finally:
        popen.kill()
        popen.wait()
        popen.stdout.close()


def test_a_process_is_the_same_by_its_id_and_its_start() -> None:
    with started(SLEEP) as (popen, process, _):
        assert process.pid == popen.pid
        assert find(popen.pid) == process
        assert find(os.getpid()) != process


def test_one_that_has_ended_is_not_found_even_before_its_code_was_fetched() -> None:
    with started(SLEEP) as (popen, process, _):
        popen.kill()
        os.waitid(os.P_PID, popen.pid, os.WEXITED | os.WNOWAIT)
        assert find(process.pid) is None


def test_a_name_with_brackets_and_blanks_in_it_confuses_nothing() -> None:
    code = "open('/proc/self/comm', 'w').write(') R 1 2 (x'); " + SLEEP
    with started(code) as (popen, process, _):
        status = all_processes()[popen.pid]
        assert (status.name, status.parent, status.process) == (") R 1 2 (x", os.getpid(), process)


@pytest.mark.parametrize("by_id", [False, True])
def test_a_signal_reaches_the_process_and_no_other_with_its_id(
    by_id: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_id:
        monkeypatch.setattr(os, "pidfd_open", _unknown)
    with started(SLEEP) as (popen, process, _):
        assert not send(Process(process.pid, process.start + 1), signal.SIGKILL)
        assert popen.poll() is None
        assert send(process, signal.SIGKILL)
        assert popen.wait() == -signal.SIGKILL
        assert not send(process, signal.SIGKILL)


def _unknown(_: int) -> int:
    raise OSError


def test_a_family_is_the_roots_that_are_there_and_all_that_descends_from_them() -> None:
    with started(PARENT) as (popen, process, line):
        child = find(int(line))
        assert family([popen.pid], all_processes()) == {process, child}
        assert family([popen.pid, 1 << 30], {}) == set()
        send(child or process, signal.SIGKILL)


def test_what_was_started_with_the_mark_is_found_and_nothing_with_another_one() -> None:
    with started(SLEEP, **{MARK: "one"}) as (_, one, _), started(SLEEP, **{MARK: "one-two"}) as (_, two, _):
        assert list(marked("one", all_processes())) == [one]
        assert list(marked("one-two", all_processes())) == [two]
        assert list(marked("on", all_processes())) == []


def test_a_session_has_those_who_are_left_of_it() -> None:
    with started(PARENT) as (popen, leader, line):
        child = find(int(line))
        assert child is not None
        assert set(session(leader, all_processes())) == {leader, child}
        popen.kill()
        popen.wait()
        assert set(session(leader, all_processes())) == {child}
        send(child, signal.SIGKILL)


def test_the_session_of_another_process_with_the_id_is_not_ours() -> None:
    with started(SLEEP) as (_, leader, _):
        assert list(session(Process(leader.pid, leader.start - 1), all_processes())) == []


def waiting(*found: Process) -> Callable[[], set[Process]]:
    return lambda: {process for process in found if find(process.pid) == process}


def test_whoever_hears_sigterm_is_ended_by_it() -> None:
    with started(SLEEP) as (popen, process, _):
        assert end(waiting(process), 60)
        assert popen.wait() == -signal.SIGTERM


def test_whoever_does_not_hear_sigterm_is_ended_by_sigkill() -> None:
    with started(DEAF) as (popen, process, _):
        assert end(waiting(process), 0.05)
        assert popen.wait() == -signal.SIGKILL


def test_a_frozen_one_is_continued_so_that_it_hears() -> None:
    with started(SLEEP) as (popen, process, _):
        send(process, signal.SIGSTOP)
        assert end(waiting(process), 60)
        assert popen.wait() == -signal.SIGTERM


def test_who_hurries_waits_for_nobody() -> None:
    with started(DEAF) as (popen, process, _):
        assert end(waiting(process), 600, hurried=lambda: True)
        assert popen.wait() == -signal.SIGKILL


def test_what_cannot_be_ended_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(now)))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert not end(lambda: [Process(1 << 30, 1)], 3)
