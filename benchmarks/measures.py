"""The measures: what is done to a server, and which figures that gives.

Times are seconds, memory is bytes, CPU is the share of one core.
"""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.child import Child, ChildError
from benchmarks.frozen import frozen
from benchmarks.generator import Crowd
from benchmarks.peers import CHATS, BesedkaBefore, Peer
from benchmarks.plan import Bench
from benchmarks.starting import help_seconds, start

__all__ = ["MEASURES"]

_ALL_CHATS: tuple[type[Peer], ...] = (*CHATS, BesedkaBefore)
_CHATS = tuple(peer.name for peer in _ALL_CHATS)
_PRIVATE = tuple(peer.name for peer in _ALL_CHATS if peer.private)
_KNOW_IGNORE = ("besedka", "besedka+uvloop")
_OURS = (*_KNOW_IGNORE, BesedkaBefore.name)
_OURS_AND_BARE = (*_OURS, "bare asyncio", "bare asyncio+ping")

_IDLE_CPU = 20.0
"""Seconds to watch idle connections: one whole interval of Besedka's keepalive."""


def fanout(bench: Bench) -> None:
    """Closed loop: so many messages are in flight, and everybody gets all of them, but for those whom one ignores."""
    usual = ((1000, 500), (1000, 20), (100, 500), (10, 200))
    cases = tuple((n, window) for n in bench.plan.clients for window in (500, 20)) or usual
    for clients, window in cases:
        case, ignoring = f"{clients} clients, {window} in flight", clients // 20
        bench.rounds("fanout", case, _window(bench, clients, window), *_CHATS)
        if ignoring and (window == 500 if bench.plan.clients else (clients, window) == usual[0]):
            act = _window(bench, clients, window, "--ignoring", ignoring)
            bench.rounds("fanout", f"{case}, {ignoring} of them ignore one other each", act, *_KNOW_IGNORE)


def _window(
    bench: Bench, clients: int, window: int, *others: object
) -> Callable[[Peer, Child, Crowd], dict[str, float]]:
    options = ("--clients", clients, "--window", window, "--seconds", bench.plan.seconds, *others)
    return lambda _, __, crowd: _flow(crowd.run("window", *options)["result"])


def _flow(result: dict[str, Any]) -> dict[str, float]:
    return {
        "messages": result["messages_per_second"],
        "deliveries": result["deliveries_per_second"],
        "server_cpu": result["server_cpu"],
        "generator_cpu": result["generator_cpu"],
        **_others(result),
    }


def _times(result: dict[str, Any]) -> dict[str, float]:
    return {name: result[name] for name in ("p50", "p99", "max", "server_cpu")} | _others(result)


def _others(result: dict[str, Any]) -> dict[str, float]:
    """What the rest of the machine used; a virtual machine's own count is sometimes short, and then says nothing."""
    others = result["others_cpu"]
    return {"others_cpu": others} if others >= 0 else {}


def latency(bench: Bench) -> None:
    """Open loop: from the moment when a message was due until each one has read it; to all, and in private."""
    for clients in bench.plan.clients or (1000,):
        options = ("--clients", clients, "--rate", 50, "--seconds", 2 * bench.plan.seconds)

        def to_all(
            _: Peer, __: Child, crowd: Crowd, options: tuple[object, ...] = options
        ) -> dict[str, float]:
            return _times(crowd.run("rate", *options)["result"])

        bench.rounds("latency", f"50 a second to {clients}", to_all, *_CHATS)
    pairs = 1000 if not bench.plan.clients else min(bench.plan.clients) // 2
    for others in (0, 5 * pairs):
        bench.rounds("latency", f"private, {others} others", _private(bench, pairs, others), *_PRIVATE)
    members = 10_000 if not bench.plan.clients else max(bench.plan.clients)
    bench.rounds("latency", f"joins and leaves before {members}", _churn(bench, members), *_OURS)


def _private(bench: Bench, pairs: int, others: int) -> Callable[[Peer, Child, Crowd], dict[str, float]]:
    def act(peer: Peer, _: Child, crowd: Crowd) -> dict[str, float]:
        # IRC servers take minutes to announce so many arrivals; there, nobody enters the channel.
        joins = int(peer.protocol != "irc")
        options = ("--clients", 2 * pairs + others, "--pairs", pairs, "--rate", 5 * pairs, "--join", joins)
        return _times(crowd.run("private", *options, "--seconds", 2 * bench.plan.seconds)["result"])

    return act


def _churn(bench: Bench, members: int) -> Callable[[Peer, Child, Crowd], dict[str, float]]:
    def act(_: Peer, __: Child, crowd: Crowd) -> dict[str, float]:
        reports = crowd.run("churn", "--clients", members, "--seconds", 2 * bench.plan.seconds)
        announced = reports["announced"]
        return {
            "stall": reports["result"]["max"],
            "p50": reports["result"]["p50"],
            "announced": announced["p50"],
            "announced_max": announced["max"],
            **_others(reports["result"]),
        }

    return act


def idle(bench: Bench) -> None:
    """Connections that say nothing: what each one costs in memory, and all of them in CPU."""
    steps = bench.plan.clients or (1000, 5000, 10_000, 15_000)
    watched = 10_000 if 10_000 in steps else max(steps)
    case = "memory of one connection"

    def memory(peer: Peer, child: Child, crowd: Crowd) -> dict[str, float]:
        before, found = child.memory(), {}

        def at_step(report: dict[str, Any], _: int) -> None:
            _await_connections(child, report["clients"])
            found[str(report["clients"])] = (child.memory() - before) / report["clients"]
            if report["clients"] == watched and peer.name in _OURS_AND_BARE:
                found["cpu"] = _idle_cpu(bench, child)

        joins = int(peer.protocol != "irc")
        options = ("--clients", steps[-1], "--steps", ",".join(map(str, steps)), "--join", joins)
        if crowd.run("idle", *options, at_step=at_step)["result"]["lost_clients"]:
            raise ChildError("the server dropped a client")
        return found

    bench.rounds("idle", case, memory)


def _await_connections(child: Child, clients: int) -> None:
    """A server that only accepts says nothing when it has."""
    for _ in range(500):
        if child.connections() >= clients:
            return
        time.sleep(0.02)


def _idle_cpu(bench: Bench, child: Child) -> float:
    seconds = min(_IDLE_CPU, 10 * bench.plan.seconds)
    before = child.cpu_seconds()
    time.sleep(seconds)
    return (child.cpu_seconds() - before) / seconds


def connect(bench: Bench) -> None:
    """How fast people get in, and how fast the programs start."""
    for clients in bench.plan.clients or (1000,):

        def act(_: Peer, child: Child, crowd: Crowd, clients: int = clients) -> dict[str, float]:
            ready = crowd.run("connect", "--clients", clients)["ready"]
            return {"connections": clients / ready["seconds"], "start": child.start_seconds}

        bench.rounds("connect", f"{clients} at once", act, *_CHATS)
    bench.turns("connect", "client_init.py --help", help_seconds, "besedka", BesedkaBefore.name)


MEASURES: dict[str, Callable[[Bench], None]] = {
    "fanout": fanout,
    "latency": latency,
    "idle": idle,
    "connect": connect,
    "start": start,
    "frozen": frozen,
}
"""What can be asked for, by name."""
