"""The client in scripts, and what is no text: bytes on standard input, in arguments and in the environment."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from pty_driver import ROOT, RUN, driving, environment
from serving import Handle, serving

from besedka.chat.language.commands import Leave, Send
from besedka.chat.language.questions import ShowHistory


@pytest.fixture
def server() -> Iterator[Handle]:
    with serving() as handle:
        yield handle


def run(*arguments: str | bytes, lines: bytes = b"", **environ: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        input=lines,
        capture_output=True,
        timeout=30,
        cwd=ROOT,
        env=environment(**environ),
        check=False,
    )


def test_a_byte_order_mark_before_the_first_line_means_nothing(server: Handle) -> None:
    done = run(server.address, lines=b"\xef\xbb\xbfsend hello\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert server.server.asked == [Send("hello"), Leave("exit")]


def test_a_line_that_is_not_utf8_is_refused_and_the_others_go_on(server: Handle) -> None:
    done = run(server.address, lines=b"send one\nsend caf\xe9\nsend two\n")
    assert done.returncode == 1
    assert done.stderr.decode().endswith("~ Line 2 of the input is not UTF-8, and was not sent.\n")
    assert server.server.asked == [Send("one"), Send("two"), Leave("exit")]


@pytest.mark.parametrize("size", [60_000, 2_000_000])
def test_a_line_that_the_server_would_hang_up_on_is_refused_here(server: Handle, size: int) -> None:
    done = run(server.address, "--lang", "ru", lines=b"send " + b"x" * size + b"exit\nsend two\n")
    assert done.returncode == 1
    assert "1" in done.stderr.decode().splitlines()[-1]
    assert server.server.asked == [Send("two"), Leave("exit")]


def test_a_text_that_is_too_long_costs_its_own_line_alone(server: Handle) -> None:
    done = run(server.address, lines=b"send one\nsend " + "é".encode() * 4001 + b"\nsend two\n")
    assert done.returncode == 1
    assert done.stderr.decode().endswith(
        "~ Line 2 of the input was not sent. "
        "The message is too long (4001): it may have 4000 characters at most.\n"
    )
    assert server.server.asked == [Send("one"), Send("two"), Leave("exit")]


def test_an_argument_that_is_not_utf8_is_one_sentence(server: Handle) -> None:
    for arguments in ([server.address, "--name", b"caf\xe9"], [b"ws://h/?name=caf\xe9"]):
        done = run(*arguments)
        assert done.returncode == 2
        assert b"is not UTF-8" in done.stderr
        assert done.stderr.count(b"\n") == 1
    assert server.server.asked == []


def test_somebody_at_a_simple_terminal_is_told_and_stays(server: Handle) -> None:
    with driving(server.address, "--name", "bob", "--plain") as bob:
        bob.sees("is here: bob")
        bob.type(b"send caf\xe9\n")
        bob.sees("Line 1 of the input is not UTF-8")
        bob.type("send hello\n")
        bob.sees("bob: hello")
        bob.type("exit\n")
        assert bob.ends() == 0


def test_what_is_typed_and_is_no_utf8_is_dropped_with_a_bell(server: Handle) -> None:
    with driving(server.address, "--name", "bob") as bob:
        bob.sees("bob>")
        bob.type(b"send caf\xe9!")
        bob.until(lambda: bob.last == "bob> send caf!")
        bob.until(lambda: bob.output.count(b"\a") == 1)
        bob.type("\r")
        bob.sees("bob: caf!")
        assert server.server.asked == [ShowHistory(), Send("caf!")]
