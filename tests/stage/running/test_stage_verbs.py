"""What the system refuses is one sentence, whichever verb met it."""

import shutil
from pathlib import Path

import pytest
from made_run_folder import made_run_folder
from small_stand import current

from besedka.dialects.words.languages import language
from besedka.stage.options import read_options
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership.runtime import Runtime
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


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of two runs, and of a third one, for which a stand is up, that somebody has deleted."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = tmp_path / "runs"
    for name in ("20261129-120000-made", "20261130-120000-made"):
        made_run_folder(folder / name)
    runtime = Runtime(tmp_path / "besedka-stage")
    with runtime.locked():
        runtime.write(current(folder / "20261130-130000-gone"))
    return folder


@pytest.mark.parametrize("verb", ["report", "logs"])
def test_of_a_run_that_was_deleted_it_is_said_which_there_are(
    runs: Path, capfd: pytest.CaptureFixture[str], verb: str
) -> None:
    assert run(verb) == 2
    known = "20261130-120000-made, 20261129-120000-made"
    told = f"There is no run “20261130-130000-gone”; in {runs} are: {known}.\n"
    assert capfd.readouterr().err == told
    assert not (runs / "20261130-130000-gone").exists()


def test_where_no_run_is_left_that_is_said(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(runs)
    assert run("report") == 2
    assert capfd.readouterr().err == f"There is no run “20261130-130000-gone”; in {runs} is none.\n"


def test_what_cannot_be_compared_is_answered_with_the_latest_runs(
    runs: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for day in range(10, 20):
        made_run_folder(runs / f"202611{day}-120000-made")
    assert run("compare", "20261130-120000-made", "nothing", "--runs", str(runs)) == 2
    told = capfd.readouterr().err
    assert told.startswith(
        f"There is no run “nothing”; in {runs} are: 20261130-120000-made, 20261129-120000-made, "
    )
    assert told.endswith("-made, ….\n")
    assert told.count("-made") == 8


@pytest.mark.parametrize("name", ["", "x" * 300, "x" * 5000, "a\0b", "a\nb"])
def test_a_run_with_an_impossible_name_is_one_that_there_is_not(
    runs: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    assert run("compare", name, "x", "--runs", str(runs)) == 2
    told = capfd.readouterr().err
    assert told.startswith("There is no run “")
    assert told.count("\n") == 1


@pytest.mark.parametrize("name", ["a #b", "a ;b", "a\nb", "a\x1bb"])
@pytest.mark.parametrize("verb", ["run", "up"])
def test_a_folder_that_no_configuration_can_hold_is_not_made(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, verb: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert run(verb, "smoke", "--runs", str(tmp_path / name)) == 2
    told = capfd.readouterr().err
    assert told.startswith("The path “")
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_down_says_when_the_folder_of_the_run_is_gone(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    gone = runs / "20261130-130000-gone"
    assert run("down") == 0
    assert capfd.readouterr().out == f"Run {gone.name} is over. Its folder is gone: {gone}\n"


def test_where_a_service_has_said_nothing_that_is_told() -> None:
    words = language("en")
    failure = StageFailure("{name} ended before it was ready:", name="nginx", lines=[])
    told = "nginx ended before it was ready:\n  (its log is empty, as it is where the disk is full)"
    assert failure.text(words) == told
    assert StageFailure("No stand is up.").text(words) == "No stand is up."
