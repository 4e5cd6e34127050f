import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlite_lives import again, damage, started

from besedka.journal.sqlite import inspection
from besedka.journal.sqlite.file.connections import connect
from besedka.journal_command import main

PROGRAM = "besedka journal"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BESEDKA_LANG", "en")
    path = tmp_path / "chat.db"
    started(path)
    again(path).say(1, 2).keep().say(3).bench.close()
    return path


def run(*argv: object) -> int:
    return main([str(word) for word in argv], program=PROGRAM)


def test_a_sound_journal_is_called_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", path) == 0
    said = "The journal is sound: entries 1 to 5 without a gap; 1 of 1 snapshots are what a replay gives.\n"
    assert capsys.readouterr().out == said
    assert run("check", path, "--lang", "ru") == 0
    assert "Журнал в порядке" in capsys.readouterr().out


def test_a_damaged_one_is_called_so_and_what_can_be_saved(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(path, "UPDATE entries SET checksum = 0 WHERE seq = 4")
    assert run("check", path) == 1
    hint = f"What precedes the damage can be saved: `besedka journal export {path}`.\n"
    assert capsys.readouterr().err == f"{path} is damaged (entry 4). {hint}"
    assert run("export", path) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["seq"] for line in said.out.splitlines()] == [1, 2, 3]
    assert said.err == f"{path} is damaged (entry 4). What precedes the damage was exported.\n"


def test_the_figures_are_a_row_each(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("stats", path) == 0
    rows = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert (rows["entries"], rows["messages"], rows["snapshots after"]) == ("5", "3", "4")
    assert (rows["public messages"], rows["indexed for searching"]) == ("2", "0")


def test_a_copy_is_made_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = path.with_name("copy.db")
    assert run("backup", path, copy) == 0
    assert capsys.readouterr().out == f"Copied to {copy}.\n"
    assert run("check", copy) == 0
    assert run("backup", path, copy) == 1
    assert capsys.readouterr().err == f"{copy} is there already; a copy overwrites nothing.\n"


def fail_with(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "english", "russian"),
    [
        (
            sqlite3.OperationalError("database or disk is full"),
            "No space left on device",
            "на диске нет места",
        ),
        (sqlite3.OperationalError("disk I/O error"), "Input/output error", "ошибка ввода-вывода"),
        (OSError(errno.ENOSPC, "x"), "No space left on device", "на диске нет места"),
        (OSError(errno.EFBIG, "x"), "File too large", "файл слишком большой"),
    ],
)
def test_a_copy_that_cannot_be_written_is_named_with_the_reason_and_leaves_nothing(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    english: str,
    russian: str,
) -> None:
    copy, before = path.with_name("copy.db"), sorted(path.parent.iterdir())
    fail = fail_with(error)
    monkeypatch.setattr(inspection, "connect", lambda file: (connect if file == path else fail)(file))
    assert run("backup", path, copy) == 1
    assert capsys.readouterr().err == f"{copy} cannot be written: {english}.\n"
    assert run("backup", path, copy, "--lang", "ru") == 1
    assert capsys.readouterr().err == f"Не удаётся записать файл {copy}: {russian}.\n"
    assert sorted(path.parent.iterdir()) == before


def test_an_io_error_on_a_disk_without_room_is_a_full_disk(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, error = path.with_name("copy.db"), sqlite3.OperationalError("disk I/O error")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4096))
    monkeypatch.setattr(inspection, "_copy", fail_with(error))
    assert run("backup", path, copy) == 1
    assert capsys.readouterr().err == f"{copy} cannot be written: No space left on device.\n"
    monkeypatch.setattr(inspection, "connect", lambda file: NoRoom(connect(file)))
    path.with_name("chat.db-wal").write_text(
        "a transaction"
    )  # Without one, nothing would have to be written.
    for argv in (("check", path), ("backup", path, copy)):
        assert run(*argv) == 1
        assert capsys.readouterr().err == f"{path} cannot be read: No space left on device.\n"


