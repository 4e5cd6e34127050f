"""A large journal while people talk: what reading in it takes, and what the people notice of it.

A server has a file of many messages; a generator has a thousand clients to whom fifty messages a second are said. In
turn: nobody reads; somebody searches, or looks around in the history, as often as the flood limit lets one; `check` and
`backup` run in a process of their own. The server may use all cores.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event

from benchmarks.journal_file import RARE
from benchmarks.peers.besedka import BesedkaOnDisk
from benchmarks.processes import machine
from benchmarks.processes.beside import beside
from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.server_process import ServerProcess, free_port
from besedka.client import Client, connect

__all__ = ["Plan", "measure_large"]

_RATE = 50

_PAUSE = 0.2
"""Seconds between two questions: with the default `--flood`, ten messages a second, a search counts as two."""

_SAID = 120

_OLD = 100
"""The number of one of the oldest messages."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rounds, of so many seconds for each case, with so many clients; `folder` is for what is written."""

    folder: Path
    rounds: int
    seconds: float
    clients: int


Note = Callable[[str, float], None]
Ask = Callable[[Client], Awaitable[None]]


def measure_large(path: Path, generator: Path, plan: Plan, note: Note) -> None:
    """Serve the journal at `path`, and note what is found by case."""
    port, peer = free_port(), BesedkaOnDisk()
    _, generator_cpu = machine.cores()
    *options, _ = peer.command(port, plan.folder)
    child = ServerProcess(
        [*options, str(path)], port, None, folder=plan.folder, environment=peer.environment()
    )
    try:
        load = LoadGenerator(generator, child, peer.protocol, generator_cpu)
        for _ in range(plan.rounds):
            _round(load, path, plan, note)
    finally:
        child.stop()


def _round(load: LoadGenerator, path: Path, plan: Plan, note: Note) -> None:
    undisturbed = _p99(load, plan)
    note("large: to all, p99, nobody reads, ms", undisturbed)
    for name, ask in _QUESTIONS.items():
        took: list[float] = []
        with _asking(load.child.port, ask, took):
            disturbed = _p99(load, plan)
        note(f"large: {name}, ms", 1000 * median(took))
        note(f"large: p99 during {name} / undisturbed", disturbed / undisturbed)
    for command in ("check", "backup"):
        copy = plan.folder / "copy.db"
        copy.unlink(missing_ok=True)
        with _running(command, path, *([copy] if command == "backup" else [])):
            disturbed = _p99(load, plan)
        note(f"large: p99 during {command} / undisturbed", disturbed / undisturbed)


def _p99(load: LoadGenerator, plan: Plan) -> float:
    """Return the milliseconds from when a message was due until one has read it, for 99 of 100."""
    options = ("--clients", plan.clients, "--rate", _RATE, "--seconds", plan.seconds)
    return 1000 * float(load.run("rate", *options)["result"]["p99"])


def _asking(port: int, ask: Ask, took: list[float]) -> AbstractContextManager[None]:
    """Ask one question after the other in a thread of its own; `took` gets the seconds that each answer took."""
    return beside(lambda over: asyncio.run(_ask_on(port, ask, took, over)))


async def _ask_on(port: int, ask: Ask, took: list[float], over: Event) -> None:
    async with connect(f"127.0.0.1:{port}") as chat:
        # A common word is one that is said now as well; the generator says none.
        for _ in range(_SAID):
            await chat.send("ba")
        while not (took and over.is_set()):  # Once at least, however late it gets in.
            began = time.perf_counter()
            await ask(chat)
            took.append(time.perf_counter() - began)
            await asyncio.sleep(_PAUSE)


@contextmanager
def _running(command: str, *paths: Path) -> Iterator[None]:
    """Run `besedka journal COMMAND`; it is ended if it is not over by then."""
    words = [sys.executable, "-m", "besedka", "journal", command, *map(str, paths)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own
        try:
            yield
        finally:
            process.terminate()


async def _search_common(chat: Client) -> None:
    await chat.search("ba")


async def _search_rare(chat: Client) -> None:
    await chat.search(RARE)


async def _search_nothing(chat: Client) -> None:
    await chat.search("qqq")


async def _look_around(chat: Client) -> None:
    await chat.history(20, around=_OLD)


_QUESTIONS: Mapping[str, Ask] = {
    "search of a common word": _search_common,
    "search of a rare word": _search_rare,
    "search of a word that is nowhere": _search_nothing,
    "history around an old message": _look_around,
}
