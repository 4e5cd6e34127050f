"""The client in scripts, with a server whose sessions come back."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pty_driver import ROOT, RUN, environment
from serving import Handle, serving

from besedka.chat.language.commands import Send


@pytest.fixture
def server() -> Iterator[Handle]:
    with serving() as handle:
        handle.server.resume = True
        yield handle


def start(server: Handle, *arguments: str) -> "subprocess.Popen[str]":
    """A script that is in the chat."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, server.address, "--name", "bob", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(),
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def sent(server: Handle) -> list[str]:
    return [ask.text for ask in server.server.asked if isinstance(ask, Send)]


def test_a_script_goes_on_over_a_new_connection(server: Handle) -> None:
    process = start(server)
    server.do(server.server.drop)
    server.do(server.server.speak, "eve", "meanwhile")
    out, complaint = process.communicate("send one\nsend two\n", timeout=30)
    assert process.returncode == 0
    said = [line.split(" ", 2)[2] for line in out.splitlines() if " #" in line]
    assert said == ["eve: meanwhile", "bob: one", "bob: two"]
    assert sent(server) == ["one", "two"]
    assert "not sent" not in complaint


def test_json_shows_the_return_and_keeps_the_secret(server: Handle) -> None:
    process = start(server, "--json")
    server.do(server.server.drop)
    out, _ = process.communicate("send one\n", timeout=30)
    types = [json.loads(line)["type"] for line in out.splitlines()]
    assert types == ["resumed", "message", "accepted", "farewell"]
    assert "token" not in out


def test_a_script_ends_with_its_session_and_names_what_had_no_answer(server: Handle) -> None:
    process = start(server)
    assert process.stdin is not None
    server.server.deaf = True
    process.stdin.write("\nsend lost?\n")
    process.stdin.flush()
    while not sent(server):
        assert process.poll() is None
        server.do(lambda: None)
    server.do(server.server.forget)
    server.do(server.server.drop)
    assert process.wait(30) == 1
    _, complaint = process.communicate()
    assert "The connection was lost for too long: the session has ended." in complaint
    assert "No answer came to line 2 of the input; it may be lost:" in complaint
    assert "» send lost?" in complaint
