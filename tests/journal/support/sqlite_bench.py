"""A journal in a file, driven by hand: its loop, its thread, its clock, and a disk that fails when it is told to."""

import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, cast

from server_fakes import FakeLoop

from besedka.chat import Chat, Entry, Origin, Rules
from besedka.chat.language.commands import Command, Join, NodeStarted, Send
from besedka.journal import Opening
from besedka.journal.sqlite.archive.archive import SqliteArchive
from besedka.journal.sqlite.backlog import Backlog
from besedka.journal.sqlite.file.connections import connect
from besedka.journal.sqlite.journal import SqliteJournal
from besedka.journal.sqlite.retention import Retention
from besedka.journal.sqlite.store import Store

NOON = 1_700_000_000_000
SERVER = Origin("node")


class HandExecutor(Executor):
    """Runs a job when it is told to."""

    def __init__(self) -> None:
        self.jobs: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.jobs.append((future, lambda: fn(*args, **kwargs)))
        return future

    def run(self) -> None:
        future, job = self.jobs.popleft()
        try:
            future.set_result(job())
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)


class Disk:
    """Connections whose statements fail as told; `after` makes a statement take effect before it fails."""

    def __init__(self) -> None:
        self.failing: dict[str, tuple[Exception, bool]] = {}
        self.statements: list[str] = []
        self.connections: list[FaultyConnection] = []

    def fail(self, beginning: str, error: str = "disk I/O error", *, after: bool = False) -> None:
        self.failing[beginning] = (sqlite3.OperationalError(error), after)

    def mend(self) -> None:
        self.failing.clear()

    def connect(self, path: Path) -> sqlite3.Connection:
        self._check(f"connect {path}", lambda: None)
        self.connections.append(FaultyConnection(connect(path), self))
        return cast("sqlite3.Connection", self.connections[-1])

    def _check(self, statement: str, act: Callable[[], Any]) -> Any:
        self.statements.append(statement)
        for beginning, (error, after) in self.failing.items():
            if statement.startswith(beginning):
                if after:
                    act()
                raise error
        return act()


class FaultyConnection:
    def __init__(self, real: sqlite3.Connection, disk: Disk) -> None:
        self.real = real
        self._disk = disk

    def execute(self, statement: str, *parameters: Any) -> Any:
        return self._disk._check(statement, lambda: self.real.execute(statement, *parameters))

    def interrupt(self) -> None:
        self.real.interrupt()

    def executescript(self, script: str) -> Any:
        return self.real.executescript(script)

    def close(self) -> None:
        self.real.close()


class Lines:
    """A log that remembers."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def info(self, event: str, **fields: object) -> None:
        self.lines.append((event, fields))

    warning = error = info

    @property
    def events(self) -> list[str]:
        return [event for event, _ in self.lines]


class Bench:
    """One life of a journal at `path`."""

    def __init__(
        self,
        path: Path,
        *,
        retention: Retention | None = None,
        max_bytes: int = 1 << 20,
        disk: Disk | None = None,
        worthwhile: int = 1 << 30,
        many: int = 1,
    ) -> None:
        self.loop = FakeLoop()
        self.loop.call_soon_threadsafe = self.loop.call_soon  # type: ignore[attr-defined]
        self.executor = HandExecutor()
        self.disk = disk or Disk()
        self.log = Lines()
        self.clock = NOON
        self.order: list[tuple[str, Any]] = []
        """What came back: `stored` with an entry, or `refused` with an origin's request."""
        self.store = Store(path, self.log, connect=self.disk.connect)
        self.journal = SqliteJournal(
            self.store,
            lambda: self.clock,
            self.committed,
            lambda origin, _: self.order.append(("refused", origin.request)),
            loop=cast("Any", self.loop),
            executor=self.executor,
            log=self.log,
            retention=retention or Retention(),
            backlog=Backlog(max_bytes),
        )
        self.reader = HandExecutor()
        self.journal.archive = SqliteArchive(
            self.store,
            cast("Any", self.loop),
            self.journal._add_upkeep,
            clock=lambda: 0.0,
            make_executor=lambda: self.reader,
            worthwhile=worthwhile,
            many=many,
        )
        self.on_commit: Callable[[Entry], object] = lambda _: None

    def committed(self, entry: Entry) -> None:
        self.order.append(("stored", entry))
        self.on_commit(entry)

    def open(self) -> "Bench":
        try:
            self.opening = self.journal.open()
            self.tail = list(self.opening.tail)
        except BaseException:
            self.journal.abandon()
            raise
        return self

    def append(self, *requests: int, text: str = "hi") -> "Bench":
        """Append a `send` for each number, from a session, and let the loop run."""
        for request in requests:
            self.journal.append(Origin("node", "s", request), Send(text))
        self.loop.run()
        return self

    def own(self, command: Command) -> "Bench":
        self.journal.append(SERVER, command)
        self.loop.run()
        return self

    def work(self, jobs: int | None = None) -> "Bench":
        """Let the thread do what it was given, this many jobs or all."""
        while self.executor.jobs and (jobs is None or jobs > 0):
            self.executor.run()
            self.loop.run()
            jobs = None if jobs is None else jobs - 1
        return self

    def say(self, *requests: int, text: str = "hi") -> "Bench":
        return self.append(*requests, text=text).work()

    @property
    def stored(self) -> list[Entry]:
        return [entry for kind, entry in self.order if kind == "stored"]

    @property
    def requests(self) -> list[tuple[str, int | None]]:
        """What came back, by request."""
        return [(kind, it.origin.request if kind == "stored" else it) for kind, it in self.order]

    def crash(self) -> None:
        """End without a word: nothing is closed in order, and the lock is free."""
        for connection in self.disk.connections:
            connection.real.close()
        assert self.store._lock is not None
        self.store._lock.release()

    def close(self) -> None:
        self.work()
        self.store.close()


def begin(path: Path, **settings: Any) -> Bench:
    """A journal whose first entries make a chat with somebody in it."""
    bench = Bench(path, **settings).open()
    bench.own(NodeStarted("life", Rules())).work()
    bench.journal.append(Origin("node", "s", 0), Join("loopback", "ann"))
    bench.loop.run()
    bench.work()
    bench.order.clear()
    return bench


def reopen(path: Path, **settings: Any) -> Bench:
    return Bench(path, **settings).open()


def replay(opening: Opening, tail: list[Entry]) -> Chat:
    chat = Chat() if opening.snapshot is None else Chat.restore(opening.snapshot)
    for entry in tail:
        chat.apply(entry)
    return chat
