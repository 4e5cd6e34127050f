"""A decoder's process that does what a message tells it: what a corrupt message may make of a C library."""

import os
import sys
import time

from besedka.weather.grib import worker
from besedka.weather.grib.frames import FAILED, READY, frame, read_frame


def main() -> None:
    start = sys.argv[1]
    if start == "fail":
        sys.stdout.buffer.write(frame(FAILED, b"ecCodes cannot be loaded: no module"))
        return
    if start == "end":
        return
    sys.stdout.buffer.write(frame(READY))
    sys.stdout.buffer.flush()
    while (request := read_frame(sys.stdin.buffer)) is not None:
        obey(request[1].decode())
        sys.stdout.buffer.flush()


def obey(order: str) -> None:
    if order == "abort":
        os.abort()
    elif order == "hang":
        while True:
            time.sleep(60)
    elif order == "compute":
        worker._bound_time(0)
        while True:
            pass
    elif order == "length":
        sys.stdout.buffer.write(b"\xff\xff\xff\xff")
    elif order == "nonsense":
        sys.stdout.buffer.write(frame(b"F", b"\0\0\0\2{}"))
    elif order == "half":
        sys.stdout.buffer.write(frame(FAILED, b"something")[:-3])
        sys.stdout.buffer.flush()
        os.abort()
    else:
        sys.stdout.buffer.write(frame(FAILED, f"{os.getpid()}".encode()))


if __name__ == "__main__":
    main()
