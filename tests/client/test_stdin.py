import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from fake_server import asynchronous

from besedka.client.terminal.stdin import Lines, fd_source


def source(*chunks: bytes) -> Callable[[], bytes]:
    waiting = list(chunks)
    return lambda: waiting.pop(0) if waiting else b""


@asynchronous
async def test_lines_end_by_lf_or_crlf_and_the_last_by_nothing() -> None:
    assert [line async for line in Lines(source(b"one\r\ntwo\n\nthr", b"ee"))] == ["one", "two", "", "three"]


@asynchronous
async def test_characters_may_be_cut_between_chunks_or_be_broken() -> None:
    data = "мир\n".encode()
    assert [line async for line in Lines(source(data[:3], data[3:], b"\xff"))] == ["мир", "\ufffd"]


@asynchronous
async def test_a_line_without_an_end_comes_in_pieces() -> None:
    pieces = [line async for line in Lines(source(*[b"x" * 400_000] * 4, b"y\n"))]
    assert "".join(pieces) == "x" * 1_600_000 + "y"
    assert len(pieces) == 2


@asynchronous
async def test_the_thread_reads_only_a_little_ahead() -> None:
    reads: list[int] = []

    def read() -> bytes:
        reads.append(1)
        return b"line\n" if len(reads) < 100 else b""

    lines = Lines(read)
    await lines.__anext__()
    await asyncio.sleep(0.02)
    assert len(reads) < 10
    assert len([line async for line in lines]) == 98


def test_a_descriptor_is_read_and_its_errors_are_an_end(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\n")
    fd = os.open(path, os.O_RDONLY)
    read = fd_source(fd)
    assert read() == b"one\n"
    assert read() == b""
    os.close(fd)
    assert read() == b""


def test_a_thread_whose_loop_is_gone_ends_quietly() -> None:
    async def scenario() -> Lines:
        return Lines(lambda: (done.wait(5), b"x")[1])

    import threading

    done = threading.Event()
    asyncio.run(scenario())
    before = threading.active_count()
    done.set()
    while threading.active_count() >= before and before > 1:
        pass
