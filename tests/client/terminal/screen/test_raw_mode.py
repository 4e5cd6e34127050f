import os
import pty
import termios
from collections.abc import Iterator

import pytest

from besedka.client.terminal.screen.raw_mode import RawMode


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    master, slave = pty.openpty()
    yield master, slave
    os.close(master)
    os.close(slave)


def read(fd: int, size: int) -> bytes:
    """So many bytes: a terminal hands them over in pieces."""
    data = b""
    while len(data) < size:
        data += os.read(fd, size - len(data))
    return data


def test_a_taken_terminal_gives_keys_one_by_one_and_is_given_back_as_it_was(ends: tuple[int, int]) -> None:
    master, slave = ends
    before = termios.tcgetattr(slave)
    terminal = RawMode(slave, slave)
    terminal.enter()
    taken = [terminal.taken]
    assert not termios.tcgetattr(slave)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)
    os.write(master, b"x\x03")
    assert read(slave, 2) == b"x\x03"
    terminal.leave()
    terminal.leave()
    assert [*taken, terminal.taken] == [True, False]
    assert termios.tcgetattr(slave) == before
    assert read(master, 16) == b"\x1b[?2004h\x1b[?2004l"


def test_the_descriptor_is_blocking_during_and_after(ends: tuple[int, int]) -> None:
    _, slave = ends
    os.set_blocking(slave, False)
    terminal = RawMode(slave, slave)
    terminal.enter()
    assert os.get_blocking(slave)
    os.set_blocking(slave, False)
    terminal.leave()
    assert os.get_blocking(slave)


def test_entering_again_repairs_what_a_shell_has_changed(ends: tuple[int, int]) -> None:
    _, slave = ends
    before = termios.tcgetattr(slave)
    terminal = RawMode(slave, slave)
    terminal.enter()
    termios.tcsetattr(slave, termios.TCSANOW, before)
    terminal.enter()
    assert not termios.tcgetattr(slave)[3] & termios.ECHO
    terminal.leave()
    assert termios.tcgetattr(slave) == before


def test_a_terminal_that_went_away_is_left_without_an_error() -> None:
    master, slave = pty.openpty()
    terminal = RawMode(slave, slave)
    terminal.enter()
    os.close(slave)
    os.close(master)
    terminal.leave()


def test_what_is_no_terminal_cannot_be_taken() -> None:
    reading, writing = os.pipe()
    with pytest.raises(termios.error):
        RawMode(reading, writing).enter()
    os.close(reading)
    os.close(writing)
