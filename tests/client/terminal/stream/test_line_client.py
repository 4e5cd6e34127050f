"""The client in scripts: real processes with pipes, files and /dev/null, against the fake server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pty_driver import ROOT, RUN, environment
from serving import Handle, serving

from besedka.chat.language.commands import Leave, Send


@pytest.fixture
def server() -> Iterator[Handle]:
    with serving() as handle:
        yield handle


def run(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    given = {"input": ""} if "stdin" not in more else {}
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=ROOT,
        env=environment(),
        **{**given, **more},
        check=False,
    )


def start(*arguments: str, **more: Any) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        **{"stdin": pipe, "stdout": pipe, "stderr": pipe, **more},
        text=True,
        cwd=ROOT,
        env=environment(),
    )


@contextmanager
def start_as(server: Handle, name: str) -> Iterator[None]:
    """Somebody who is in the chat already."""
    process = start(server.address, "--name", name)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield
    finally:
        process.communicate()


def test_a_piped_command_is_sent_answered_and_the_chat_left(server: Handle) -> None:
    done = run(server.address, "--name", "bob", input="send hello\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(" ", 1)[1] for line in done.stdout.splitlines()][-2:] == [
        "#2 bob: hello",
        "* Goodbye!",
    ]
    assert server.server.asked == [Send("hello"), Leave("exit")]


def test_lines_come_from_a_file(server: Handle, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("send one\n\nsend two\nusers")
    with script.open() as file:
        done = run(server.address, "--name", "bob", stdin=file)
    assert done.returncode == 0
    assert "#3 bob: two" in done.stdout
    assert "bob (you)" in done.stdout


def test_nothing_to_say_is_a_short_visit(server: Handle) -> None:
    done = run(server.address, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (0, "")
    assert server.server.asked == [Leave("exit")]


def test_output_may_go_to_a_file(server: Handle, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as out:
        process = start(server.address, stdout=out)
        process.communicate("send hello\n", timeout=30)
    assert process.returncode == 0
    assert "hello" in (tmp_path / "out").read_text()


def test_many_lines_keep_their_order(server: Handle) -> None:
    lines = "".join(f"send {number}\n" for number in range(300))
    done = run(server.address, "--name", "bob", input=lines)
    said = [line.rpartition(" ")[2] for line in done.stdout.splitlines() if " bob: " in line]
    assert said == [str(number) for number in range(300)]


def test_a_refused_command_is_an_exit_code(server: Handle) -> None:
    done = run(server.address, input="sned hello\nsend -u nobody hi\n")
    assert done.returncode == 1
    assert "nobody" in done.stdout


def test_a_typed_exit_ends_before_the_input_does(server: Handle) -> None:
    process = start(server.address)
    assert process.stdin is not None
    process.stdin.write("exit\n")
    process.stdin.flush()
    assert process.wait(20) == 0
    process.communicate()


def test_nobody_there_is_one_sentence_and_an_exit_code() -> None:
    done = run("127.0.0.1:1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Nobody answers at 127.0.0.1:1. Start a server with: ")
    assert done.stderr.count("\n") == 1


def test_a_refusing_server_is_one_sentence(server: Handle) -> None:
    server.server.refuse = b"HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\nfull\n"
    done = run(server.address)
    assert done.returncode == 1
    assert (
        done.stderr
        == f"{server.address} answers, but does not let you in: the chat is full, or not available now (HTTP 503)\n"
    )


def test_nonsense_for_an_address_is_one_sentence() -> None:
    done = run("http://\x1b[2J")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_lost_connection_is_an_exit_code(server: Handle) -> None:
    process = start(server.address)
    assert process.stdout is not None
    process.stdout.readline()
    server.do(server.server.drop)
    process.wait(20)
    _, complaint = process.communicate()
    assert process.returncode == 1
    assert complaint.endswith("~ The connection to the server is lost.\n")


def test_a_loss_is_told_in_the_sessions_language(server: Handle) -> None:
    process = start(server.address, "--lang", "ru")
    assert process.stdout is not None
    process.stdout.readline()
    server.do(server.server.drop)
    process.wait(20)
    _, complaint = process.communicate()
    assert complaint.endswith("~ Связь с сервером потеряна.\n")


def test_a_server_that_closes_cannot_write_to_the_terminal(server: Handle) -> None:
    process = start(server.address)
    assert process.stdout is not None
    process.stdout.readline()
    server.do(server.server.close, 4000, "no\x1b[2J\nmore")
    process.wait(20)
    _, complaint = process.communicate()
    assert process.returncode == 1
    assert complaint.endswith("~ The server has closed the connection, saying “no[2J more”.\n")


def test_a_script_does_not_speak_under_another_name(server: Handle) -> None:
    with start_as(server, "bob"):
        done = run(server.address, "--name", "bob", input="send it is me\n")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(
            "The name “bob” is not available, and a script must not speak under another one. "
        )
        assert done.stderr.count("\n") == 1
        assert server.server.asked == [Leave("exit")]


def test_a_name_is_the_same_however_it_is_written(server: Handle) -> None:
    done = run(server.address, "--name", "zoë", input="send hello\n")
    assert done.returncode == 0
    assert "zoë: hello" in done.stdout


def test_a_long_line_stays_one_line_in_a_pipe(server: Handle) -> None:
    done = run(server.address, "--name", "bob", input="send " + "word " * 100 + "\n")
    assert f"bob: {'word ' * 100}" in done.stdout.split("\n")[-3]


def test_a_lost_answer_is_told(server: Handle) -> None:
    server.server.deaf = True
    process = start(server.address)
    assert process.stdin is not None
    process.stdin.write("send hello\n")
    process.stdin.flush()
    while not server.server.asked:
        pass
    server.do(server.server.drop)
    process.wait(20)
    _, complaint = process.communicate()
    assert process.returncode == 1
    assert "No answer came to line 1 of the input; it may be lost:" in complaint
    assert "» send hello" in complaint


def test_a_reader_that_has_seen_enough_ends_it_quietly(server: Handle) -> None:
    process = start(server.address)
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write("send hello\n")
    process.stdin.flush()
    assert process.wait(20) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stdin.close()
    process.stderr.close()


def test_json_prints_the_events_as_they_came(server: Handle) -> None:
    done = run(server.address, "--name", "bob", "--json", input="send hello\nnonsense\n")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["type"] for event in events] == ["welcome", "message", "accepted", "refused", "farewell"]
    assert done.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_script_politely(server: Handle, number: int) -> None:
    process = start(server.address)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, number)
    process.wait(20)
    process.communicate()
    assert process.returncode == 128 + number
    assert server.server.asked == [Leave("exit")]


def test_a_second_signal_ends_it_at_once(server: Handle) -> None:
    server.server.deaf = True
    process = start(server.address)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGTERM)
    while not server.server.asked:
        pass
    os.kill(process.pid, signal.SIGTERM)
    process.wait(3)
    process.communicate()
    assert process.returncode == 128 + signal.SIGTERM


def test_a_crash_in_a_script_is_no_silent_success(server: Handle) -> None:
    crash = (
        "from besedka.client.terminal.screen.event_renderer import EventRenderer\ndel EventRenderer.tell\n"
        + RUN
    )
    done = subprocess.run(
        [sys.executable, "-c", crash, server.address],
        input="",
        capture_output=True,
        text=True,
        timeout=30,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    assert done.returncode == 1
    assert "AttributeError" in done.stderr


def test_russian_is_spoken_when_asked_for(server: Handle) -> None:
    done = run(server.address, "--lang", "ru", input="users\n")
    assert "(вы)" in done.stdout


def test_standard_streams_may_be_closed(server: Handle) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -c "$1" "$2" <&- >&-', sys.executable, RUN, server.address],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert server.server.asked == [Leave("exit")]
