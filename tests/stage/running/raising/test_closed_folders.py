"""Folders of runs into which one may not look."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from made_run_folder import made_run_folder

from besedka.stage.running.raised import folder_of, given_run
from besedka.stage.running.raising.stand import all_runs

NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """As somebody whom permissions bind, which root is not."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def runs() -> Iterator[Path]:
    """The folder of three runs, the latest one closed, to which everybody can come."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        for name in ("20261128-120000-a", "20261129-120000-a", "20261130-120000-a"):
            made_run_folder(folder / name)
        (folder / "20261130-120000-a").chmod(0)
        yield folder
        (folder / "20261130-120000-a").chmod(0o700)
        folder.chmod(0o700)


def test_a_closed_run_hides_no_others(runs: Path) -> None:
    with without_rights():
        assert [run.name for run in all_runs(runs)] == ["20261129-120000-a", "20261128-120000-a"]
        assert folder_of(None, runs).name == "20261129-120000-a"


def test_a_closed_run_that_is_named_is_not_called_missing(runs: Path) -> None:
    with without_rights(), pytest.raises(PermissionError):
        given_run("20261130-120000-a", runs)


def test_a_closed_folder_of_runs_is_not_called_empty(runs: Path) -> None:
    runs.chmod(0)
    with without_rights(), pytest.raises(PermissionError):
        all_runs(runs)
