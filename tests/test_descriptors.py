"""Kinds of failure, on real descriptors where there are some."""

import errno
import os
import pty
import resource
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from besedka import descriptors
from besedka.descriptors import FailureKind, LineOutput, failure_kind, read


def notice(lines: int) -> bytes:
    return f"lost {lines}\n".encode()


class Disk:
    """Stands for `os.write`: takes so many bytes, and then says why not."""

    def __init__(self, room: int, number: int = errno.ENOSPC) -> None:
        self.room, self.number = room, number
        self.data = b""

    def write(self, _: int, data: memoryview) -> int:
        taken = bytes(data[: self.room])
        if not taken:
            raise OSError(self.number, "x")
        self.room -= len(taken)
        self.data += taken
        return len(taken)


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[Disk], LineOutput]:
    def make(disk: Disk) -> LineOutput:
        monkeypatch.setattr(os, "write", disk.write)
        return LineOutput(1, notice)

    return make


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.EAGAIN, FailureKind.AGAIN),
        (errno.EINTR, FailureKind.AGAIN),
        (errno.ENOSPC, FailureKind.FULL),
        (errno.EDQUOT, FailureKind.FULL),
        (errno.EFBIG, FailureKind.FULL),
        (errno.EPIPE, FailureKind.GONE),
        (errno.ECONNRESET, FailureKind.GONE),
        (errno.EIO, FailureKind.OTHER),
        (errno.EISDIR, FailureKind.OTHER),
        (errno.EBADF, FailureKind.OTHER),  # open, but for the other direction
    ],
)
def test_each_error_of_an_open_pipe_is_of_one_kind(number: int, expected: FailureKind) -> None:
    ends = os.pipe()
    assert failure_kind(OSError(number, "x"), ends[0]) is expected
    for end in ends:
        os.close(end)


def test_a_terminal_that_hung_up_is_gone_and_one_that_is_there_is_not() -> None:
    master, slave = pty.openpty()
    assert failure_kind(OSError(errno.EIO, "x"), slave) is FailureKind.OTHER
    os.close(master)
    with pytest.raises(OSError, match="Errno") as caught:
        os.write(slave, b"x")
    assert failure_kind(caught.value, slave) is FailureKind.GONE
    assert read(slave) == b""
    os.close(slave)
    assert failure_kind(OSError(errno.EBADF, "x"), slave) is FailureKind.GONE
    assert read(slave) == b""


def test_a_read_that_is_to_be_tried_again_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    waited: list[tuple[int, bool]] = []

    def wait(descriptor: int, *, reading: bool) -> None:
        waited.append((descriptor, reading))
        os.write(writing, b"late")

    monkeypatch.setattr(descriptors, "wait", wait)
    assert read(reading) == b"late"
    assert waited == [(reading, True)]
    os.close(writing)
    assert read(reading) == b""
    os.close(reading)


def test_a_read_that_fails_is_no_end(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(IsADirectoryError):
        read(folder)
    os.close(folder)


def test_a_write_that_is_to_be_tried_again_waits_and_loses_nothing() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    data = b"line\n" * 100_000
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.extend(iter(lambda: os.read(reading, 65_536), b"")))
    reader.start()
    assert LineOutput(writing).write(data) is None
    os.close(writing)
    reader.join()
    os.close(reading)
    assert b"".join(received) == data


@pytest.mark.parametrize("room", range(13))
def test_wherever_a_disk_gets_full_every_line_is_whole_and_the_lost_ones_are_counted(
    room: int, on_disk: Callable[[Disk], LineOutput]
) -> None:
    disk = Disk(room)
    output = on_disk(disk)
    output.write(b"one\ntwo\n")
    output.write(b"three\n")
    output.write(b"four\n")
    disk.room = 1000
    assert output.write(b"five\n") is None
    lines = disk.data.decode().splitlines()
    assert output.lost == 0
    assert lines[-1] == "five"
    written = [line for line in lines if not line.startswith("lost")]
    told = sum(int(line.split()[1]) for line in lines if line.startswith("lost"))
    assert set(written) <= {"one", "two", "three", "four", "five"}
    assert told + len(written) == 5


def test_a_notice_that_did_not_fit_is_completed_and_counts_on(on_disk: Callable[[Disk], LineOutput]) -> None:
    disk = Disk(0)
    output = on_disk(disk)
    output.write(b"one\n")
    disk.room = 3
    output.write(b"two\n")
    disk.room = 1000
    output.write(b"")
    output.write(b"three\n")
    assert disk.data == b"lost 1\nlost 1\nthree\n"


def test_a_device_that_is_always_full_counts() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    output = LineOutput(full, notice)
    error = output.write(b"one\ntwo\n")
    assert error is not None
    assert failure_kind(error, full) is FailureKind.FULL
    output.lose()
    assert output.lost == 3
    os.close(full)


def test_a_limit_to_the_size_of_files_is_a_full_disk(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    path = tmp_path / "log"
    file = os.open(path, os.O_WRONLY | os.O_CREAT)
    output = LineOutput(file, notice)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (6, before[1]))
        error = output.write(b"one\ntwo\nthree\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert error is not None
    assert error.errno == errno.EFBIG
    assert output.write(b"four\n") is None
    assert path.read_bytes() == b"one\ntwo\nlost 1\nfour\n"
    os.close(file)


def test_what_is_no_socket_is_waited_for_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    descriptors.wait(-1, reading=True)
    assert len(slept) == 1
