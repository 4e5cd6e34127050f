"""What the journal on disk costs: `python -m benchmarks.journal [MEASURE …]`, all where none is named.

- `post`: clients that post and wait, sixteen at a time, on disk and in memory, beside a bare group-commit loop on such
  a file with as many, each with its threads on one core. Needs a C compiler.
- `lone`: fifty messages a second to a thousand people, on disk and in memory, beside as many fdatasyncs a second. Needs
  a C compiler.
- `sync`: what one fdatasync of 4 KiB takes, when one comes right after the other.
- `replay`: entries a second at a start without a snapshot, on the Python that runs this.
- `start`: until a server with that many entries listens, from its snapshot; and its memory, beside an empty one's.
- `snapshot`: how long a snapshot of a full chat stops the event loop.
- `large`: searches, looks into the history, `check` and `backup` with a file of many messages, and what a thousand
  people who talk notice of them. Only where it is named: five million messages take 2 GB and some minutes.

Rounds of what is compared take turns, since a disk may be many times as fast ten minutes later; told are medians, and
the least and the greatest. `TMPDIR` says on which disk. The room at full rate and its latency are measured by
`python -m benchmarks fanout --peers "besedka,besedka on disk"`, and `latency`.
"""

import argparse
import asyncio
import logging
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from benchmarks.journal_file import NotMadeError, make, said, to_row, vocabulary
from benchmarks.measures.fresh_server import measure_fresh
from benchmarks.measures.journal_large import Plan, measure_large
from benchmarks.measures.journal_lone import measure_lone, sync_once
from benchmarks.measures.journal_snapshot import full_chat, measure_pauses
from benchmarks.option_values import client_count, duration, round_count
from benchmarks.peers.besedka import Besedka, BesedkaOnDisk
from benchmarks.processes import machine
from benchmarks.processes.server_process import MeasurementError, ServerProcess, free_port, pinned
from benchmarks.programs.compiling import compile_program
from benchmarks.report.markdown import head, row
from besedka.chat import Chat
from besedka.chat.failures import reraise
from besedka.journal import open_chat
from besedka.journal.snapshot_text import SnapshotText
from besedka.journal.sqlite.entries import insert
from besedka.journal.sqlite.file.connections import connect, prepare
from besedka.journal.sqlite.file.creating import create
from besedka.journal.sqlite.store import Store
from besedka.server.process.log import Log

__all__ = ["main"]

_CLIENTS = 16
_SYNCS = 500

_LOG = Log(logging.getLogger("benchmarks.journal"))

Results = dict[str, list[float]]


class _Bench:
    """What is asked for, where, and what was found: values by case."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.rounds: int = options.rounds
        self.seconds: float = options.seconds
        self.entries: int = options.entries
        self.messages: int = options.messages
        self.clients: int = options.clients
        self.file: Path | None = options.file
        self.folder = folder
        self.results: Results = {}

    def note(self, case: str, value: float) -> None:
        self.results.setdefault(case, []).append(value)


def main(argv: Sequence[str]) -> int:
    """Measure, and print a table; returns the exit code: 0, or 1 when something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journal", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="MEASURE", choices=[[], *_MEASURES], default=[])
    parser.add_argument("--rounds", type=round_count, default=5)
    parser.add_argument("--seconds", type=duration, default=2.0, help="of one round (default: %(default)s)")
    parser.add_argument("--messages", type=int, default=5_000_000, help="in the file of `large`")
    parser.add_argument("--clients", type=client_count, default=1000, help="who talk in `large` and `lone`")
    parser.add_argument(
        "--file", type=Path, help="a journal for `large`, of `python -m benchmarks.journal_file`"
    )
    parser.add_argument("--entries", type=int, default=1_000_000, help="in the file of `replay` and `start`")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="besedka-journal-") as name:
        bench = _Bench(options, Path(name))
        try:
            for measure in options.measures or [name for name in _MEASURES if name != "large"]:
                _MEASURES[measure](bench)
        except MeasurementError as error:
            print(error, file=sys.stderr)
            return 1
    print("\n".join(_table(bench.results)))
    return 0


def _table(results: Results) -> Iterator[str]:
    yield from head(["case", "median", "least", "greatest"], 3)
    for case, values in results.items():
        yield row([case, *(f"{value:,.4g}" for value in (median(values), min(values), max(values)))])


def _post(bench: _Bench) -> None:
    generator = compile_program("generator", bench.folder)
    for _ in range(bench.rounds):
        bare = _commit_alone(bench)
        served = _post_to_server(bench, generator, BesedkaOnDisk())
        in_memory = _post_to_server(bench, generator, Besedka())
        bench.note(f"post: bare loop, {_CLIENTS} that wait, rows/s", bare)
        bench.note(f"post: server, {_CLIENTS} clients that wait, messages/s", served)
        bench.note("post: the same, in memory", in_memory)
        bench.note("post: server / bare loop", served / bare)
        bench.note("post: on disk / in memory", served / in_memory)


def _commit_alone(bench: _Bench) -> float:
    path = bench.folder / "bare.db"
    path.unlink(missing_ok=True)
    create(path, connect)
    with closing(connect(path)) as connection, pinned(machine.cores()[0]):
        prepare(connection)
        return asyncio.run(_GroupCommit(connection).run(bench.seconds))


