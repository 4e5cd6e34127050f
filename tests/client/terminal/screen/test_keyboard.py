"""A keyboard on a pipe: what it reads, and how it ends."""

import asyncio
import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import cast

import pytest
from async_tests import asynchronous, until

from besedka.client.terminal.screen.console import Console
from besedka.client.terminal.screen.keyboard import Keyboard


class Keys:
    """The part of a console that takes keys: an Escape may be the beginning of another."""

    def __init__(self) -> None:
        self.seen: list[bytes | str] = []

    @property
    def pending(self) -> bool:
        return self.seen[-1] == b"\x1b"

    def receive(self, data: bytes) -> None:
        self.seen.append(data)

    def timeout(self) -> None:
        self.seen.append("timeout")


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)
    with suppress(OSError):  # the test has closed it
        os.close(writing)


def made(fd: int) -> tuple[Keyboard, Keys, list[OSError | None]]:
    keys, lost = Keys(), list[OSError | None]()
    keyboard = Keyboard(fd, cast("Console", keys), lost.append)
    keyboard.listen()
    return keyboard, keys, lost


@asynchronous
async def test_an_escape_after_which_nothing_comes_is_a_key(pipe: tuple[int, int]) -> None:
    keyboard, keys, lost = made(pipe[0])
    os.write(pipe[1], b"\x1b")
    await until(lambda: keys.seen == [b"\x1b", "timeout"])
    keyboard.close()
    assert not lost


@asynchronous
async def test_after_the_end_nothing_is_read_and_nothing_times_out(pipe: tuple[int, int]) -> None:
    keyboard, keys, _ = made(pipe[0])
    loop = asyncio.get_running_loop()
    os.write(pipe[1], b"\x1b")
    await until(lambda: keys.seen)
    keyboard.close()
    keyboard.close()
    os.write(pipe[1], b"x")
    ready = asyncio.Event()
    loop.add_reader(pipe[0], ready.set)
    await ready.wait()
    loop.remove_reader(pipe[0])
    assert os.read(pipe[0], 9) == b"x"
    assert not loop.remove_reader(pipe[0])


@asynchronous
async def test_a_keyboard_that_ends_is_gone(pipe: tuple[int, int]) -> None:
    keyboard, keys, lost = made(pipe[0])
    os.write(pipe[1], b"x")
    os.close(pipe[1])
    await until(lambda: lost)
    keyboard.close()
    assert (keys.seen, lost[0]) == ([b"x"], None)


@pytest.mark.parametrize(
    ("error", "told"),
    [(BlockingIOError(errno.EAGAIN, "not now"), []), (OSError(errno.ENOMEM, "no memory"), [OSError])],
)
@asynchronous
async def test_what_a_failed_read_means_is_told_apart(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch, error: OSError, told: list[object]
) -> None:
    keyboard, keys, lost = made(pipe[0])
    reads: list[int] = []

    def read(fd: int, size: int) -> bytes:
        reads.append(size)
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("besedka.client.terminal.screen.keyboard.os.read", read)
        os.write(pipe[1], b"x")
        await until(lambda: reads)
        keyboard.close()
    assert not keys.seen
    assert [type(found) for found in lost[:1]] == told
