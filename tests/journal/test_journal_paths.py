"""`besedka journal` by whatever name the file, or its copy, is called."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_bench import reopen
from sqlite_lives import again, started

from besedka.journal.errors import UnusableError
from besedka.journal.sqlite import inspection
from besedka.journal.sqlite.file.connections import connect
from besedka.journal_command import main


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The journal of a running server that has everything in the WAL, in the present directory."""
    monkeypatch.setenv("BESEDKA_LANG", "en")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "chat.db"
    started(path)
    life = again(path).say(1, 2)
    yield path
    life.bench.close()


def run(*argv: str) -> int:
    return main(argv, program="besedka journal")


def stats(name: str, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    assert run("stats", name) == 0
    return dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(
    "name", [":memory:", "file:chat.db", "file:chat.db?mode=memory", "a b?#%20.db", "й.db"]
)
def test_a_name_is_a_files_whatever_it_means_to_sqlite(
    path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run("backup", path.name, name) == 0
    assert run("check", name) == 0
    assert run("backup", name, "copy.db") == 0
    capsys.readouterr()
    assert stats("copy.db", capsys)["messages"] == "2"


def test_the_size_of_a_journal_is_the_same_by_a_link(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("link.db").symlink_to(path)
    assert stats("link.db", capsys) == stats("chat.db", capsys)


@pytest.mark.parametrize("argv", [("check",), ("stats",), ("export",), ("backup", "copy.db")])
def test_a_file_with_two_names_is_refused_as_the_log_of_one_is_missed_by_the_other(
    path: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    Path("again.db").hardlink_to(path)
    for name in ("again.db", "chat.db"):
        assert run(argv[0], name, *argv[1:]) == 1
        said = f"{name} cannot be read: The file has more than one name (hard links).\n"
        assert capsys.readouterr() == ("", said)
    assert [*Path().glob("again.db-*"), *Path().glob("copy*")] == []


@pytest.mark.parametrize("place", ["/", ".", "..", "/.."])
def test_a_directory_without_a_name_is_no_place_for_a_copy(
    path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    assert run("backup", path.name, place) == 1
    assert "is there already; a copy overwrites nothing." in capsys.readouterr().err
    assert run("check", place) == 1
    assert capsys.readouterr().err == f"{place} cannot be read: It is a directory.\n"


def test_a_root_is_no_journal_of_a_server() -> None:
    with pytest.raises(UnusableError, match="a directory"):
        reopen(Path("/"))


@pytest.fixture(params=["read-only", "full"])
def still(path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A journal that no server has, where nothing can be written."""
    folder = Path("medium").absolute()
    folder.mkdir()
    assert run("backup", path.name, "medium/kept.db") == 0
    if request.param == "full":
        monkeypatch.setattr(inspection, "has_room", lambda place: place.parent != folder)
        folder.joinpath("kept.db-wal").touch()  # What SQLite leaves behind where it found no room.
    else:
        monkeypatch.setattr(os, "access", lambda place, _: place != folder)
    monkeypatch.setattr(inspection, "connect", _refuse)
    return folder / "kept.db"


def _refuse(path: Path) -> sqlite3.Connection:
    if path.name == "kept.db":
        raise sqlite3.OperationalError("attempt to write a readonly database")
    return connect(path)


@pytest.mark.parametrize("action", ["check", "stats", "export"])
def test_a_journal_where_nothing_can_be_written_is_read(
    still: Path, capsys: pytest.CaptureFixture[str], action: str
) -> None:
    before = sorted(still.parent.iterdir())
    assert run(action, str(still)) == 0
    assert sorted(still.parent.iterdir()) == before
    assert capsys.readouterr().err == ""


def test_a_copy_is_made_from_where_nothing_can_be_written(
    still: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("backup", str(still), "copy.db") == 0
    monkeypatch.undo()
    assert run("check", str(still.parent.with_name("copy.db"))) == 0


def test_a_copy_of_what_was_written_meanwhile_by_somebody_who_may_is_none(
    still: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = inspection._copy

    def write(connection: sqlite3.Connection, path: Path) -> None:
        copy(connection, path)
        still.with_name("kept.db-wal").write_text("a transaction")

    monkeypatch.setattr(inspection, "_copy", write)
    assert run("backup", str(still), "copy.db") == 1
    assert capsys.readouterr().err == f"{still} cannot be read: Device or resource busy.\n"
    assert not Path("copy.db").exists()


def test_what_may_only_be_read_and_has_a_log_is_not_read_without_it(
    still: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    still.with_name("kept.db-wal").write_text("a transaction")
    assert run("check", str(still)) == 1
    assert capsys.readouterr().err == f"{still} cannot be read: It may only be read.\n"
