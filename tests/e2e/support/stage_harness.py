"""A staging stand as people start it, in an environment of its own, and a listing of all that it could leave behind."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from e2e_harness import PATIENCE, ROOT

_PROC = Path("/proc")
_FOREIGN = (
    Path("/var/lib/nginx"),
    Path("/var/log/nginx"),
    Path("/run/nginx.pid"),
    Path("/etc/supervisord.conf"),
)
"""Where nginx and supervisord would write if nobody told them otherwise."""

_STAND = re.compile(r"([0-9A-F]{2})00007F:")
"""proc(5), net/tcp: an address of 127.0.0.x, its bytes backwards."""

SHORT = ("--set", "load.users=20", "--set", "load.duration=5", "--set", "load.ramp=1")


class StagePlace:
    """A home, a folder for temporary files and a working folder for `python -m besedka stage`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work, self.temporary, self.home = path / "work", path / "tmp", path / "home"
        for folder in (self.work, self.temporary, self.home):
            folder.mkdir()

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start the program as `env -i` does, in a process group of its own as a shell would."""
        return subprocess.Popen(
            [sys.executable, "-m", "besedka", "stage", *words],
            cwd=self.work,
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(self.home),
                "TMPDIR": str(self.temporary),
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
                "STAGE_PLACE": str(self.path),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Start the program and wait for its end."""
        return finish(self.start(*words))

    def left(self) -> dict[str, list[str]]:
        """Return the processes, ports and files of the stand that are there, without the runs' folders."""
        return {
            "processes": sorted(self._processes()),
            "ports": sorted(_ports()),
            "files": sorted(self._files()),
            "keys": sorted(str(key) for key in self.path.rglob("*.key")),
        }

    def runs(self) -> list[Path]:
        """Return the folders of the runs, the latest first."""
        return sorted(self.work.glob("stage-runs/*"), reverse=True)

    def processes_of(self, words: str) -> list[int]:
        """Return the ids of the stand's processes in whose command line the words are."""
        return [pid for pid in _pids() if self._is_ours(pid) and words in _command(pid)]

    def _processes(self) -> Iterator[str]:
        for pid in _pids():
            if pid != os.getpid() and self._is_ours(pid):
                yield f"{pid} {_command(pid)}"

    def _is_ours(self, pid: int) -> bool:
        """Whether a process was started here, as its environment, its command line or its files tell."""
        folder, name = _PROC / str(pid), str(self.path)
        try:
            if f"STAGE_PLACE={name}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                return True
            places = [folder / "cwd", *(folder / "fd").iterdir()]
            return name in _command(pid) or any(name in _target(place) for place in places)
        except OSError:
            return False

    def _files(self) -> Iterator[str]:
        for path in self.path.rglob("*"):
            if not path.is_relative_to(self.work / "stage-runs"):
                yield str(path)
        for place in _FOREIGN:
            yield from (str(path) for path in [place, *place.rglob("*")] if path.exists())


def finish(process: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    """Wait for the end of a program; nothing that it says may look like a bug."""
    out, err = process.communicate(timeout=3 * PATIENCE)
    assert "Traceback" not in out + err, out + err
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def until(process: "subprocess.Popen[str]", reached: Callable[[], object]) -> None:
    """Wait until something is so, while the program runs."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(process.communicate())
        time.sleep(0.01)


def interrupt(process: "subprocess.Popen[str]") -> None:
    """Press Ctrl-C: the whole process group gets it."""
    os.killpg(process.pid, signal.SIGINT)


def _pids() -> list[int]:
    return [int(folder.name) for folder in _PROC.iterdir() if folder.name.isdecimal()]


def _command(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def _ports() -> Iterator[str]:
    """Yield the stand's addresses, 127.0.0.11 to .43, on which somebody listens."""
    for line in (_PROC / "net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        words = line.split()
        found = _STAND.match(words[1])
        if words[3] == "0A" and found and 11 <= int(found[1], 16) <= 43:
            yield words[1]
