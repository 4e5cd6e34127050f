"""How many files a process may have open, on systems with limits of all kinds."""

import sys
from types import ModuleType

import pytest

from besedka.descriptors import raise_file_limit


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
    assert raise_file_limit(10240) == files
    assert limits.soft == files


def test_a_system_without_such_limits_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert raise_file_limit(10240) == 0
