"""The command as a user runs it, with real processes."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from besedka.load import command as playing
from besedka.load.main import main
from besedka.load.run import child_processes
from besedka.load.run.child_processes import NoServer, RunningServer, running_server

ROOT = Path(__file__).resolve().parents[2]
SHORT = [
    "--users",
    "12",
    "--duration",
    "0.5",
    "--ramp",
    "0",
    "--rate",
    "100",
    "--lang",
    "en",
    "--mix",
    "send=9,private=1",
]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with running_server() as started:
        yield started


def load(*argv: str) -> int:
    return main([*SHORT, *argv], program="besedka load")


def test_a_run_that_holds(server: RunningServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = tmp_path / "a.json", tmp_path / "a.html"
    argv = [f"127.0.0.1:{server.port}", "--processes", "2", "--json", str(files[0]), "--html", str(files[1])]
    assert load(*argv) == 0
    assert "It held" in capsys.readouterr().out
    fields = json.loads(files[0].read_text(encoding="utf-8"))
    assert fields["held"] is True
    assert fields["figures"]["connected"] == 12
    assert fields["figures"]["delivered"] > 0
    assert fields["server_memory"] is not None or sys.platform != "linux"
    assert files[1].read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_condition_that_comes_about_is_exit_code_one(
    server: RunningServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(f"127.0.0.1:{server.port}", "--fail-if", "delivered>0", "--fail-if", "lost>0") == 1
    assert "FAILED: delivered>0 (it was " in capsys.readouterr().out


def test_no_time_to_speak_is_exit_code_one(server: RunningServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(f"127.0.0.1:{server.port}", "--duration", "0") == 1
    told = capsys.readouterr().out
    assert "nothing was measured" in told
    assert "It held" not in told


def test_the_same_seed_sends_the_same(server: RunningServer, tmp_path: Path) -> None:
    sent = []
    for processes in ("1", "2"):
        file = tmp_path / processes
        load(f"127.0.0.1:{server.port}", "--seed", "5", "--json", str(file), "--processes", processes)
        sent.append(json.loads(file.read_text(encoding="utf-8"))["figures"]["sent"])
    assert sent[0] == sent[1] > 0


def test_smoke_starts_a_server_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert load("--smoke") == 0
    assert "It held" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (["8.8.8.8:8765"], 2, "neither this machine nor in a private network"),
        (["127.0.0.1:1"], 1, "Nobody answers at 127.0.0.1:1"),
        (["ftp://x"], 2, "Not an address of a chat: 'ftp://x'"),
        (["--json", "/nowhere/at/all"], 2, "/nowhere/at/all cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    argv: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(*argv) == code
    complaint = capsys.readouterr().err
    assert said in complaint
    assert complaint.count("\n") == 1


def test_a_lost_generator_is_one_sentence(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    assert load(f"127.0.0.1:{server.port}") == 1
    assert "A generator process was lost" in capsys.readouterr().err


def test_a_server_that_does_not_start_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    assert load("--smoke") == 1
    assert "did not start" in capsys.readouterr().err
    with pytest.raises(NoServer), child_processes.running_server():
        pass


def test_an_address_that_is_not_ours_is_not_here() -> None:
    assert playing._is_here("127.0.0.1")
    assert not playing._is_here("192.0.2.1")


@pytest.mark.parametrize("signals", [1, 2])
def test_an_interrupt_brings_the_report_and_a_second_one_the_end(server: RunningServer, signals: int) -> None:
    environ: dict[str, Any] = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "besedka", "load", f"127.0.0.1:{server.port}", *SHORT, "--duration", "1h"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        while not re.search(r"[1-9]\S* delivered", process.stderr.readline()):
            assert process.poll() is None
        for _ in range(signals):
            process.send_signal(signal.SIGINT)
        told, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in complaint
    if signals == 1:
        assert "cut short" in told
        assert "It held" in told
