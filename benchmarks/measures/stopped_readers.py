"""Clients that have stopped to read, among others that have not: what the others feel of it."""

import os
import signal
import time

from benchmarks.measures.bench import Bench
from benchmarks.peers import BesedkaBefore, Peer
from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.server_process import ServerProcess

__all__ = ["frozen"]

_FROZEN = 100
_PEERS = ("besedka", "besedka+uvloop", "reference.c", BesedkaBefore.name)
_DROPPED_AFTER = 8.0
"""Seconds: Besedka's last words wait for five."""


def frozen(bench: Bench) -> None:
    """Full load with and without a hundred clients whose process is stopped (SIGSTOP) right before."""
    clients = max(bench.plan.clients or (1000,))
    options = ("--clients", clients, "--window", 500, "--seconds", bench.plan.seconds)

    def act(_: Peer, child: ServerProcess, generator: LoadGenerator) -> dict[str, float]:
        alone = generator.run("window", *options)["result"]["messages_per_second"]
        before, found = child.memory(), {"alone": alone}

        def at_step(report: dict[str, float], pid: int) -> None:
            os.kill(pid, signal.SIGSTOP)
            try:
                among = child.connections()
                result = generator.run("window", *options)["result"]
                found["messages"] = result["messages_per_second"]
                if alone:  # A very short run may have had no message at all.
                    found["kept"] = result["messages_per_second"] / alone
                found["memory"] = float(child.memory() - before)
                found["dropped"] = _dropped(child, among) / report["clients"]
            finally:
                os.kill(pid, signal.SIGCONT)

        generator.run("idle", "--clients", _FROZEN, "--steps", _FROZEN, at_step=at_step)
        return found

    bench.rounds("frozen", f"{_FROZEN} frozen among {clients} others, 500 in flight", act, *_PEERS)


def _dropped(child: ServerProcess, among: int) -> int:
    """How many of the connections that there were are gone, once that many are, or the time is over."""
    deadline = time.monotonic() + _DROPPED_AFTER
    while time.monotonic() < deadline and among - child.connections() < _FROZEN:
        time.sleep(0.05)
    return min(_FROZEN, among - child.connections())
