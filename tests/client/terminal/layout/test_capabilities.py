import fcntl
import os
import pty
import struct
import termios

import pytest

from besedka.client.terminal.layout.capabilities import colour_depth, columns


def test_the_width_is_the_terminals_or_80() -> None:
    master, slave = pty.openpty()
    assert columns(slave) == 80
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 33, 0, 0))
    assert columns(slave) == 33
    os.close(master)
    os.close(slave)


def test_a_pipe_is_80_wide() -> None:
    reading, writing = os.pipe()
    assert columns(reading) == 80
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    ("environ", "depth"),
    [
        ({}, 0),
        ({"TERM": "dumb"}, 0),
        ({"TERM": "xterm"}, 8),
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, 256),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, 256),
    ],
)
def test_the_environment_tells_the_colours(environ: dict[str, str], depth: int) -> None:
    assert colour_depth(environ) == depth
