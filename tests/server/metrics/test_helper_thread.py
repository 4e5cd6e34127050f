"""The thread that answers while the event loop is kept busy: its beginning, its end, and its errors."""

import asyncio
import threading
from typing import Any

import pytest
from metrics_peers import PATIENCE, REQUEST, ask, connected, in_thread, rest, run, status

from besedka.server.metrics.listener import MetricsAddressError, MetricsListener
from besedka.server.metrics.server_figures import Figures
from besedka.server.process.readiness import Readiness


class SlowFigures(Figures):
    """Keep the thread busy until they may be put together."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()

    def exposition(self) -> bytes:
        self.begun.set()
        assert self.go.wait(PATIENCE)
        return super().exposition()


def test_who_comes_in_the_very_moment_of_the_handover_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread is told to end, and to accept a connection, in the same turn of its loop."""
    figures = SlowFigures()
    tell = asyncio.SelectorEventLoop.call_soon_threadsafe

    def tell_and_let_go(loop: Any, *arguments: Any) -> Any:
        handle = tell(loop, *arguments)
        figures.go.set()
        return handle

    async def main() -> None:
        listener = MetricsListener(figures, Readiness("replaying"))
        await listener.bind("127.0.0.1", 0)
        with listener.answer_meanwhile():
            first = connected(listener.port)
            first.sendall(REQUEST % b"metrics")
            assert figures.begun.wait(PATIENCE)
            second = connected(listener.port)
            second.sendall(REQUEST % b"readyz")
            monkeypatch.setattr(asyncio.SelectorEventLoop, "call_soon_threadsafe", tell_and_let_go)
        monkeypatch.undo()
        await listener.start()
        assert status(await in_thread(lambda: rest(second))) == "replaying"
        assert b"besedka_info" in await in_thread(lambda: rest(first))
        listener.close()

    assert run(main()) == []


class BrokenFigures(Figures):
    def exposition(self) -> bytes:
        raise ZeroDivisionError


def test_an_error_of_ours_is_reported_where_the_servers_own_are() -> None:
    async def main() -> None:
        listener = MetricsListener(BrokenFigures(), Readiness("ready"))
        await listener.bind("127.0.0.1", 0)
        with listener.answer_meanwhile():
            assert ask(listener.port, b"metrics") == b""
            assert status(ask(listener.port)) == "ready"
        await listener.start()
        assert await in_thread(lambda: ask(listener.port, b"metrics")) == b""
        listener.close()

    assert [type(complaint["exception"]) for complaint in run(main())] == [ZeroDivisionError] * 2


def test_an_address_at_which_another_listens_by_then_is_one_error() -> None:
    async def main() -> None:
        listeners = [MetricsListener(Figures(), Readiness()) for _ in range(2)]
        await listeners[0].bind("127.0.0.1", 0)
        await listeners[1].bind("127.0.0.1", listeners[0].port)  # Nobody listens yet.
        await listeners[0].start()
        with pytest.raises(MetricsAddressError), listeners[1].answer_meanwhile():
            raise NotImplementedError
        with pytest.raises(MetricsAddressError):
            await listeners[1].start()
        for listener in listeners:
            listener.close()
            listener.close()

    assert run(main()) == []
    assert not [thread for thread in threading.enumerate() if thread.name == "metrics"]
