"""The runtime folder: one owner, one lock, one current run."""

import json
import os
import resource
import tempfile
from pathlib import Path

import pytest
from small_stand import current

from besedka.stage.running.ownership.processes import find
from besedka.stage.running.ownership.runtime import ForeignFolder, Locked, Runtime, runtime_folder


def test_the_folder_is_where_the_system_keeps_such_things(tmp_path: Path) -> None:
    short = Path("/") / "var" / "tmp"
    assert runtime_folder({"XDG_RUNTIME_DIR": "/run"}) == Path("/run/besedka-stage")
    own = f"besedka-stage-{os.getuid()}"
    for unusable in ({}, {"XDG_RUNTIME_DIR": "run"}, {"XDG_RUNTIME_DIR": str(tmp_path / "missing")}):
        assert runtime_folder({**unusable, "TMPDIR": str(short)}) == short / own
        assert runtime_folder(unusable) == Path("/") / "tmp" / own


def test_a_path_that_no_socket_could_have_is_not_taken(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 80)
    long.mkdir()
    own = Path("/") / "tmp" / f"besedka-stage-{os.getuid()}"
    assert runtime_folder({"XDG_RUNTIME_DIR": str(long)}) == own
    assert runtime_folder({"TMPDIR": str(long)}) == own
    assert runtime_folder({"XDG_RUNTIME_DIR": "/" + "x" * 5000}) == own


def test_the_folder_is_the_same_when_nothing_can_be_written_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise FileNotFoundError

    before = runtime_folder({})
    monkeypatch.setattr(tempfile, "gettempdir", full)
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert runtime_folder({}) == before


def test_the_current_run_is_read_back_whole(tmp_path: Path) -> None:
    runtime = Runtime(tmp_path / "r")
    assert runtime.current() is None
    with runtime.locked():
        assert runtime.current() is None
        run = current(tmp_path, kept=True)
        runtime.write(run)
        assert Runtime(tmp_path / "r").current() == run
        assert (tmp_path / "r").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("text", ["", "{", "[]", '{"run": "x"}', json.dumps({"later": 1})])
def test_a_file_that_nobody_wrote_so_is_no_run(tmp_path: Path, text: str) -> None:
    runtime = Runtime(tmp_path / "r")
    with runtime.locked():
        (tmp_path / "r" / "current.json").write_text(text)
        assert runtime.current() is None


def test_a_second_one_is_refused_and_told_who_was_first(tmp_path: Path) -> None:
    first, second = Runtime(tmp_path / "r"), Runtime(tmp_path / "r")
    with first.locked():
        assert second.holder() == find(os.getpid())
        with pytest.raises(Locked) as refused, second.locked():
            pass
        assert refused.value.holder == find(os.getpid())
    with second.locked():
        pass


def test_nothing_is_left_of_the_folder_and_it_can_be_made_again(tmp_path: Path) -> None:
    runtime = Runtime(tmp_path / "r")
    with runtime.locked():
        runtime.write(current(tmp_path))
        (tmp_path / "r" / "some").mkdir()
        (tmp_path / "r" / "some" / "file").touch()
        runtime.empty()
        assert [path.name for path in (tmp_path / "r").iterdir()] == ["lock"]
        runtime.remove()
    assert not (tmp_path / "r").exists()
    with runtime.locked():
        assert runtime.current() is None


def test_a_lock_that_was_removed_meanwhile_is_not_taken_for_the_present_one(tmp_path: Path) -> None:
    first, second, third = (Runtime(tmp_path / "r") for _ in range(3))
    with first.locked():
        first.remove()
        with second.locked(), pytest.raises(Locked), third.locked():
            pass


@pytest.mark.parametrize("kind", ["open", "link", "file"])
def test_a_folder_that_others_could_have_prepared_is_refused(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "r"
    if kind == "open":
        place.mkdir()
        place.chmod(0o777)
    elif kind == "link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.touch(mode=0o600)
    with pytest.raises(ForeignFolder), Runtime(place).locked():
        pass
    with pytest.raises(ForeignFolder):
        Runtime(place).current()


def test_a_folder_that_cannot_be_written_in_is_not_left_behind(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (0, limits[1])
    )  # As on a full disk: files can be made, and not filled.
    try:
        with pytest.raises(OSError, match="File too large"), Runtime(tmp_path / "r").locked():
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not (tmp_path / "r").exists()
