"""The measures: what is done to a server, and which figures that gives.

Times are seconds, memory is bytes, CPU is the share of one core.
"""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.measures.bench import Act, Bench
from benchmarks.measures.startup import help_seconds, start
from benchmarks.measures.stopped_readers import frozen
from benchmarks.peers import CHATS, BesedkaBefore, Peer
from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.server_process import MeasurementError, ServerProcess

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
    with_ignoring = [(n, 500) for n in bench.plan.clients] or [(1000, 500)]
    for clients, window in cases:
        case, ignoring = f"{clients} clients, {window} in flight", clients // 20
        bench.rounds("fanout", case, _window(bench, clients, window), *_CHATS)
        if ignoring and (clients, window) in with_ignoring:
            act = _window(bench, clients, window, "--ignoring", ignoring)
            bench.rounds("fanout", f"{case}, {ignoring} of them ignore one other each", act, *_KNOW_IGNORE)


def _window(bench: Bench, clients: int, window: int, *others: object) -> Act:
    options = ("--clients", clients, "--window", window, "--seconds", bench.plan.seconds, *others)
    return lambda _, __, generator: _flow(generator.run("window", *options)["result"])


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
        bench.rounds("latency", f"50 a second to {clients}", _to_all(bench, clients), *_CHATS)
    pairs = 1000 if not bench.plan.clients else min(bench.plan.clients) // 2
    for others in (0, 5 * pairs):
        bench.rounds("latency", f"private, {others} others", _private(bench, pairs, others), *_PRIVATE)
    members = 10_000 if not bench.plan.clients else max(bench.plan.clients)
    bench.rounds("latency", f"joins and leaves before {members}", _churn(bench, members), *_OURS)


def _to_all(bench: Bench, clients: int) -> Act:
    options = ("--clients", clients, "--rate", 50, "--seconds", 2 * bench.plan.seconds)
    return lambda _, __, generator: _times(generator.run("rate", *options)["result"])


def _private(bench: Bench, pairs: int, others: int) -> Act:
    def act(peer: Peer, _: ServerProcess, generator: LoadGenerator) -> dict[str, float]:
        # IRC servers take minutes to announce so many arrivals; there, nobody enters the channel.
        joins = int(peer.protocol != "irc")
        options = ("--clients", 2 * pairs + others, "--pairs", pairs, "--rate", 5 * pairs, "--join", joins)
        return _times(generator.run("private", *options, "--seconds", 2 * bench.plan.seconds)["result"])

    return act


def _churn(bench: Bench, members: int) -> Act:
    def act(_: Peer, __: ServerProcess, generator: LoadGenerator) -> dict[str, float]:
        reports = generator.run("churn", "--clients", members, "--seconds", 2 * bench.plan.seconds)
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

    def memory(peer: Peer, child: ServerProcess, generator: LoadGenerator) -> dict[str, float]:
        before, found = child.memory(), {}

        def at_step(report: dict[str, Any], _: int) -> None:
            _await_connections(child, report["clients"])
            found[str(report["clients"])] = (child.memory() - before) / report["clients"]
            if report["clients"] == watched and peer.name in _OURS_AND_BARE:
                found["cpu"] = _idle_cpu(bench, child)

        joins = int(peer.protocol != "irc")
        options = ("--clients", steps[-1], "--steps", ",".join(map(str, steps)), "--join", joins)
        if generator.run("idle", *options, at_step=at_step)["result"]["lost_clients"]:
            raise MeasurementError("the server dropped a client")
        return found

    bench.rounds("idle", case, memory)


def _await_connections(child: ServerProcess, clients: int) -> None:
    """A server that only accepts says nothing when it has."""
    for _ in range(500):
        if child.connections() >= clients:
            return
        time.sleep(0.02)


def _idle_cpu(bench: Bench, child: ServerProcess) -> float:
    seconds = min(_IDLE_CPU, 10 * bench.plan.seconds)
    before = child.cpu_seconds()
    time.sleep(seconds)
    return (child.cpu_seconds() - before) / seconds


def connect(bench: Bench) -> None:
    """How fast people get in, and how fast the programs start."""
    for clients in bench.plan.clients or (1000,):
        bench.rounds("connect", f"{clients} at once", _at_once(clients), *_CHATS)
    bench.turns("connect", "client_init.py --help", help_seconds, "besedka", BesedkaBefore.name)


def _at_once(clients: int) -> Act:
    def act(_: Peer, child: ServerProcess, generator: LoadGenerator) -> dict[str, float]:
        ready = generator.run("connect", "--clients", clients)["ready"]
        return {"connections": clients / ready["seconds"], "start": child.start_seconds}

    return act


MEASURES: dict[str, Callable[[Bench], None]] = {
    "fanout": fanout,
    "latency": latency,
    "idle": idle,
    "connect": connect,
    "start": start,
    "frozen": frozen,
}
"""What can be asked for, by name."""
