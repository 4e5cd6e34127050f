import asyncio
import errno
import os
import pty
import tty
from collections.abc import Iterator

import pytest
from async_tests import asynchronous, until

from besedka.client.terminal.screen.output_writer import BACKLOG, OutputWriter


@pytest.fixture
def pipe() -> Iterator[list[int]]:
    ends = list(os.pipe())
    yield ends
    for end in ends:
        os.close(end)


def read_all(fd: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += os.read(fd, 65_536)
    return data


@asynchronous
async def test_texts_and_bytes_are_written_in_order(pipe: list[int]) -> None:
    writer = OutputWriter(pipe[1])
    writer.write("один ")
    writer.write(b"two")
    writer.write("")
    writer.close()
    assert os.read(pipe[0], 100) == "один two".encode()


@asynchronous
async def test_a_reader_that_stopped_holds_up_nobody_and_loses_nothing(pipe: list[int]) -> None:
    writer = OutputWriter(pipe[1])
    data = bytes(range(256)) * 8192
    writer.write(data)
    assert len(data) > BACKLOG
    draining = asyncio.ensure_future(writer.drain())
    await asyncio.sleep(0)
    assert not draining.done()
    assert not writer.flush(0.01)
    received = await asyncio.get_running_loop().run_in_executor(None, read_all, pipe[0], len(data))
    await draining
    assert received == data
    writer.close()


@asynchronous
async def test_whoever_waits_for_room_is_let_go_when_it_is_closed(pipe: list[int]) -> None:
    writer = OutputWriter(pipe[1])
    writer.write(bytes(3 << 20))
    draining = asyncio.ensure_future(writer.drain())
    await asyncio.sleep(0)
    writer.close(0)
    await draining


@asynchronous
async def test_a_descriptor_that_somebody_made_nonblocking_still_gets_everything(pipe: list[int]) -> None:
    os.set_blocking(pipe[1], False)
    writer = OutputWriter(pipe[1])
    data = b"x" * 500_000
    writer.write(data)
    received = await asyncio.get_running_loop().run_in_executor(None, read_all, pipe[0], len(data))
    assert received == data
    writer.close()
    assert not os.get_blocking(pipe[1])


@asynchronous
async def test_a_reader_that_went_is_told_once_and_the_rest_vanishes() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    broken: list[int] = []
    writer = OutputWriter(writing, lambda _: broken.append(1))
    writer.write(b"x")
    await until(lambda: broken)
    writer.write(b"y")
    await writer.drain()
    assert writer.flush(1)
    writer.close()
    assert broken == [1]
    os.close(writing)


@asynchronous
async def test_closing_on_a_stuck_terminal_gives_up_after_the_timeout() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    writer = OutputWriter(slave)
    writer.write(b"x" * 1_000_000)
    writer.close(timeout=0.05)
    writer.write(b"too late")
    # The thread still hangs in its write; taking something lets it end.
    await asyncio.get_running_loop().run_in_executor(None, os.read, master, 65_536)
    await until(lambda: not writer._thread.is_alive() or os.read(master, 65_536))
    os.close(master)
    os.close(slave)


@asynchronous
async def test_lines_that_a_full_disk_does_not_take_are_counted_and_the_rest_is_tried() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    broken: list[OSError | None] = []
    writer = OutputWriter(full, broken.append)
    writer.write("one\ntwo\n")
    writer.close(None)
    assert writer.lost == 2
    assert writer.trouble is not None
    assert writer.trouble.errno == errno.ENOSPC
    await asyncio.sleep(0)
    assert broken == []
    os.close(full)


@asynchronous
async def test_what_is_neither_full_nor_gone_is_told() -> None:
    reading, writing = os.pipe()
    broken: list[OSError | None] = []
    OutputWriter(reading, broken.append).write("x\n")  # open, but not for writing
    await until(lambda: broken)
    assert [error and error.errno for error in broken] == [errno.EBADF]
    os.close(reading)
    os.close(writing)