class _GroupCommit:
    """Clients that wait for a thread, which commits what all that wait have asked for; and nothing else."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[asyncio.Future[None]] = []
        self._seq = 0

    async def run(self, seconds: float) -> float:
        """Return how many rows a second came back."""
        clients = [asyncio.ensure_future(self._ask()) for _ in range(_CLIENTS)]
        await asyncio.sleep(0)
        began = time.perf_counter()
        with ThreadPoolExecutor(1) as thread:
            while (passed := time.perf_counter() - began) < seconds:
                waiting, self._waiting = self._waiting, []
                await asyncio.get_running_loop().run_in_executor(thread, self._commit, len(waiting))
                for future in waiting:
                    future.set_result(None)
                await asyncio.sleep(0)
        for client in clients:
            client.cancel()
        return self._seq / passed

    async def _ask(self) -> None:
        while True:
            self._waiting.append(asyncio.get_running_loop().create_future())
            await self._waiting[-1]

    def _commit(self, count: int) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        insert(self._connection, [to_row(said(self._seq + n + 1)) for n in range(count)])
        self._connection.execute("COMMIT")
        self._seq += count


def _post_to_server(bench: _Bench, generator: Path, peer: Besedka) -> float:
    options = ("--clients", _CLIENTS, "--seconds", bench.seconds)
    return float(measure_fresh(peer, generator, bench.folder, "wait", *options)["messages_per_second"])


def _lone(bench: _Bench) -> None:
    generator = compile_program("generator", bench.folder)
    for _ in range(bench.rounds):
        measure_lone(bench.folder, generator, bench.clients, bench.seconds, bench.note)


def _sync(bench: _Bench) -> None:
    with (bench.folder / "synced").open("wb", buffering=0) as file:
        for _ in range(bench.rounds):
            took = [sync_once(file.fileno()) for _ in range(_SYNCS)]
            bench.note("sync: fdatasync of 4 KiB, p50, ms", median(took))
            bench.note("sync: fdatasync of 4 KiB, p99, ms", quantiles(took, n=100)[-1])


def _replay(bench: _Bench) -> None:
    path = _filled(bench)
    for _ in range(bench.rounds):
        began = time.perf_counter()
        chat = _opened(path)
        bench.note("replay: entries/s", chat.last.seq / (time.perf_counter() - began))


def _start(bench: _Bench) -> None:
    path = _filled(bench)
    kept = path.with_name("kept.db")
    shutil.copyfile(path, kept)
    _keep(kept, _opened(kept))
    for _ in range(bench.rounds):
        seconds, memory = _start_once(bench, str(kept))
        bench.note(f"start: {bench.entries:,} entries, a snapshot, until it listens, s", seconds)
        bench.note("start: its memory, MiB", memory)
        bench.note("start: the memory of one with no entries, MiB", _start_once(bench, None)[1])


def _start_once(bench: _Bench, path: str | None) -> tuple[float, float]:
    """Return the seconds until it listens, and its MiB then."""
    port = free_port()
    peer = BesedkaOnDisk()
    *options, fresh = peer.command(port, bench.folder)
    command = [*options, path or fresh]
    child = ServerProcess(command, port, None, folder=bench.folder, environment=peer.environment())
    try:
        return child.start_seconds, child.memory() / 2**20
    finally:
        child.stop()


def _snapshot(bench: _Bench) -> None:
    chat = full_chat()
    for turn in range(bench.rounds):
        taken, longest = measure_pauses(bench.folder / f"snapshot{turn}.db", chat, _LOG)
        bench.note("snapshot: taking it, ms", taken)
        bench.note("snapshot: longest pause until it is stored, ms", longest)


def _large(bench: _Bench) -> None:
    path = bench.file
    if path is None:
        path = bench.folder / "large.db"
        try:
            make(path, bench.messages, vocabulary(bench.messages))
        except NotMadeError as error:
            raise MeasurementError(f"the journal cannot be written: {error}") from error
    generator = compile_program("generator", bench.folder)
    measure_large(path, generator, Plan(bench.folder, bench.rounds, bench.seconds, bench.clients), bench.note)


def _filled(bench: _Bench) -> Path:
    """Return a journal with so many entries and no snapshot."""
    path = bench.folder / "filled.db"
    if not path.exists():
        try:
            make(path, bench.entries, snapshot=False)
        except NotMadeError as error:
            raise MeasurementError(f"the journal cannot be written: {error}") from error
    return path


def _opened(path: Path) -> Chat:
    store = Store(path, _LOG)
    try:
        return open_chat(store.open()[0], reraise)
    finally:
        store.close()


def _keep(path: Path, chat: Chat) -> None:
    store = Store(path, _LOG)
    store.open()
    text = SnapshotText(chat.take_snapshot())
    while not text.write_on():
        pass
    if not store.keep(text.snapshot.last, text.whole()):
        raise MeasurementError(f"the snapshot cannot be written: {store.error}")
    store.close()


_MEASURES: Mapping[str, Callable[[_Bench], None]] = {
    "post": _post,
    "lone": _lone,
    "sync": _sync,
    "replay": _replay,
    "start": _start,
    "snapshot": _snapshot,
    "large": _large,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