class NoRoom:
    """A connection that cannot open the WAL."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self._real = real
        self.close = real.close

    def execute(self, statement: str) -> sqlite3.Cursor:
        if statement.startswith("SELECT"):
            raise sqlite3.OperationalError("disk I/O error")
        return self._real.execute(statement)


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.EACCES, "Permission denied"), (errno.EROFS, "Read-only file system")]
)
def test_a_place_where_nothing_may_be_written_is_the_copys_fault(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    reason: str,
) -> None:
    copy = path.with_name("copy.db")
    monkeypatch.setattr(inspection, "create_file", fail_with(OSError(number, "x")))
    assert run("backup", path, copy) == 1
    assert capsys.readouterr().err == f"{copy} cannot be written: {reason}.\n"


def test_a_directory_that_is_missing_is_the_copys_fault(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = path.parent / "missing" / "copy.db"
    assert run("backup", path, copy) == 1
    assert capsys.readouterr().err == f"{copy} cannot be written: No such file or directory.\n"


@pytest.mark.parametrize("target", ["chat.db", "link.db", "."])
def test_a_copy_onto_the_journal_itself_or_into_a_directory_overwrites_nothing(
    path: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    path.with_name("link.db").symlink_to(path)
    before = path.read_bytes()
    copy = path.parent / target
    assert run("backup", path, copy) == 1
    assert capsys.readouterr().err == f"{copy} is there already; a copy overwrites nothing.\n"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        (
            "unable to open database file",
            "The auxiliary files beside it cannot be opened or created",
            "не удаётся открыть или создать служебные файлы рядом с ним",
        ),
        ("database is locked", "Another program has locked it", "файл заблокирован другой программой"),
        ("something new", "system error: something new", "системная ошибка: something new"),
    ],
)
def test_what_the_database_says_of_a_journal_is_said_in_the_users_language(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    english: str,
    russian: str,
) -> None:
    monkeypatch.setattr(inspection, "connect", fail_with(sqlite3.OperationalError(text)))
    for action in ("check", "stats", "export"):
        assert run(action, path) == 1
        assert capsys.readouterr().err == f"{path} cannot be read: {english}.\n"
    assert run("backup", path, path.with_name("copy.db"), "--lang", "ru") == 1
    assert capsys.readouterr().err == f"Файл {path} не читается: {russian}.\n"


def test_a_damage_is_one_line_in_the_users_language(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(path, "UPDATE entries SET checksum = 0 WHERE seq = 4")
    assert run("check", path, "--lang", "ru") == 1
    assert f"Файл {path} повреждён (запись 4)." in capsys.readouterr().err
    with path.open("r+b") as file:
        file.seek(4096 + 8)
        file.write(b"\xff" * 64)
    assert run("check", path, "--lang", "ru") == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"my diary", "is not a journal of Besedka"), (None, "No such file or directory")],
)
def test_what_cannot_be_read_is_one_sentence(
    path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    other = path.with_name("other.db")
    if content is not None:
        other.write_bytes(content)
    for action in ("check", "stats", "export"):
        assert run(action, other) == 1
        assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("argv", [(), ("check",), ("mend", "x"), ("check", "x", "y"), ("backup", "x")])
def test_what_is_not_understood_is_explained(
    path: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*argv)
    assert caught.value.code == 2
    assert (
        "Say what to do: check FILE, stats FILE, export FILE, or backup FILE COPY." in capsys.readouterr().err
    )


def test_a_python_without_sqlite_is_told_so_in_one_sentence(tmp_path: Path) -> None:
    code = "raise ModuleNotFoundError(\"No module named '_sqlite3'\", name='_sqlite3')"
    (tmp_path / "sqlite3.py").write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "BESEDKA_LANG": "en"}
    for arguments, sentence in {
        (
            "journal",
            "check",
            "chat.db",
        ): "This Python has no sqlite3, without which no journal can be read.\n",
        (
            "serve",
            "--journal",
            "chat.db",
        ): "chat.db cannot be used as the journal: this Python has no sqlite3.\n",
    }.items():
        done = subprocess.run(
            [sys.executable, "-m", "besedka", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, sentence)
