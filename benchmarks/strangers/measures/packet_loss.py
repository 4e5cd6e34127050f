"""Handshakes over a line that loses packets: who is greeted with lines instead, and which of our clients give up?"""

import asyncio
import json
import os
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path

from benchmarks.processes.server_process import MeasurementError
from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.clients.raw_client import first_answer, handshake
from benchmarks.strangers.network.lossy_link import SERVER, lossy_line
from benchmarks.strangers.network.namespaces import address, enter
from benchmarks.strangers.source_tree import Tree, TreeServer
from benchmarks.strangers.table import Row

__all__ = ["packet_loss"]

_TRIES = 10_000
_CLIENTS = 300
_LINES = tuple((round_trip, loss) for loss in (0.02, 0.05) for round_trip in (160, 600))
_RATE = 250
"""Tries a second: no more than a server has time for, since its delay is not what is measured."""

_AT_ONCE = 800
_PATIENCE = 60.0
_LONGEST = 600.0
_PROGRAMS = 4
"""Clients of ours a second: all come from one address, and none should have to wait for that."""

_PROGRAMS_AT_ONCE = 12

_SCRIPT = Path(__file__).resolve().parents[1] / "clients" / "our_clients.py"
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST, and no state stays behind


def packet_loss(choices: Choices) -> list[Case]:
    """Handshakes right behind the connection, on four lines; and the tree's own clients on the worst two."""
    tries, clients = choices.count or _TRIES, min(choices.count or _CLIENTS, _CLIENTS)
    cases = [Case(_name("handshakes", *line), partial(_handshakes, *line, tries)) for line in _LINES]
    worst = [line for line in _LINES if line[1] == _LINES[-1][1]]
    cases += [
        Case(_name("our library", *line), partial(_ours, "our library", *line, clients)) for line in worst
    ]
    return cases + [
        Case(_name("our program", *line), partial(_ours, "our program", *line, clients)) for line in worst
    ]


def _name(what: str, round_trip: int, loss: float) -> str:
    return f"{what} {round_trip} ms {loss:.0%}"


def _handshakes(round_trip: int, loss: float, tries: int, tree: Tree) -> list[Row]:
    with lossy_line(round_trip, loss) as line:
        enter(line.server)
        with tree.serve("--host", "0.0.0.0", "--log-level", "warning") as server:
            enter(line.clients)
            began, used = time.monotonic(), server.cpu_seconds()
            found = asyncio.run(_try_all(server.port, tries))
            lasted = time.monotonic() - began
            busy = (server.cpu_seconds() - used) / lasted
    row = _counted(found, tries) | {"server CPU": f"{busy:.0%}", "seconds": lasted, "packets": line.carried}
    return [{"case": _name("handshakes", round_trip, loss)} | row]


def _counted(found: Counter[str], tries: int) -> dict[str, object]:
    good, greeted = found.pop("101", 0), found.pop("greeted", 0)
    share = f"{greeted / tries:.2%}"
    failed = f"{1 - good / tries:.2%}"
    return {
        "tries": tries,
        "101": good,
        "greeted": greeted,
        "share": share,
        "all failures": failed,
        "other": dict(found),
    }


async def _try_all(port: int, tries: int) -> Counter[str]:
    """Begin so many a second, whatever becomes of the earlier ones."""
    found: Counter[str] = Counter()
    running: set[asyncio.Task[None]] = set()
    began = time.monotonic()
    for number in range(tries):
        await asyncio.sleep(max(0.0, began + number / _RATE - time.monotonic()))
        if len(running) >= _AT_ONCE:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.ensure_future(_try(port, address(number), found))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    return found


async def _try(port: int, local: str, found: Counter[str]) -> None:
    try:
        found[await asyncio.wait_for(_connect(port, local), _PATIENCE)] += 1
    except asyncio.TimeoutError:
        found[f"nothing in {_PATIENCE:g} s"] += 1
    except OSError as error:
        found[type(error).__name__] += 1


async def _connect(port: int, local: str) -> str:
    loop = asyncio.get_running_loop()
    with socket.socket() as one:
        one.setblocking(False)
        one.bind((local, 0))
        try:
            await loop.sock_connect(one, (SERVER, port))
            await loop.sock_sendall(one, handshake(f"{SERVER}:{port}"))
            return first_answer(await loop.sock_recv(one, 4096))
        finally:
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)


def _ours(what: str, round_trip: int, loss: float, clients: int, tree: Tree) -> list[Row]:
    with lossy_line(round_trip, loss) as line:
        enter(line.server)
        with tree.serve("--host", "0.0.0.0") as server:
            enter(line.clients)
            run = _run_library if what == "our library" else _run_program
            found = run(tree, server, clients)
    return [{"case": _name(what, round_trip, loss), "tries": clients} | found]


def _run_library(tree: Tree, server: TreeServer, clients: int) -> dict[str, object]:
    """In a process of their own, since they are that tree's."""
    command = [sys.executable, str(_SCRIPT), SERVER, str(server.port), *(address(n) for n in range(clients))]
    environment = {**os.environ, "PYTHONPATH": str(tree.folder)}
    done = subprocess.run(  # noqa: S603 - our own
        command, env=environment, capture_output=True, text=True, timeout=_LONGEST, check=False
    )
    if done.returncode:
        raise MeasurementError(f"our clients: {done.stderr[-300:]}")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _run_program(tree: Tree, server: TreeServer, clients: int) -> dict[str, object]:
    """`client_init.py` with a line on its standard input, a few a second; 1 is what it ends with when it gives up."""
    return asyncio.run(_start_programs(tree, f"{SERVER}:{server.port}", clients))


async def _start_programs(tree: Tree, place: str, clients: int) -> dict[str, object]:
    came: Counter[str] = Counter()
    room = asyncio.Semaphore(_PROGRAMS_AT_ONCE)
    programs = []
    for _ in range(clients):
        await room.acquire()
        programs.append(asyncio.ensure_future(_start_program(tree, place, came)))
        programs[-1].add_done_callback(lambda _: room.release())
        await asyncio.sleep(1 / _PROGRAMS)
    await asyncio.gather(*programs)
    good = came.pop("in", 0)
    return {"in": good, "given up for good": clients - good, "other": dict(came)}


async def _start_program(tree: Tree, place: str, came: Counter[str]) -> None:
    words = [str(tree.folder / "client_init.py"), place, "--lang", "en"]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        _, errors = await asyncio.wait_for(process.communicate(b"users\n"), _PATIENCE)
        came["in" if not process.returncode else errors.decode(errors="replace").strip()[-80:]] += 1
    except asyncio.TimeoutError:
        came[f"nothing in {_PATIENCE:g} s"] += 1
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
