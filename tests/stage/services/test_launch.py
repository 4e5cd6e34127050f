"""A command on some CPUs alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from besedka.stage.services.launch import cpus, main

ROOT = Path(__file__).resolve().parents[3]
SHOW = "import os; print(os.getpid(), *sorted(os.sched_getaffinity(0)))"


def launch(*argv: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "besedka.stage.services.launch", *argv]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("text", "numbers"), [("0", {0}), ("0,2", {0, 2}), ("1-3", {1, 2, 3}), ("0,2-3,7", {0, 2, 3, 7})]
)
def test_a_list_of_cpus_is_read(text: str, numbers: set[int]) -> None:
    assert cpus(text) == numbers


@pytest.mark.parametrize("text", ["", "x", "1,", "-1", "1-", "²", "99999999", "1 2"])
def test_what_is_no_list_of_cpus_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a list of CPUs"):
        cpus(text)


def test_the_command_runs_on_the_cpus_that_it_may_have_and_in_the_same_process() -> None:
    first = min(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "besedka.stage.services.launch", f"{first},60000", "--"]
    with subprocess.Popen(
        [*command, sys.executable, "-c", SHOW], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as it:
        assert it.communicate()[0].split() == [str(it.pid), str(first)]


def test_where_there_are_no_such_cpus_it_runs_on_all() -> None:
    done = launch("60000", "--", sys.executable, "-c", SHOW)
    assert done.stdout.split()[1:] == [str(each) for each in sorted(os.sched_getaffinity(0))]


def test_the_exit_code_is_that_of_the_command() -> None:
    assert launch("0", "--", sys.executable, "-c", "raise SystemExit(7)").returncode == 7


@pytest.mark.parametrize("argv", [[], ["0"], ["0", "--"], ["0", "true"], ["x", "--", "true"]])
def test_a_wrong_command_line_is_one_sentence(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_command_that_cannot_be_run_is_one_sentence() -> None:
    missing, folder = launch("0", "--", "/no/such/command"), launch("0", "--", "/")
    assert (missing.returncode, missing.stderr) == (127, "/no/such/command: No such file or directory\n")
    assert (folder.returncode, folder.stderr) == (126, "/: Permission denied\n")


def test_it_imports_next_to_nothing() -> None:
    show = "import sys; import besedka.stage.services.launch; print('asyncio' in sys.modules, 're' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {show}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[0] == "False"
