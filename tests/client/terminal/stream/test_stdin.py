import asyncio
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from async_tests import asynchronous

from besedka.client.terminal.stream.stdin import InputLines, fd_source


def source(*chunks: bytes) -> Callable[[], bytes]:
    waiting = list(chunks)
    return lambda: waiting.pop(0) if waiting else b""


async def read(*chunks: bytes, longest: int = 1000) -> list[str]:
    """The lines; a line with a fault is its number and that."""
    return [
        line.text if line.fault is None else f"{line.number}: {line.fault}"
        async for line in InputLines(source(*chunks), longest)
    ]


@asynchronous
async def test_lines_end_by_lf_or_crlf_and_the_last_by_nothing() -> None:
    assert await read(b"one\r\ntwo\n\nthr", b"ee") == ["one", "two", "", "three"]
    assert [line.number async for line in InputLines(source(b"a\nb\n", b"c"))] == [1, 2, 3]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@asynchronous
async def test_a_line_that_is_not_utf8_is_a_fault_and_the_others_are_lines(size: int) -> None:
    data = "мир\n".encode() + b"caf\xe9\n\xed\xa0\x80\n" + "ok \ufffd\n".encode() + "я".encode()[:1]
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    assert await read(*chunks) == ["мир", "2: encoding", "3: encoding", "ok \ufffd", "5: encoding"]


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        ([b"\xef\xbb\xbfone\n\xef\xbb\xbftwo"], ["one", "\ufefftwo"]),
        ([b"\xef", b"\xbb", b"\xbf", b"one"], ["one"]),
        ([b"\xef\xbb\xbf"], [""]),
        ([b"\xef\xbb"], ["1: encoding"]),
        ([b"\xff\xfes\x00"], ["1: encoding"]),  # UTF-16
        ([], []),
    ],
)
@asynchronous
async def test_a_byte_order_mark_at_the_beginning_of_the_stream_means_nothing(
    chunks: list[bytes], lines: list[str]
) -> None:
    assert await read(*chunks) == lines


@asynchronous
async def test_a_line_without_an_end_is_refused_as_a_whole() -> None:
    assert await read(*[b"x" * 4] * 4, b"\nsend y\n", longest=10) == ["1: length", "send y"]
    assert await read(*[b"x" * 4] * 30, longest=10) == ["1: length"]
    chunk = b"a\n" + b"x" * 11 + b"\n" + b"y" * 10
    assert await read(chunk, longest=10) == ["a", "2: length", "y" * 10]
    assert await read(chunk, b"y", longest=10) == ["a", "2: length", "3: length"]


@asynchronous
async def test_the_thread_reads_only_a_little_ahead() -> None:
    reads: list[int] = []

    def read() -> bytes:
        reads.append(1)
        return b"line\n" if len(reads) < 100 else b""

    lines = InputLines(read)
    await lines.__anext__()
    await asyncio.sleep(0.02)
    assert len(reads) < 10
    assert len([line async for line in lines]) == 98


def test_a_descriptor_is_read_to_its_end_and_a_closed_one_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\n")
    fd = os.open(path, os.O_RDONLY)
    read = fd_source(fd)
    assert read() == b"one\n"
    assert read() == b""
    os.close(fd)
    assert read() == b""


@asynchronous
async def test_an_input_that_fails_is_not_an_end() -> None:
    waiting: list[bytes | OSError] = [b"one\ntw", OSError(errno.EIO, "x")]

    def read() -> bytes:
        found = waiting.pop(0)
        if isinstance(found, OSError):
            raise found
        return found

    lines, seen = InputLines(read), list[str]()
    seen.append((await lines.__anext__()).text)
    with pytest.raises(OSError, match="x"):
        await lines.__anext__()
    assert seen == ["one"]
    assert [line async for line in lines] == []


def test_a_thread_whose_loop_is_gone_ends_quietly() -> None:
    async def scenario() -> InputLines:
        return InputLines(lambda: (done.wait(5), b"x")[1])

    import threading

    done = threading.Event()
    asyncio.run(scenario())
    before = threading.active_count()
    done.set()
    while threading.active_count() >= before and before > 1:
        pass
