"""A server as a child process: pinned to its core, watched through /proc, and always ended."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, TypeVar

from besedka.load.run.process_usage import cpu_seconds, resident_memory

__all__ = ["MeasurementError", "ServerProcess", "free_port", "pinned"]

_PATIENCE = 60.0
"""Seconds for a server to accept its first connection."""

T = TypeVar("T")


class MeasurementError(Exception):
    """A server did not start, or did something that makes its figures worthless."""


@contextmanager
def pinned(cpu: int) -> Iterator[None]:
    """Everything that is started within runs on this core, all its threads included."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def free_port() -> int:
    """Return a port of the loopback that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServerProcess:
    """One running server.

    `start_seconds` is the time from its start to its first accepted connection. Without `cpu` it runs where it likes;
    `errors` is where its standard error goes.
    """

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        cpu: int | None,
        *,
        folder: Path,
        environment: Mapping[str, str],
        errors: int | IO[bytes] = subprocess.DEVNULL,
    ) -> None:
        self.port = port
        began = time.perf_counter()
        with nullcontext() if cpu is None else pinned(cpu):
            self._process = subprocess.Popen(  # noqa: S603 - the commands are the peers' own
                command,
                cwd=folder,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        try:
            self._await_port()
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.perf_counter() - began

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def _proc(self) -> Path:
        return Path("/proc", str(self.pid))

    def _await_port(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise MeasurementError(f"the server ended with {self._process.returncode} at its start")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.002)
            else:
                return
        raise MeasurementError("the server does not listen")

    def memory(self) -> int:
        """Return the bytes of physical memory that the process has (`VmRSS`)."""
        return _there(resident_memory(self._proc))

    def cpu_seconds(self) -> float:
        """Return the seconds of CPU that the process has used, its threads included."""
        return _there(cpu_seconds(self._proc))

    def connections(self) -> int:
        """Return how many files the process has open: an upper bound of its connections."""
        return len(os.listdir(self._proc / "fd"))  # noqa: PTH208 - only their number is wanted

    def kill(self) -> None:
        """End it with SIGKILL. Idempotent."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it: politely, and after five seconds not.

        Idempotent.
        """
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()


def _there(value: T | None) -> T:
    if value is None:
        raise MeasurementError("the server is gone")
    return value
