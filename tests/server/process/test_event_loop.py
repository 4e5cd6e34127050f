import asyncio
import gc
import sys
from types import ModuleType

import pytest

from besedka.server.process.event_loop import collect_garbage_rarely, new_event_loop, switch_threads_soon


def test_without_uvloop_the_loop_is_asyncios(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    loop = new_event_loop()
    assert isinstance(loop, asyncio.AbstractEventLoop)
    loop.close()


def test_uvloop_is_used_when_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = ModuleType("uvloop")
    loop = asyncio.new_event_loop()
    fast.new_event_loop = lambda: loop  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "uvloop", fast)
    assert new_event_loop() is loop
    loop.close()


def test_garbage_is_looked_for_rarely_but_not_never() -> None:
    before = gc.get_threshold()
    try:
        collect_garbage_rarely()
        assert all(now > then for now, then in zip(gc.get_threshold()[:1], before[:1], strict=True))
        assert gc.isenabled()
    finally:
        gc.set_threshold(*before)


def test_a_thread_that_waits_has_its_turn_sooner_than_python_would_give_it() -> None:
    before = sys.getswitchinterval()
    try:
        switch_threads_soon()
        assert 0 < sys.getswitchinterval() < before
    finally:
        sys.setswitchinterval(before)
