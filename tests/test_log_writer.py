"""Writing without waiting, on real pipes."""

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from besedka.log_writer import LogWriter

Pipe = tuple[int, int]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    reading, writing = os.pipe()
    yield reading, writing
    for descriptor in (reading, writing):
        with suppress(OSError):
            os.close(descriptor)


def everything(reading: int) -> bytes:
    said = b""
    while data := os.read(reading, 65_536):
        said += data
    return said


def test_what_is_written_comes_out_in_order(pipe: Pipe) -> None:
    log_writer = LogWriter(pipe[1])
    for number in range(100):
        assert log_writer.write(f"{number}\n") == len(f"{number}\n")
        log_writer.flush()
    log_writer.close(10)
    os.close(pipe[1])
    assert everything(pipe[0]).split() == [str(number).encode() for number in range(100)]


def test_a_reader_that_does_not_read_makes_nobody_wait_and_is_told_what_it_missed(pipe: Pipe) -> None:
    log_writer = LogWriter(pipe[1], limit=3)
    for _ in range(50):
        log_writer.write("x" * 65_536 + "\n")
    log_writer.close(0.01)  # it cannot be done, and is given up
    said = b""
    while b"event=dropped lines=" not in said:
        said += os.read(pipe[0], 1 << 20)
    os.close(pipe[0])
    log_writer._thread.join(10)  # or it would write to whoever gets its descriptor next


def test_a_reader_that_is_gone_is_no_error(pipe: Pipe) -> None:
    os.close(pipe[0])
    log_writer = LogWriter(pipe[1])
    log_writer.write("to nobody\n")
    log_writer.close(10)
    log_writer.write("still to nobody\n")


def test_a_full_disk_is_tried_again_and_the_log_says_how_many_lines_it_lost(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failing, troubles = os.write, [errno.ENOSPC, errno.EDQUOT, errno.EIO], list[OSError]()

    def write(descriptor: int, data: memoryview) -> int:
        if descriptor == pipe[1] and failing:
            raise OSError(failing.pop(0), "x")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    log_writer = LogWriter(pipe[1], on_trouble=troubles.append)
    for text in ("one\n", "two\n", "three\n", "four\n"):
        log_writer.write(text)
    log_writer.close(10)
    os.close(pipe[1])
    assert re.fullmatch(rb"time=\S+Z level=warning event=dropped lines=3\nfour\n", everything(pipe[0]))
    assert [error.errno for error in troubles] == [errno.ENOSPC, errno.EIO]  # each kind once
    assert log_writer.failed  # by the last one


def test_lines_that_are_lost_at_the_end_are_told_when_it_closes(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failing = os.write, [errno.ENOSPC]

    def write(descriptor: int, data: memoryview) -> int:
        if descriptor == pipe[1] and failing:
            raise OSError(failing.pop(0), "x")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    log_writer = LogWriter(pipe[1])
    log_writer.write("one\n")
    log_writer.close(10)
    os.close(pipe[1])
    assert everything(pipe[0]).endswith(b" level=warning event=dropped lines=1\n")
    assert not log_writer.failed


def test_every_line_is_written_or_counted_whichever_thread_drops_it(tmp_path: Path) -> None:
    path, often = tmp_path / "log", sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with path.open("wb") as file:
            log_writer = LogWriter(file.fileno(), limit=1)
            writers = [
                Thread(target=lambda: [log_writer.write("x\n") for _ in range(5000)]) for _ in range(2)
            ]
            for writer in writers:
                writer.start()
            for writer in writers:
                writer.join()
            log_writer.close(60)
    finally:
        sys.setswitchinterval(often)
    said = path.read_text()
    told = sum(map(int, re.findall(r"event=dropped lines=(\d+)", said)))
    assert told + said.count("x\n") == 10_000


def test_what_an_encoding_does_not_have_is_escaped(pipe: Pipe) -> None:
    log_writer = LogWriter(pipe[1], "ascii")
    log_writer.write("беседка\n")
    log_writer.close(10)
    os.close(pipe[1])
    assert everything(pipe[0]).startswith(b"\\u0431")
