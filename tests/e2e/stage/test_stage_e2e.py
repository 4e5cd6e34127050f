"""The staging stand as a whole: one command, a page, and nothing left behind, whatever is interrupted or killed.

Its addresses are the same for every stand on a machine, so these tests have none beside them.
"""

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest
from stage_harness import SHORT, StagePlace, finish, interrupt, until

from besedka.stage.run_folder import LOAD, REPORT, RESULT

INTERRUPTED = 130
MOMENTS = random.Random(16)  # noqa: S311 - repeatable, and no secret


@pytest.fixture
def place(tmp_path: Path) -> StagePlace:
    return StagePlace(tmp_path)


def test_one_command_gives_a_page_and_leaves_nothing_but_the_runs_folder(place: StagePlace) -> None:
    before = place.left()
    first = place.start("run", "smoke", *SHORT)
    until(first, lambda: place.processes_of("supervisord"))
    run = place.runs()[0]
    refused = place.run("run", "smoke")
    assert refused.returncode == 1
    assert f"Run {run.name} is under way (process {first.pid})" in refused.stderr
    done = finish(first)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == str(run / REPORT)
    assert "<html" in (run / REPORT).read_text(encoding="utf-8")
    assert json.loads((run / LOAD).read_text(encoding="utf-8"))["figures"]["lost"] == 0
    assert (run / RESULT).is_file()
    assert place.runs() == [run]
    assert place.left() == before


@pytest.mark.parametrize("moment", [MOMENTS.uniform(0.3, 2), MOMENTS.uniform(2, 5), MOMENTS.uniform(5, 9)])
def test_ctrl_c_at_any_moment_leaves_nothing(place: StagePlace, moment: float) -> None:
    before = place.left()
    process = place.start("run", "smoke", *SHORT)
    time.sleep(moment)
    interrupt(process)
    if moment < 2:  # A second one hurries the end, and does not skip it.
        interrupt(process)
    assert finish(process).returncode in (INTERRUPTED, -signal.SIGINT)
    assert place.left() == before


@pytest.mark.parametrize("where", ["relay-1.sock", "besedka.load.run.worker"])
def test_what_a_killed_run_leaves_is_ended_by_the_next_command(place: StagePlace, where: str) -> None:
    before = place.left()
    process = place.start("run", "smoke", *SHORT)
    until(process, lambda: place.processes_of(where))
    process.kill()
    process.communicate()
    run = place.runs()[0]
    assert place.processes_of("supervisord")
    done = place.run("down")
    assert done.returncode == 0
    assert f"Run {run.name} was left behind" in done.stderr
    assert place.left() == before


def test_a_run_whose_supervisor_is_killed_fails_and_leaves_nothing(place: StagePlace) -> None:
    before = place.left()
    process = place.start("run", "smoke", *SHORT)
    until(process, lambda: place.processes_of("besedka.load.run.worker"))
    os.kill(place.processes_of("supervisord")[0], signal.SIGKILL)
    done = finish(process)
    assert done.returncode == 1
    assert "supervisord does not answer any more" in done.stderr
    assert place.left() == before


def test_a_stand_comes_up_in_a_folder_with_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "é%(x)s \"q' $x {y}"
    folder.mkdir()
    place = StagePlace(folder)
    before = place.left()
    done = place.run("run", "smoke", *SHORT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (place.runs()[0] / "logs" / "nginx.log").stat().st_size
    assert place.left() == before


def test_a_stand_that_is_kept_up_is_worked_at_by_hand(place: StagePlace) -> None:
    before = place.left()
    up = place.run("up", "smoke", *SHORT)
    assert up.returncode == 0, up.stderr
    run = place.runs()[0]
    assert f"Run {run.name} is up: https://127.0.0.11:8443/" in up.stdout
    again = place.run("up")
    assert (again.returncode, again.stderr.count(run.name)) == (1, 1)
    assert "node-1" in place.run("status").stdout
    killed = place.run("fault", "kill", "node-1")
    assert killed.returncode == 0, killed.stderr
    assert place.run("logs", "supervisor").returncode == 2
    os.kill(place.processes_of("supervisord")[0], signal.SIGKILL)
    assert place.left()["ports"]
    down = place.run("down")
    assert down.returncode == 0
    assert place.left() == before
    assert place.run("down").stdout == "No stand is up.\n"
