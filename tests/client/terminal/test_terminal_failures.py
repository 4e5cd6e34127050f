"""The full client, when its terminal fails: real pseudo-terminals, and errors that only some systems give."""

import errno
import os
import pty
from typing import Any, cast

import pytest
from async_tests import asynchronous
from pty_driver import RUN, driving
from serving import Handle

from besedka.client.terminal.app import App
from besedka.client.terminal.screen.event_renderer import EventRenderer

NOBODY = cast("Any", None)


@asynchronous
async def test_a_terminal_that_is_gone_before_it_is_taken_is_a_quiet_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    master, slave = pty.openpty()
    app = App(EventRenderer("en"), NOBODY, keyboard=slave, display=slave)
    os.close(master)
    assert await app.run(NOBODY) == 129
    assert capsys.readouterr().err == ""
    os.close(slave)


@asynchronous
async def test_what_is_no_terminal_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    reading, writing = os.pipe()
    app = App(EventRenderer("en"), NOBODY, keyboard=reading, display=writing)
    assert await app.run(NOBODY) == 1
    assert capsys.readouterr().err.startswith("The terminal cannot be used: ")
    os.close(reading)
    os.close(writing)


FAILING = """
import os
real, failing = os.{name}, [{number}] * {times}
def fail(fd, what):
    if fd == {fd} and failing and ready():
        raise OSError(failing.pop(), "x")
    return real(fd, what)
def ready():
    import sys
    return "besedka.client.terminal.app" in sys.modules
os.{name} = fail
"""


@pytest.mark.parametrize("name", ["read", "write"])
def test_a_terminal_that_fails_is_given_back_and_told(server: Handle, name: str) -> None:
    # What switches bracketed paste on is written first, and its failure is not the one that is told.
    fd, times = (0, 1) if name == "read" else (1, 2)
    code = FAILING.format(name=name, number=errno.EIO, fd=fd, times=times) + RUN
    with driving(server.address, code=code) as driver:
        if name == "read":
            driver.sees("guest-1>")
            driver.type("x")
        assert driver.ends() == 1
        assert driver.shows("The terminal cannot be used: Input/output error.")
        assert driver.restored()


def test_keys_that_are_not_there_yet_are_no_end(server: Handle) -> None:
    code = FAILING.format(name="read", number=errno.EAGAIN, fd=0, times=1) + RUN
    with driving(server.address, code=code) as driver:
        driver.sees("guest-1>")
        driver.type("exit\r")
        assert driver.ends() == 0
