"""Clients that have stopped to read, among others that have not: what the others feel of it."""

import os
import signal
import time

from benchmarks.child import Child
from benchmarks.generator import Crowd
from benchmarks.peers import BesedkaBefore, Peer
from benchmarks.plan import Bench

__all__ = ["frozen"]

_FROZEN = 100
_PEERS = ("besedka", "besedka+uvloop", "reference.c", BesedkaBefore.name)
_DROPPED_AFTER = 8.0
"""Seconds: Besedka's last words wait for five."""


def frozen(bench: Bench) -> None:
    """Full load with and without a hundred clients whose process is stopped (SIGSTOP) right before."""
    clients = max(bench.plan.clients or (1000,))
    options = ("--clients", clients, "--window", 500, "--seconds", bench.plan.seconds)

    def act(_: Peer, child: Child, crowd: Crowd) -> dict[str, float]:
        alone = crowd.run("window", *options)["result"]["messages_per_second"]
        before, found = child.memory(), {"alone": alone}

        def at_step(report: dict[str, float], pid: int) -> None:
            os.kill(pid, signal.SIGSTOP)
            try:
                among = child.connections()
                result = crowd.run("window", *options)["result"]
                found["messages"] = result["messages_per_second"]
                if alone:  # A very short run may have had no message at all.
                    found["kept"] = result["messages_per_second"] / alone
                found["memory"] = float(child.memory() - before)
                found["dropped"] = _dropped(child, among) / report["clients"]
            finally:
                os.kill(pid, signal.SIGCONT)

        crowd.run("idle", "--clients", _FROZEN, "--steps", _FROZEN, at_step=at_step)
        return found

    bench.rounds("frozen", f"{_FROZEN} frozen among {clients} others, 500 in flight", act, *_PEERS)


def _dropped(child: Child, among: int) -> int:
    """How many of the connections that there were are gone, once that many are, or the time is over."""
    deadline = time.monotonic() + _DROPPED_AFTER
    while time.monotonic() < deadline and among - child.connections() < _FROZEN:
        time.sleep(0.05)
    return min(_FROZEN, among - child.connections())
