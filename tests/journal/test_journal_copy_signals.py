"""A signal amid a copy: nothing of the copy is left, and the process ends by that signal."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_lives import again, started

from besedka.journal.sqlite.inspection import check

BACKUP = """
import os, signal, sys
from besedka.journal.sqlite import inspection
from besedka.journal_command import main

path, copy, name, ignored = sys.argv[1:]
number = signal.Signals[name]
if ignored:
    signal.signal(number, signal.SIG_IGN)
inspection._Pace.rest = lambda *_: os.kill(os.getpid(), number)
sys.exit(main(["backup", path, copy], program="besedka journal"))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    started(path)
    again(path).say(1, 2).bench.close()
    return path


def back_up(path: Path, name: str, *, ignored: bool = False) -> int:
    copy = path.with_name("copy.db")
    words = [sys.executable, "-c", BACKUP, str(path), str(copy), name, "yes" if ignored else ""]
    return subprocess.run(words, capture_output=True, timeout=60, check=False).returncode


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_amid_a_copy_leaves_nothing_of_it(path: Path, name: str) -> None:
    before = sorted(path.parent.iterdir())
    assert back_up(path, name) == -signal.Signals[name]
    assert sorted(path.parent.iterdir()) == before


def test_a_copy_goes_on_that_was_started_to_outlive_its_terminal(path: Path) -> None:
    assert back_up(path, "SIGHUP", ignored=True) == 0
    assert check(path.with_name("copy.db")).last == 4
