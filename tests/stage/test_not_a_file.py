"""What is named as a file and is none: nothing waits for it, and it is told in one sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from made_run_folder import made_run_folder

from besedka.dialects.words.languages import language
from besedka.stage.report.report import compare, write_report
from besedka.stage.run_folder import CANARY, FAULTS, LOAD, LOGS, RESULT, SAMPLES

ENGLISH = language("en")
ROOT = Path(__file__).parents[2]
PATIENCE = 60


def stage(*argv: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Start the program; it is killed where it waits for ever."""
    (folder / "runtime").mkdir(mode=0o700, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "besedka", "stage", *argv, "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": str(folder / "runtime")},
        timeout=PATIENCE,
    )


def made_kind(kind: str, path: Path) -> None:
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a socket":
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
    elif kind == "a folder":
        path.mkdir()
    else:
        path.symlink_to(kind)


@pytest.mark.parametrize("verb", ["run", "up", "load"])
@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("a pipe", "odd.ini is not a file: it is a pipe, a socket or a device.\n"),
        ("a socket", "odd.ini is not a file: it is a pipe, a socket or a device.\n"),
        ("/dev/null", "odd.ini is not a file: it is a pipe, a socket or a device.\n"),
        ("/dev/zero", "odd.ini is not a file: it is a pipe, a socket or a device.\n"),
        ("a folder", "odd.ini cannot be read: It is a directory.\n"),
        ("odd.ini", "odd.ini cannot be read: Too many symbolic links.\n"),
        ("none", "odd.ini cannot be read: No such file or directory.\n"),
    ],
)
def test_a_profile_that_is_no_file_is_refused_in_one_sentence(
    tmp_path: Path, verb: str, kind: str, sentence: str
) -> None:
    made_kind(kind, tmp_path / "odd.ini")
    done = stage(verb, "odd.ini", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


@pytest.mark.parametrize("name", [SAMPLES, CANARY, FAULTS, LOAD])
def test_a_pipe_among_the_records_of_a_run_is_a_damaged_file(tmp_path: Path, name: str) -> None:
    folder = made_run_folder(tmp_path / "stage-runs" / "20261130-120000-made")
    (folder / name).unlink()
    made_kind("a pipe", folder / name)
    done = stage("report", folder=tmp_path)
    assert done.returncode in (0, 1)
    assert f'"{name}"' in (folder / RESULT).read_text(encoding="utf-8").partition('"damaged"')[2]


def test_a_pipe_as_the_result_is_passed_over_where_two_runs_are_compared(tmp_path: Path) -> None:
    first, second = made_run_folder(tmp_path / "a"), made_run_folder(tmp_path / "b", seed=2)
    write_report(first, ENGLISH)
    made_kind("a pipe", second / RESULT)
    done = stage("compare", "a", "b", folder=tmp_path)
    assert done.stdout == compare(first, second, ENGLISH) + "\n"


def test_a_pipe_among_the_logs_is_passed_over(tmp_path: Path) -> None:
    folder = made_run_folder(tmp_path / "stage-runs" / "20261130-120000-made")
    made_kind("a pipe", folder / LOGS / "odd.log")
    done = stage("logs", folder=tmp_path)
    assert (done.returncode, done.stdout.count(" | up\n")) == (0, 3)
