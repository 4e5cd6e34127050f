"""The thread that writes for others, on real pipes; what the log and the terminal make of it has tests of its own."""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from besedka.descriptors import LineOutput
from besedka.writer_thread import WriterThread

_PIPE = 65_536
"""Bytes that a pipe takes, by Linux's default, before its writer has to wait."""


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def writing_to(descriptor: int, *, limit: int | None = None, at_once: int = 1) -> WriterThread:
    return WriterThread(LineOutput(descriptor), lambda _: True, name="test", limit=limit, at_once=at_once)


def held_up(pipe: tuple[int, int], *, limit: int | None = None, at_once: int = 1) -> WriterThread:
    """A thread that is in the middle of a write that the pipe has no room for."""
    thread = writing_to(pipe[1], limit=limit, at_once=at_once)
    thread.put(b"x" * (_PIPE + 1) + b"\n")
    os.read(pipe[0], 1)  # it has begun
    while thread._writes:
        pass
    return thread


def read_to_the_end(thread: WriterThread, descriptor: int) -> bytes:
    said, writes = b"", True
    os.set_blocking(descriptor, False)
    while writes:
        writes = thread.is_alive()
        with suppress(BlockingIOError):
            while data := os.read(descriptor, 1 << 20):
                said += data
    return said


def test_beyond_the_limit_lines_are_dropped_and_counted_by_the_output(pipe: tuple[int, int]) -> None:
    thread = held_up(pipe, limit=1)
    for lines in (b"kept\n", b"dropped\n", b"dropped\ndropped\n"):
        thread.put(lines)
    thread.finish(0)
    assert read_to_the_end(thread, pipe[0]).endswith(b"x\nkept\n")
    assert thread._output.lost == 3


def test_short_writes_are_joined_and_none_is_cut(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = held_up(pipe, at_once=8)
    written: list[bytes] = []
    monkeypatch.setattr(LineOutput, "write", lambda _, lines: written.append(lines))
    for lines in (b"one\n", b"two\n", b"three\n", b"a long one\n", b"four\n"):
        thread.put(lines)
    thread.finish(0)
    read_to_the_end(thread, pipe[0])
    assert written == [b"one\ntwo\n", b"three\na long one\n", b"four\n", b""]


def test_what_waits_is_dropped_when_it_is_abandoned_and_what_comes_later_too(pipe: tuple[int, int]) -> None:
    thread = held_up(pipe)
    thread.put(b"never\n")
    assert not thread.flush(0)
    thread.abandon(0)
    thread.put(b"nor this\n")
    assert thread.waiting == 0
    assert thread.flush(0)
    assert read_to_the_end(thread, pipe[0]).endswith(b"x\n")


def test_an_error_that_is_for_good_ends_it_and_what_waits_is_told_to_be_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    errors: list[OSError] = []
    progress: list[tuple[int, int]] = []
    ready = threading.Event()

    def give_up(error: OSError) -> bool:
        errors.append(error)
        return not ready.wait(60)

    thread = WriterThread(
        LineOutput(writing), give_up, name="test", on_progress=lambda *sizes: progress.append(sizes)
    )
    thread.put(b"one\n")
    thread.put(b"two\n")
    ready.set()
    thread.join()
    os.close(writing)
    assert [error.errno for error in errors] == [errno.EPIPE]
    assert progress == [(8, 0)]
    assert thread.waiting == 0
