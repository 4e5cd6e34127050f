"""How the client on a terminal ends, or stops, and what it leaves behind: the terminal as it was."""

import os
import signal
import subprocess

import pytest
from pty_driver import RUN, SIGNALS, TIMEOUT, Driver, asked, driving
from serving import Handle

from besedka.chat.language.commands import Leave


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_ctrl_c_and_ctrl_d_leave_politely(bob: Driver, server: Handle, key: str) -> None:
    bob.type(key)
    assert bob.ends() == 0
    assert asked(server) == [Leave("exit")]
    assert bob.shows("Goodbye!")
    assert bob.restored()


def test_the_first_ctrl_c_on_a_line_clears_it_and_the_second_leaves(bob: Driver, server: Handle) -> None:
    bob.type("send half\x03")
    bob.sees("The line is cleared; the Up key brings it back.")
    bob.until(lambda: bob.last == "bob>")
    bob.type("\x1b[A")
    bob.until(lambda: bob.last == "bob> send half")
    bob.type("\x03")
    bob.until(lambda: bob.last == "bob>")
    assert sum("The line is cleared" in row for row in bob.rows) == 1
    assert asked(server) == []
    bob.type("\x03")
    assert bob.ends() == 0
    assert asked(server) == [Leave("exit")]


def test_in_plain_lines_the_second_ctrl_c_leaves(server: Handle) -> None:
    with driving(server.address, "--name", "bob", "--plain") as bob:
        bob.sees("bob")
        bob.type("send half\x03")
        bob.sees("Ctrl-C once more")
        assert asked(server) == []
        bob.type("\x03")
        assert bob.ends() == 0
    assert asked(server) == [Leave("exit")]


def test_an_interrupt_from_outside_leaves_whatever_is_typed(bob: Driver, server: Handle) -> None:
    bob.type("send half")
    bob.sees("bob> send half")
    os.kill(bob.process.pid, signal.SIGINT)
    assert bob.ends() == 0
    assert asked(server) == [Leave("exit")]


@pytest.mark.parametrize("typed", ["exit\r", "/exit\r", " EXIT \r", "\x04", "\x03"])
def test_leaving_while_disconnected_is_immediate(bob: Driver, server: Handle, typed: str) -> None:
    server.do(server.server.stop)
    bob.sees("(not connected")
    bob.type("exit now\r")
    bob.sees("your line stays here")
    bob.type("\x15" + typed)
    assert bob.ends() == 0
    assert bob.restored()


def test_an_exit_whose_farewell_is_lost_is_an_exit(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("users\rexit\r")
    bob.until(lambda: len(asked(server)) == 2)
    server.do(server.server.drop)
    assert bob.ends() == 0
    assert bob.shows("» users")
    assert not bob.shows("» exit")


def test_ctrl_d_on_a_line_deletes(bob: Driver) -> None:
    bob.type("xa\x01\x04")
    bob.until(lambda: bob.last == "bob> a")


def test_a_second_ctrl_c_leaves_at_once(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("\x03")
    bob.until(lambda: asked(server))
    bob.type("\x03")
    assert bob.ends() == 0
    assert bob.restored()


def test_exit_ends_the_client(bob: Driver) -> None:
    bob.type("exit\r")
    assert bob.ends() == 0
    assert bob.restored()


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_restores_the_terminal(bob: Driver, server: Handle, number: int) -> None:
    assert not bob.restored()
    os.kill(bob.process.pid, number)
    assert bob.ends() == 128 + number
    assert bob.restored()
    assert asked(server) == [Leave("exit")]


def test_an_interrupt_from_outside_leaves_as_ctrl_c_does(bob: Driver) -> None:
    os.kill(bob.process.pid, signal.SIGINT)
    assert bob.ends() == 0


def test_a_crash_restores_the_terminal(server: Handle) -> None:
    crash = (
        "from besedka.client.terminal.session.roster import Roster\n"
        "def follow(self, event): raise RuntimeError('boom')\n"
        "Roster.follow = follow\n" + RUN
    )
    with driving(server.address, code=crash) as driver:
        assert driver.ends() == 1
        assert driver.shows("RuntimeError: boom")
        assert driver.restored()


def test_a_server_that_comes_back_and_refuses_is_the_end(bob: Driver, server: Handle) -> None:
    server.server.refuse = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 8\r\n\r\ngo away\n"
    server.do(server.server.drop)
    assert bob.ends() == 1
    assert bob.shows("(HTTP 403)")
    assert bob.restored()


def test_a_terminal_that_goes_away_ends_the_client(server: Handle) -> None:
    with driving(server.address) as driver:
        driver.sees("guest-1>")
        driver.hang_up()
        assert driver.process.wait(TIMEOUT) == 128 + signal.SIGHUP
    assert asked(server) == [Leave("exit")]


SHELL = """
import os, signal, sys, termios
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
pid = os.fork()
if not pid:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.executable, [sys.executable, "-c", %r, *sys.argv[1:]])
_, status = os.waitpid(pid, os.WUNTRACED)
os.tcsetpgrp(0, os.getpgrp())
print("stopped", os.WIFSTOPPED(status), flush=True)
sys.stdin.readline()
os.tcsetpgrp(0, pid)
os.killpg(pid, signal.SIGCONT)
_, status = os.waitpid(pid, 0)
os.tcsetpgrp(0, os.getpgrp())
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.parametrize("by_signal", [False, True])
def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(server: Handle, by_signal: bool) -> None:
    with driving(server.address, "--name", "bob", code=SHELL % RUN) as bob:
        bob.sees("bob>")
        bob.type("typed")
        bob.sees("bob> typed")
        if by_signal:
            children = subprocess.run(
                ["ps", "-o", "pid=", "--ppid", str(bob.process.pid)],
                capture_output=True,
                text=True,
                check=True,
            )
            os.kill(int(children.stdout.split()[0]), signal.SIGTSTP)
        else:
            bob.type("\x1a")
        bob.sees("stopped True")
        assert bob.restored()
        server.do(server.server.speak, "eve", "while you slept")
        bob.type("fg\n")
        bob.sees("while you slept")
        bob.until(lambda: bob.last == "bob> typed")
        assert not bob.restored()
        bob.type("\x15\x04")
        assert bob.ends() == 0
        assert bob.restored()


def test_a_typed_exit_does_not_wait_for_a_silent_server(server: Handle) -> None:
    with driving(server.address, "--name", "bob") as bob:
        bob.sees("bob>")
        server.do(setattr, server.server, "deaf", True)
        bob.type("exit\r")
        assert bob.ends() == 0


def test_a_line_that_a_plain_terminal_would_cut_short_is_refused_and_the_next_one_goes_on(
    server: Handle,
) -> None:
    with driving(server.address, "--name", "bob", "--plain") as bob:
        bob.sees("is here: bob")
        bob.type("send " + "ж" * 3000 + "\n")
        bob.sees("Line 1 of the input is too long, and was not sent.")
        bob.type("history\n")
        bob.sees("Nothing has been said yet.")
