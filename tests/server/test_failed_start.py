"""A start that fails, or is cut short, leaves a journal that was closed and addresses that are free."""

import asyncio
import errno
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from server_bench import LIVES, Recorder

from besedka.dialects import language
from besedka.journal.sqlite.inspection import export
from besedka.journal.sqlite.store import Store
from besedka.server import main as server_main
from besedka.server.metrics.listener import MetricsAddressError
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.server import Server
from tests.ports import free_port, taker

NOW = 1_700_000_000_000
ABOUT_METRICS = [None, ("127.0.0.1", 0)]


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run it; the loop may have nothing to complain of, and no thread may be left."""
    complaints: list[dict[str, Any]] = []

    async def watched() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        await asyncio.wait_for(main, 60)

    before = set(threading.enumerate())
    asyncio.run(watched())
    assert complaints == []
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
        assert not thread.is_alive()


def server(
    path: Path,
    meanwhile: Callable[[], object] = lambda: None,
    lines: list[str] | None = None,
    **settings: Any,
) -> Server:
    """A server that does something `meanwhile`: when its journal is opened and first asks for the time."""
    todo = [meanwhile]

    def clock() -> int:
        if todo:
            todo.pop()()
        return NOW

    config = Config(**{"port": 0, "journal": str(path), **settings})
    log = Log(cast("Any", Recorder([] if lines is None else lines)))
    return Server(config, log, f"life {next(LIVES)}", clock=clock)


async def assert_closed(path: Path) -> None:
    """The journal has the end of that life and a snapshot behind it, was closed cleanly, and can be had at once."""
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, f"{path.name}-lock"]
    with sqlite3.connect(path) as connection:
        last, snapshot = connection.execute(
            "SELECT (SELECT max(seq) FROM entries), (SELECT max(seq) FROM snapshots)"
        ).fetchone()
    connection.close()
    assert last == snapshot
    assert '"node-stopped"' in list(export(path))[-1]
    again = server(path)
    await again.start()
    assert await again.stop(asyncio.Event())


@pytest.mark.parametrize("metrics", ABOUT_METRICS)
def test_an_address_that_is_taken_while_the_journal_is_read(
    tmp_path: Path, metrics: tuple[str, int] | None
) -> None:
    async def main() -> None:
        with free_port() as port, taker(port) as take:
            one = server(tmp_path / "chat.db", take, port=port, metrics=metrics)
            with pytest.raises(OSError) as taken:  # noqa: PT011 - its number is asserted
                await one.start()
            assert taken.value.errno == errno.EADDRINUSE
            assert one.readiness.state == "stopping"
            await assert_closed(tmp_path / "chat.db")
            assert await one.stop(asyncio.Event())

    run(main())


@pytest.mark.parametrize("failing", ["metrics", "chat"])
def test_a_listener_that_fails_when_the_journal_is_open_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    real = asyncio.Server.start_serving

    async def start_serving(self: asyncio.Server) -> None:
        if self.sockets[0].getsockname()[1] == (metrics_port if failing == "metrics" else port):
            raise OSError(errno.ENOBUFS, "No buffer space available")
        await real(self)

    monkeypatch.setattr(asyncio.Server, "start_serving", start_serving)

    async def main() -> None:
        settings: dict[str, Any] = {"port": port, "metrics": ("127.0.0.1", metrics_port)}
        with pytest.raises((MetricsAddressError, OSError)) as failed:
            await server(tmp_path / "chat.db", **settings).start()
        assert isinstance(failed.value, MetricsAddressError) is (failing == "metrics")
        for one in (port, metrics_port):
            with taker(one) as take:
                take()
        monkeypatch.undo()
        await assert_closed(tmp_path / "chat.db")

    with free_port() as port, free_port() as metrics_port:
        run(main())


def test_a_start_that_is_given_up_while_the_disk_keeps_it_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, writing, write = threading.Event(), threading.Event(), Store.write

    def wait(self: Store, *rows: Any) -> Any:
        writing.set()
        stuck.wait(60)
        return write(self, *rows)

    monkeypatch.setattr(Store, "write", wait)

    async def main() -> None:
        starting = asyncio.ensure_future(server(tmp_path / "chat.db").start())
        await asyncio.get_running_loop().run_in_executor(None, writing.wait)
        starting.cancel()
        await asyncio.sleep(0)
        stuck.set()
        with pytest.raises(asyncio.CancelledError):
            await starting
        await assert_closed(tmp_path / "chat.db")
        await asyncio.get_running_loop().shutdown_default_executor()

    run(main())


def test_a_hurry_ends_the_wait_of_a_start_that_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, writing, write, lines = threading.Event(), threading.Event(), Store.write, list[str]()
    monkeypatch.setattr("besedka.server.server._LAST_CHANCE", 0.01)

    def wait(self: Store, *rows: Any) -> Any:
        writing.set()
        stuck.wait(60)
        return write(self, *rows)

    monkeypatch.setattr(Store, "write", wait)

    async def main() -> None:
        hurry = asyncio.Event()
        one = server(tmp_path / "chat.db", lines=lines)
        starting = asyncio.ensure_future(one.start(hurry))
        await asyncio.get_running_loop().run_in_executor(None, writing.wait)
        hurry.set()
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert lines[-1] == "event=journal-unsettled"
        stuck.set()
        await one._hub.close()
        await asyncio.get_running_loop().shutdown_default_executor()

    run(main())


@pytest.mark.parametrize("metrics", ABOUT_METRICS)
def test_a_signal_while_the_journal_is_read_ends_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metrics: tuple[str, int] | None
) -> None:
    def stop_us() -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        return NOW

    monkeypatch.setattr(server_main, "Server", partial(Server, clock=stop_us))

    async def main() -> None:
        path = tmp_path / "chat.db"
        config = Config(port=0, journal=str(path), metrics=metrics)
        log = Log(cast("Any", Recorder([])))
        assert await server_main._serve(config, language("en"), log, cast("Any", None), ("", "")) == 1
        await assert_closed(path)

    run(main())


@pytest.mark.parametrize("reason", [ValueError("a mistake of ours"), KeyboardInterrupt()])
def test_whatever_fails_in_reading_the_journal_frees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: BaseException
) -> None:
    path = tmp_path / "chat.db"

    async def main() -> None:
        first = server(path)
        await first.start()
        await first.stop(asyncio.Event())
        with sqlite3.connect(path) as connection:
            connection.execute("DELETE FROM snapshots")
        connection.close()
        seen = list(export(path))

        def fail(*_: object) -> None:
            raise reason

        with monkeypatch.context() as patch:
            patch.setattr("besedka.chat.Chat.apply", fail)
            with pytest.raises(type(reason)):
                await server(path).start()
        assert list(export(path)) == seen
        again = server(path)
        await again.start()
        assert await again.stop(asyncio.Event())

    run(main())
