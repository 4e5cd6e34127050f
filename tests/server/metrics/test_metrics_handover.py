"""While a journal is read, a thread answers at the address of the metrics; then the server's own loop does."""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from metrics_peers import PATIENCE, REQUEST, ask, connected, in_thread, rest, run, status
from prometheus_client.parser import text_string_to_metric_families
from server_bench import LIVES, Recorder

from besedka.journal.errors import ForeignFileError
from besedka.journal.sqlite.store import Store
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.server import Server


class Watched:
    """A server with metrics and a journal, and what is done while the journal is read."""

    def __init__(self, path: Path, meanwhile: Callable[[int], None]) -> None:
        self.lines: list[str] = []
        config = Config(port=0, journal=str(path), metrics=("127.0.0.1", 0))
        self.server = Server(config, Log(cast("Any", Recorder(self.lines))), f"life {next(LIVES)}")
        open_hub = self.server._open_hub

        def read() -> Any:
            meanwhile(self.port)
            return open_hub()

        cast("Any", self.server)._open_hub = read

    @property
    def port(self) -> int:
        address = self.server.metrics_address
        assert address is not None
        return address[1]


def test_a_server_that_reads_its_journal_says_so_and_has_metrics(tmp_path: Path) -> None:
    answers: list[bytes] = []

    async def main() -> None:
        watched = Watched(
            tmp_path / "chat.db",
            lambda port: answers.extend(ask(port, path) for path in (b"readyz", b"healthz", b"metrics")),
        )
        await watched.server.start()
        answers.append(await in_thread(lambda: ask(watched.port)))
        await watched.server.stop(asyncio.Event())

    assert run(main()) == []
    readyz, healthz, metrics, later = answers
    assert (status(readyz), status(later)) == ("replaying", "ready")
    assert b'"status": "ok"' in healthz
    names = {
        family.name for family in text_string_to_metric_families(metrics.partition(b"\r\n\r\n")[2].decode())
    }
    assert {"besedka_info", "besedka_journal_appends", "process_cpu_seconds"} <= names


def test_a_server_that_stops_says_so_until_its_journal_has_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, write = threading.Event(), Store.write
    answers: list[bytes] = []

    async def main() -> None:
        watched = Watched(tmp_path / "chat.db", lambda _: None)
        await watched.server.start()
        monkeypatch.setattr(Store, "write", lambda self, *rows: (stuck.wait(PATIENCE), write(self, *rows))[1])
        stopping = asyncio.ensure_future(watched.server.stop(asyncio.Event()))
        answers.append(await in_thread(lambda: ask(watched.port)))
        stuck.set()
        port = watched.port
        assert await stopping
        with pytest.raises(ConnectionRefusedError):
            connected(port)

    assert run(main()) == []
    assert list(map(status, answers)) == ["stopping"]


def test_who_has_not_asked_yet_when_the_journal_is_read_is_answered_afterwards(tmp_path: Path) -> None:
    peers: list[socket.socket] = []
    pieces = [b"", REQUEST[:1], (REQUEST % b"readyz")[:-1]]

    def begin(port: int) -> None:
        for piece in pieces:
            peers.append(connected(port))
            peers[-1].sendall(piece)
        assert status(ask(port)) == "replaying"  # They were accepted before.

    def end() -> list[str]:
        for piece, peer in zip(pieces, peers, strict=True):
            peer.sendall((REQUEST % b"readyz")[len(piece) :])
        return [status(rest(peer)) for peer in peers]

    async def main() -> None:
        watched = Watched(tmp_path / "chat.db", begin)
        await watched.server.start()
        assert await in_thread(end) == ["ready"] * 3
        await watched.server.stop(asyncio.Event())

    assert run(main()) == []


def test_a_start_that_fails_lets_go_of_who_has_not_asked_yet(tmp_path: Path) -> None:
    (tmp_path / "chat.db").write_bytes(b"no journal" * 1000)
    peers: list[socket.socket] = []

    def begin(port: int) -> None:
        peers.append(connected(port))
        ask(port)

    async def main() -> None:
        watched = Watched(tmp_path / "chat.db", begin)
        with pytest.raises(ForeignFileError):
            await watched.server.start()

    assert run(main()) == []
    assert rest(peers[0]) == b""


class Pollers:
    """Four who ask all the time, from the first moment to the last; `seen` is what they were told, in order each."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = [[] for _ in range(4)]
        self.errors: list[OSError] = []
        self.over = False
        self._more = threading.Condition()
        self._threads: list[threading.Thread] = []

    def begin(self, port: int) -> None:
        self._threads = [threading.Thread(target=self._poll, args=(port, seen)) for seen in self.seen]
        for thread in self._threads:
            thread.start()
        self.wait_for("replaying")

    def _poll(self, port: int, seen: list[str]) -> None:
        try:
            while not self.over:
                answer = status(ask(port))
                with self._more:
                    seen.append(answer)
                    self._more.notify_all()
        except OSError as error:
            if not self.over:
                self.errors.append(error)
                with self._more:
                    self._more.notify_all()

    def wait_for(self, state: str) -> None:
        """Until everybody was told so some times; an error ends it, too."""
        with self._more:
            assert self._more.wait_for(
                lambda: bool(self.errors) or all(Counter(seen)[state] >= 50 for seen in self.seen), PATIENCE
            )

    def end(self) -> None:
        for thread in self._threads:
            thread.join()


def test_who_asks_all_the_time_is_always_answered_and_in_the_order_of_the_states(tmp_path: Path) -> None:
    pollers = Pollers()

    async def main() -> None:
        watched = Watched(tmp_path / "chat.db", pollers.begin)
        try:
            await watched.server.start()
            await in_thread(lambda: pollers.wait_for("ready"))
        finally:
            pollers.over = True
            await in_thread(pollers.end)
        await watched.server.stop(asyncio.Event())

    assert run(main()) == []
    assert pollers.errors == []
    order = ("replaying", "starting", "ready")
    for seen in pollers.seen:
        assert seen == sorted(seen, key=order.index)
