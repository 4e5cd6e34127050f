"""How fast the programs start, just as people start them."""

import socket
import subprocess
import sys
import time
from compileall import compile_dir
from statistics import median

from benchmarks.measures.bench import Bench
from benchmarks.peers import BesedkaBefore, Peer
from benchmarks.processes.server_process import MeasurementError, ServerProcess, free_port

__all__ = ["help_seconds", "start"]

_STARTS = 5
"""In one round, of which the median counts."""

_PATIENCE = 60.0


def start(bench: Bench) -> None:
    """Start `server_init.py`, and wait until it has answered somebody.

    Each checkout has its bytecode, as after a first start: where Python may not write it, one without would be compiled
    anew each time.
    """

    def act(peer: Peer) -> dict[str, float]:
        compile_dir(peer.root / "besedka", quiet=2)
        return {"start": median(_start_seconds(bench, peer) for _ in range(_STARTS))}

    bench.turns("start", "start of server_init.py", act, "besedka", BesedkaBefore.name)


def _start_seconds(bench: Bench, peer: Peer) -> float:
    port = free_port()
    command = [sys.executable, str(peer.root / "server_init.py"), "--port", str(port)]
    began = time.perf_counter()
    child = ServerProcess(
        command, port, bench.server_cpu, folder=bench.folder, environment={"PYTHONPATH": ""}
    )
    try:
        _await_answer(port)
        return time.perf_counter() - began
    finally:
        child.stop()


def _await_answer(port: int) -> None:
    """The system accepts connections as soon as a program listens; it may not serve them yet."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % port)
            answer = connection.recv(4096)
    except OSError as error:
        raise MeasurementError(f"the server does not answer: {error}") from error
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise MeasurementError("the server does not show its page")


def help_seconds(peer: Peer) -> dict[str, float]:
    """Return how long its `client_init.py --help` takes: the median of several times."""
    return {"help": median(_help_seconds(peer) for _ in range(_STARTS))}


def _help_seconds(peer: Peer) -> float:
    began = time.perf_counter()
    command = [sys.executable, "client_init.py", "--help"]
    subprocess.run(command, cwd=peer.root, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - ours
    return time.perf_counter() - began
