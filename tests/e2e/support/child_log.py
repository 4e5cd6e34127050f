"""What a child process has written to a file that it got from us."""

import os
from typing import IO

__all__ = ["read_log"]


def read_log(file: IO[str]) -> str:
    """Return all that is in the file now.

    A child writes where the descriptor that both have stands. So nothing here may move it: after a `seek`, what the
    child writes next would replace what it wrote before.
    """
    descriptor = file.fileno()
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode(errors="replace")
