import fcntl
import os
import pty
import struct
import termios

from besedka.client.terminal.layout.columns import columns


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
