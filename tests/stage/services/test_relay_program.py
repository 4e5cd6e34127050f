"""The relay as the stand runs it: a program with a control socket."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from besedka.stage.services.relay import main
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
COMMAND = [sys.executable, "-m", "besedka.stage.services.relay"]


class Program:
    def __init__(self, control: Path) -> None:
        self.control = control
        self.target = socket.create_server(("127.0.0.1", 0))
        self.target.settimeout(PATIENCE)
        to = f"127.0.0.1:{self.target.getsockname()[1]}"
        with free_port() as self.port:
            self.process = subprocess.Popen(
                [*COMMAND, f"127.0.0.1:{self.port}", to, str(control)],
                cwd=ROOT,
                stderr=subprocess.PIPE,
                text=True,
            )
            assert self.process.stderr is not None
            self.began = self.process.stderr.readline()

    def ask(self, *lines: bytes) -> list[dict[str, Any]]:
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(PATIENCE)
            peer.connect(str(self.control))
            peer.sendall(b"\n".join(lines) + b"\n")
            with peer.makefile() as heard:
                return [json.loads(heard.readline()) for _ in lines]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.target.close()
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    one = Program(tmp_path / "control.sock")
    try:
        yield one
    finally:
        one.end()


def test_it_is_told_what_to_do_and_says_how_it_is(program: Program) -> None:
    assert f"127.0.0.1:{program.port} to 127.0.0.1" in program.began
    calm = {"mode": "pass", "delay": 0.0, "rate": None, "connections": 0, "accepted": 0}
    assert program.ask(b'{"do":"state"}') == [calm]
    with socket.create_connection(("127.0.0.1", program.port), PATIENCE) as peer:
        answers, _ = program.target.accept()
        peer.sendall(b"hello")
        assert answers.recv(5) == b"hello"
        slow, again, cut = program.ask(
            b'{"do":"slow","delay":0.2,"rate":5000}', b'{"do":"state"}', b'{"do":"cut"}'
        )
        assert slow == again
        assert slow == {"mode": "slow", "delay": 0.2, "rate": 5000.0, "connections": 1, "accepted": 1}
        assert (cut["mode"], cut["connections"]) == ("cut", 0)
        answers.settimeout(PATIENCE)
        with pytest.raises(ConnectionResetError):
            peer.recv(1)
        with pytest.raises(ConnectionResetError):
            answers.recv(1)
        answers.close()


def test_a_line_that_is_no_order_has_an_error_and_the_next_one_counts(program: Program) -> None:
    answers = program.ask(b"nonsense", b'{"do":"dance"}', b'{"do":"state"}')
    assert ["error" in answer for answer in answers] == [True, True, False]
    assert "error" in program.ask(b"x" * 3000)[0]
    assert "error" in program.ask(b"x" * 100_000)[0]
    assert program.ask(b'{"do":"state"}')[0]["mode"] == "pass"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_no_socket(program: Program, number: signal.Signals) -> None:
    assert program.control.stat().st_mode & 0o777 == 0o600
    with socket.create_connection(("127.0.0.1", program.port), PATIENCE) as peer:
        answers, _ = program.target.accept()
        program.process.send_signal(number)
        assert program.process.wait(PATIENCE) == 0
        with pytest.raises(ConnectionResetError):
            peer.recv(1)
        answers.close()
    assert not program.control.exists()
    assert program.process.stderr is not None
    assert program.process.stderr.read() == ""


def test_a_control_socket_that_was_left_behind_is_replaced(program: Program) -> None:
    program.process.kill()
    program.process.wait()
    assert program.control.exists()
    again = Program(program.control)
    try:
        assert again.ask(b'{"do":"state"}')[0]["mode"] == "pass"
    finally:
        again.end()


@pytest.mark.parametrize(
    "argv", [[], ["127.0.0.1:1"], ["127.0.0.1", "127.0.0.1:1", "x"], ["127.0.0.1:1", "127.0.0.1:99999", "x"]]
)
def test_a_wrong_command_line_is_exit_code_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_port_that_is_taken_is_one_sentence_and_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert main([address, "127.0.0.1:1", str(tmp_path / "control.sock")]) == 1
    assert capsys.readouterr().err.startswith("the relay cannot run: ")
