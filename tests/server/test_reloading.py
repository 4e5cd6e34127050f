"""Reading the page's files again, between what the service manager is told before and after."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest
from server_bench import Recorder

from besedka.server.process.log import Log
from besedka.server.reloading import Reloader

NAME = "besedka.server.reloading.read_again"


class Manager:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def reloading(self) -> None:
        self.told.append("reloading")

    def ready(self, status: str) -> None:
        self.told.append(status)


class House:
    def __init__(self) -> None:
        self.manager = Manager()
        self.lines: list[str] = []
        log = Log(cast("Any", Recorder(self.lines)))
        self.reloader = Reloader(asyncio.get_running_loop(), cast("Any", self.manager), log)

    async def end(self) -> None:
        """Until the files were read."""
        while self.reloader._running is not None:
            await asyncio.wait({self.reloader._running})


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(main(), 60))


def test_the_files_are_read_and_the_manager_is_told_before_and_after() -> None:
    async def main() -> None:
        house = House()
        house.reloader.is_ready = True
        house.reloader()
        assert house.manager.told == ["reloading"]
        await house.end()
        assert house.manager.told == ["reloading", "Ready"]
        assert house.lines == ["event=reloaded"]

    run(main)


def test_a_server_that_is_not_ready_reads_nothing() -> None:
    async def main() -> None:
        house = House()
        house.reloader()
        await house.end()
        assert (house.manager.told, house.lines) == ([], [])

    run(main)


def test_who_asks_meanwhile_gets_what_is_there_then(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Semaphore(0)
    monkeypatch.setattr(NAME, lambda: go.acquire(timeout=60))

    async def main() -> None:
        house = House()
        house.reloader.is_ready = True
        for _ in range(4):  # The first one may already read; the others are one more time.
            house.reloader()
            await asyncio.sleep(0)
        go.release(9)
        await house.end()
        assert house.lines == ["event=reloaded"] * 2
        assert house.manager.told == ["reloading"] * 4 + ["Ready"]

    run(main)


@pytest.mark.parametrize("error", [PermissionError("no"), ValueError("no page")])
def test_files_that_cannot_be_read_are_logged_and_the_server_is_as_ready_as_before(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(NAME, fail)

    async def main() -> None:
        house = House()
        house.reloader.is_ready = True
        house.reloader()
        await house.end()
        (line,) = house.lines
        assert line.startswith('event=internal what="reading the page again"')
        assert house.manager.told == ["reloading", "Ready"]

    run(main)


def test_a_server_that_stops_meanwhile_is_not_said_to_be_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    monkeypatch.setattr(NAME, lambda: go.wait(60))

    async def main() -> None:
        house = House()
        house.reloader.is_ready = True
        house.reloader()
        await asyncio.sleep(0)
        house.reloader.is_ready = False
        go.set()
        await house.end()
        assert house.manager.told == ["reloading"]

    run(main)
