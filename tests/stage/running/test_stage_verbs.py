"""What the system refuses is one sentence, whichever verb met it."""

from pathlib import Path

import pytest
from made_run_folder import made_run_folder

from besedka.stage.options import read_options
from besedka.stage.running.verbs import execute


def run(*argv: str) -> int:
    """Do what a command line says; return the exit code."""
    return execute(read_options([*argv, "--lang", "en"], {}, "stage"))


def test_a_full_disk_is_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    runs = [str(made_run_folder(tmp_path / name)) for name in ("a", "b")]
    assert run("compare", *runs, "--html", "/dev/full") == 1
    assert capfd.readouterr().err == "A file could not be written: No space left on device.\n"


def test_a_folder_that_is_none_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    runs = [str(made_run_folder(tmp_path / name)) for name in ("a", "b")]
    page = tmp_path / "a" / "profile.ini" / "page.html"
    assert run("compare", *runs, "--html", str(page)) == 1
    assert capfd.readouterr().err == f"{page} cannot be used: A part of the path is no directory.\n"
