"""A power cut under load: the journal on an ext4 image, of which only what was synced is left.

As root, on Linux, with the tools of ext4: `PYTHONPATH=.:tests/e2e/support:tests/dialects python
tests/e2e/support/power_cut.py 20`. Each time the server is halted in the middle of its work, the image is copied as it
is at that moment, and the copy is mounted as after a power cut. What was written and not synced is only in the memory
of the mounted file system, so it is not in the copy; a file that nobody syncs shows that it is so.
"""

import contextlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from crowd import Crowd, assert_kept
from e2e_harness import PATIENCE, ROOT, Server

_SIZE = 64 << 20
_LONGEST_WAIT = 0.5
"""Seconds; how much longer than the first messages take the server goes on, at most."""


def main(times: int) -> None:
    """Cut the power so often; the server goes on with what each cut has left."""
    told: dict[int, str] = {}
    with tempfile.TemporaryDirectory() as name:
        image = new_disk(Path(name), _SIZE)
        for turn in range(times):
            told |= _cut(image, turn)
            with mounted(image) as disk:
                assert not (disk / "unsynced").exists()
                assert_kept(disk / "chat.db", told)
                run(sys.executable, "-m", "besedka", "journal", "check", str(disk / "chat.db"))
            print(f"{turn + 1}: {len(told)} messages that somebody was told of, all are there", flush=True)


def new_disk(folder: Path, size: int) -> Path:
    """Make a file with an empty ext4 file system of that many bytes in it."""
    image = folder / "image"
    with image.open("wb") as file:
        file.truncate(size)
    run("mkfs.ext4", "-q", "-F", str(image))
    return image


def _cut(image: Path, turn: int) -> dict[int, str]:
    left = image.with_name("left")
    with mounted(image) as disk:
        server = Server("--journal", str(disk / "chat.db"), "--flood", "0")
        crowd = Crowd(server, turn)
        assert crowd.enough.wait(PATIENCE)
        time.sleep(random.random() * _LONGEST_WAIT)  # noqa: S311 - any moment will do
        _halt(server)
        (disk / "unsynced").write_text("x" * 5000)
        shutil.copyfile(image, left)
        server.process.kill()
        server.process.wait()
        told = crowd.end()
        server.end()
    left.replace(image)
    return told


def _halt(server: Server) -> None:
    server.process.send_signal(signal.SIGSTOP)
    threads = Path(f"/proc/{server.process.pid}/task")
    while any(" T " not in (thread / "stat").read_text() for thread in threads.iterdir()):
        time.sleep(0.001)


@contextlib.contextmanager
def mounted(image: Path) -> Iterator[Path]:
    """Mount a file system that is in a file."""
    disk = image.with_name("disk")
    disk.mkdir(exist_ok=True)
    # Nothing is written back by itself within the seconds that this takes.
    run("mount", "-o", "loop,commit=300", str(image), str(disk))
    try:
        yield disk
    finally:
        run("umount", str(disk))


def run(*command: str) -> None:
    """Run a program that has to succeed; what it says is dropped."""
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
