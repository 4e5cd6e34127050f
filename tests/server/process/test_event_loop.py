import asyncio
import gc
import sys
from types import ModuleType

import pytest

from besedka.server.process.event_loop import collect_garbage_rarely, new_event_loop, raise_file_limit


class Limits(ModuleType):
    """A `resource` module of another system."""

    RLIM_INFINITY = -1
    RLIMIT_NOFILE = 7

    def __init__(self, soft: int, hard: int, most: int = 1 << 40) -> None:
        super().__init__("resource")
        self.soft, self.hard, self.most = soft, hard, most

    def getrlimit(self, what: int) -> tuple[int, int]:
        return self.soft, self.hard

    def setrlimit(self, what: int, limits: tuple[int, int]) -> None:
        if limits[0] > self.most:
            raise ValueError("current limit exceeds maximum limit")
        self.soft = limits[0]


@pytest.mark.parametrize(
    ("limits", "files"),
    [
        (Limits(256, 4096), 4096),
        (Limits(4096, 4096), 4096),
        (Limits(256, -1), 10240),
        (Limits(50_000, -1), 50_000),
        (Limits(256, -1, most=9999), 256),
    ],
)
def test_as_many_files_as_there_may_be(limits: Limits, files: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", limits)
    assert raise_file_limit() == files
    assert limits.soft == files


def test_a_system_without_such_limits_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert raise_file_limit() == 0


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
