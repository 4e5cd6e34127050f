"""Networks of our own: namespaces that nobody else is in, and that are gone when the last process in them is."""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes.server_process import MeasurementError

__all__ = ["PEERS", "address", "enter", "ip", "new_namespace", "private_network", "same_namespace"]

_NEW_NETWORK = 0x40000000  # linux/sched.h: CLONE_NEWNET
_HERE = "/proc/thread-self/ns/net"

PEERS = "10.77.0.0/16"
"""Every address in it is this machine's own, so that each connection can come from another one."""

_libc = ctypes.CDLL(None, use_errno=True)


def address(number: int) -> str:
    """Return one of the addresses of `PEERS`; numbers from 1 on are different ones, up to some 64,000."""
    high, low = divmod(number, 250)
    return f"10.77.{high}.{low + 1}"


def ip(words: str) -> None:
    """Run `ip` with these words.

    Raises `MeasurementError`.
    """
    try:
        done = subprocess.run(["ip", *words.split()], capture_output=True, text=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise MeasurementError(f"networks of our own need iproute2: {error}") from error
    if done.returncode:
        raise MeasurementError(f"ip {words}: {done.stderr.strip()}")


def new_namespace() -> int:
    """Move this thread into a fresh namespace whose loopback is up; returns a file descriptor that stands for it.

    Raises `MeasurementError` when that is not allowed.
    """
    if _libc.unshare(_NEW_NETWORK):
        raise MeasurementError(f"a network of our own needs root: {os.strerror(ctypes.get_errno())}")
    ip("link set lo up")
    # What the kernel remembers of earlier connections would make the later ones better than strangers' are.
    Path("/proc/sys/net/ipv4/tcp_no_metrics_save").write_text("1", encoding="utf-8")
    return os.open(_HERE, os.O_RDONLY)


def enter(namespace: int) -> None:
    """Move this thread into that namespace."""
    if _libc.setns(namespace, _NEW_NETWORK):
        raise MeasurementError(f"cannot enter the namespace: {os.strerror(ctypes.get_errno())}")


@contextmanager
def same_namespace() -> Iterator[None]:
    """Whatever happens within, this thread is back in its namespace afterwards."""
    before = os.open(_HERE, os.O_RDONLY)
    try:
        yield
    finally:
        enter(before)
        os.close(before)


@contextmanager
def private_network() -> Iterator[None]:
    """Within, this thread and its children are alone, and have all addresses of `PEERS`."""
    with same_namespace():
        namespace = new_namespace()
        try:
            ip(f"route add local {PEERS} dev lo")
            yield
        finally:
            os.close(namespace)
