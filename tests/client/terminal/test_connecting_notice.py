"""`Connecting…`: after a second, and gone when it is over."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest
from async_tests import asynchronous
from pty_driver import driving
from serving import Handle

from besedka.client.terminal.connecting_notice import while_waiting


@asynchronous
async def test_what_is_quick_is_not_announced() -> None:
    said: list[str] = []
    timers: list[asyncio.TimerHandle] = []

    def later(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        assert seconds == 1
        timers.append(asyncio.get_running_loop().call_later(1000, call))
        return timers[-1]

    async def work() -> int:
        return 5

    assert await while_waiting(work(), lambda: said.append("on") or (lambda: said.append("off")), later) == 5  # type: ignore[func-returns-value]
    assert not said
    assert timers[0].cancelled()


@pytest.mark.parametrize("fails", [False, True])
@asynchronous
async def test_what_is_slow_is_announced_until_it_is_over(fails: bool) -> None:
    said: list[str] = []
    went = asyncio.Event()

    def show() -> Callable[[], None]:
        said.append("on")
        went.set()
        return lambda: said.append("off")

    def soon(_: float, call: Callable[[], None]) -> Any:
        return asyncio.get_running_loop().call_later(0, call)

    async def work() -> None:
        await went.wait()
        assert said == ["on"]
        if fails:
            raise OSError

    try:
        await while_waiting(work(), show, soon)
    except OSError:
        assert fails
    assert said == ["on", "off"]


@pytest.mark.parametrize(("code", "words"), [("en", "Connecting…"), ("ru", "Подключение…")])
def test_connecting_is_seen_and_goes(server: Handle, code: str, words: str) -> None:
    server.server.mute = True
    with driving(server.address, "--name", "bob", "--lang", code, columns=20) as bob:
        bob.until(lambda: bob.rows == [words])
        server.server.mute = False
        server.do(server.server.peers[0].welcome, "bob", code)
        bob.until(lambda: bob.last == "bob>")
        assert not bob.shows(words)


def test_in_plain_lines_it_is_a_line(server: Handle) -> None:
    server.server.mute = True
    with driving(server.address, "--name", "bob", "--plain") as bob:
        bob.sees("Connecting…")
        assert b"\x1b" not in bob.output


def test_a_return_that_takes_its_time_is_told_in_the_prompt_and_goes(server: Handle) -> None:
    with driving(server.address, "--name", "bob") as bob:
        bob.sees("bob>")
        server.server.mute = True
        server.do(server.server.drop)
        bob.until(lambda: bob.last == "Connecting… bob>")
        server.server.mute = False
        server.do(server.server.peers[0].welcome, "bob", "en")
        bob.until(lambda: bob.last == "bob>")


def test_the_last_messages_are_seen_on_entering_and_dated_when_they_are_old(server: Handle) -> None:
    server.do(server.server.speak, "eve", "good evening")
    with driving(server.address, "--name", "bob") as bob:
        bob.sees("bob>")
        first, second = bob.rows[:2]
        assert re.fullmatch(r"2023-11-14 \d\d:\d\d:\d\d #1 eve: good evening", first)
        assert "Welcome" in second
