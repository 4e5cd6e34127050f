"""A server that is stopped for a while and continued: whose handshake waits already is not greeted instead."""

import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.clients.raw_client import first_answer, handshake
from benchmarks.strangers.source_tree import Tree, TreeServer
from benchmarks.strangers.table import Row

__all__ = ["stopped_server"]

_CLIENTS = 120
_SILENCE = 0.2
_PATIENCE = 10.0

_Act = Callable[[TreeServer, int, float], list[socket.socket]]


def stopped_server(choices: Choices) -> list[Case]:
    """Handshakes that come while the server stands still."""
    clients = choices.count or _CLIENTS
    pause = choices.seconds or 1.0
    ways: dict[str, tuple[_Act, float]] = {
        "connected before": (_connected_before, pause),
        "connected before, stopped for longer": (_connected_before, 4 * pause),
        "half a handshake before": (_half_before, 4 * pause),
        "connect while it is stopped": (_connect_while_stopped, pause),
    }
    return [Case(name, partial(_run, name, act, clients, pause)) for name, (act, pause) in ways.items()]


def _run(name: str, act: _Act, clients: int, pause: float, tree: Tree) -> list[Row]:
    with tree.serve() as server:
        guests = act(server, clients, pause)
        deadline = time.monotonic() + _PATIENCE
        found = Counter(_answer(guest, deadline) for guest in guests)
        for guest in guests:
            guest.close()
        tries = len(guests)
    greeted = found.pop("greeted", 0)
    return [
        {
            "case": f"{name} ({pause:g} s)",
            "tries": tries,
            "101": found.pop("101", 0),
            "greeted": greeted,
            "other": dict(found) or "",
        }
    ]


def _answer(guest: socket.socket, deadline: float) -> str:
    guest.settimeout(max(0.1, deadline - time.monotonic()))
    try:
        return first_answer(guest.recv(4096))
    except OSError as error:
        return type(error).__name__


def _connect(server: TreeServer, clients: int) -> list[socket.socket]:
    return [socket.create_connection(("127.0.0.1", server.port)) for _ in range(clients)]


def _still(server: TreeServer, pause: float, act: Callable[[], None]) -> None:
    os.kill(server.pid, signal.SIGSTOP)
    try:
        while not server.is_stopped():  # It may still take what comes before it has noticed.
            time.sleep(0.001)
        act()
        time.sleep(pause)
    finally:
        os.kill(server.pid, signal.SIGCONT)


def _say(server: TreeServer, guests: list[socket.socket], part: slice) -> None:
    for guest in guests:
        guest.sendall(handshake(f"127.0.0.1:{server.port}")[part])


def _connected_before(server: TreeServer, clients: int, pause: float) -> list[socket.socket]:
    guests = _connect(server, clients)
    time.sleep(_SILENCE)
    _still(server, pause, lambda: _say(server, guests, slice(None)))
    return guests


def _half_before(server: TreeServer, clients: int, pause: float) -> list[socket.socket]:
    guests = _connect(server, clients)
    _say(server, guests, slice(0, 9))
    time.sleep(_SILENCE)
    _still(server, pause, lambda: _say(server, guests, slice(9, None)))
    return guests


def _connect_while_stopped(server: TreeServer, clients: int, pause: float) -> list[socket.socket]:
    guests: list[socket.socket] = []

    def come() -> None:
        guests.extend(_connect(server, clients))
        _say(server, guests, slice(None))

    _still(server, pause, come)
    return guests
