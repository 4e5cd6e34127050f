"""`down` while another program works at the stand."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOLDER = """
import signal, sys
from pathlib import Path
from besedka.stage.running.ownership.runtime import Runtime
signal.signal(signal.SIGTERM, lambda *_: print("told", flush=True) if "deaf" in sys.argv else sys.exit(7))
with Runtime(Path(sys.argv[1])).locked():
    print("in", flush=True)
    while True:
        signal.pause()
"""


class Others:
    """A program that holds the lock and has not yet said which run it raises, and `down` beside it."""

    def __init__(self, path: Path) -> None:
        self.environ = {**os.environ, "XDG_RUNTIME_DIR": str(path), "LANG": "C.UTF-8", "BESEDKA_LANG": ""}
        self.folder = path / "besedka-stage"
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *command: str) -> "subprocess.Popen[str]":
        program = subprocess.Popen(
            [sys.executable, *command],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(program)
        return program

    def hold(self, *words: str) -> "subprocess.Popen[str]":
        holder = self.start("-c", HOLDER, str(self.folder), *words)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "in\n"
        return holder


@pytest.fixture
def others(tmp_path: Path) -> Iterator[Others]:
    made = Others(tmp_path)
    yield made
    for program in made.started:
        program.kill()
        program.communicate()


def test_one_who_has_not_yet_begun_to_raise_a_stand_is_ended_as_well(others: Others) -> None:
    holder = others.hold()
    out, err = others.start("-m", "besedka", "stage", "down").communicate(timeout=60)
    assert (out, err) == ("No stand is up.\n", "")
    assert holder.wait(60) == 7
    assert not others.folder.exists()


def test_ctrl_c_gives_up_waiting_for_one_who_does_not_end(others: Others) -> None:
    holder = others.hold("deaf")
    down = others.start("-m", "besedka", "stage", "down")
    assert holder.stdout is not None
    assert select.select([holder.stdout], [], [], 60)[0]
    assert holder.stdout.readline() == "told\n"
    down.send_signal(signal.SIGINT)
    out, err = down.communicate(timeout=60)
    assert (down.returncode, out, err) == (130, "", "Interrupted.\n")
    assert holder.poll() is None
