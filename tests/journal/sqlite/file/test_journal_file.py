"""Whose file it is: one server has it, it is a journal of ours, and nobody else's is touched."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlite_bench import Disk, begin, reopen
from sqlite_lives import damage

from besedka.journal.errors import (
    DamagedError,
    ForeignFileError,
    JournalInUseError,
    OtherVersionError,
    UnusableError,
)
from besedka.journal.sqlite.file.connections import connect
from besedka.journal.sqlite.file.locking import FileLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


def test_the_second_server_is_refused_until_the_first_is_gone(path: Path) -> None:
    first = begin(path)
    with pytest.raises(JournalInUseError):
        reopen(path)
    first.close()
    assert len(reopen(path).tail) == 2


def test_somebody_who_deletes_the_lock_gets_a_second_server_that_can_store_nothing(path: Path) -> None:
    first = begin(path)
    path.with_name("chat.db-lock").unlink()
    second = reopen(path)
    first.say(1)
    second.say(2)
    assert (first.requests, second.requests) == ([("stored", 1)], [("refused", 2)])
    first.say(3)
    assert [entry.origin.request for entry in first.stored] == [1, 3]
    first.crash()
    second.crash()
    assert [entry.origin.request for entry in reopen(path).tail[2:]] == [1, 3]


def test_a_link_is_the_same_file(path: Path) -> None:
    begin(path)
    link = path.with_name("link.db")
    link.symlink_to(path)
    with pytest.raises(JournalInUseError):
        reopen(link.resolve())


def test_a_file_with_two_names_is_refused_as_each_would_have_its_own_log(path: Path) -> None:
    begin(path).close()
    path.with_name("again.db").hardlink_to(path)
    for name in (path, path.with_name("again.db")):
        with pytest.raises(UnusableError, match="several names"):
            reopen(name)
    path.with_name("again.db").unlink()
    assert len(reopen(path).tail) == 2


def test_what_is_no_regular_file_is_left_as_it_is(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(ForeignFileError):
        reopen(path)
    assert path.is_fifo()


@pytest.mark.parametrize("content", [b"hello", b"x" * 5000, b"SQLite format 3\0" + bytes(84)])
def test_a_file_that_is_not_ours_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ForeignFileError):
        reopen(path)
    assert path.read_bytes() == content


def test_somebody_elses_database_is_left_as_it_is(path: Path) -> None:
    damage(path, "CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(ForeignFileError):
        reopen(path)
    assert path.read_bytes() == before


def test_a_newer_file_is_refused(path: Path) -> None:
    begin(path).close()
    damage(path, "PRAGMA user_version = 2")
    with pytest.raises(OtherVersionError):
        reopen(path)


def test_an_empty_file_becomes_a_journal(path: Path) -> None:
    path.touch()
    assert reopen(path).tail == []


def test_a_log_without_its_file_is_not_applied_to_a_new_one(path: Path) -> None:
    begin(path).say(1)
    path.unlink()
    path.with_name("chat.db-lock").unlink()
    with pytest.raises(DamagedError, match=r"chat\.db-wal without chat\.db"):
        reopen(path)


def test_what_a_crash_has_left_of_a_file_in_the_making_does_no_harm(path: Path) -> None:
    path.with_name("chat.db-new").write_bytes(b"half")
    path.with_name("chat.db-new-wal").write_bytes(b"half")
    begin(path).close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["chat.db", "chat.db-lock"]


def test_a_file_that_others_may_read_is_logged_and_left_as_it_is(path: Path) -> None:
    begin(path).close()
    path.chmod(0o644)
    assert reopen(path).log.lines == [("journal-mode", {"mode": "644"})]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def hard_link(path: Path) -> None:
    begin(path.with_name("first.db")).close()
    path.with_name("first.db-lock").unlink()
    path.hardlink_to(path.with_name("first.db"))


def newer(path: Path) -> None:
    begin(path).close()
    path.with_name("chat.db-lock").unlink()
    damage(path, "PRAGMA user_version = 2")


def log_alone(path: Path) -> None:
    path.with_name("chat.db-wal").write_bytes(b"log")


@pytest.mark.parametrize(
    ("put", "error"),
    [
        (lambda path: path.write_bytes(b"hello"), ForeignFileError),
        (lambda path: damage(path, "CREATE TABLE theirs (x)"), ForeignFileError),
        (os.mkfifo, ForeignFileError),
        (lambda path: path.mkdir(), UnusableError),
        (hard_link, UnusableError),
        (lambda path: path.symlink_to(path), UnusableError),
        (newer, OtherVersionError),
        (log_alone, DamagedError),
    ],
)
def test_nothing_is_left_beside_what_is_not_a_journal_of_ours(
    path: Path, put: Callable[[Path], object], error: type[Exception]
) -> None:
    put(path)
    before = sorted(path.parent.iterdir())
    with pytest.raises(error):
        reopen(path)
    assert sorted(path.parent.iterdir()) == before


def test_what_becomes_somebody_elses_while_the_lock_is_taken_is_left_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lock_late(self: FileLock, place: Path) -> None:
        path.write_bytes(b"hello")
        take(self, place)

    take = FileLock.__init__
    monkeypatch.setattr(FileLock, "__init__", lock_late)
    with pytest.raises(ForeignFileError):
        reopen(path)
    assert path.read_bytes() == b"hello"


def test_a_journal_that_cannot_be_made_leaves_nothing_half_made(path: Path) -> None:
    def break_off(draft: Path) -> sqlite3.Connection:
        connection = connect(draft)
        connection.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_PRAGMA else 0
        )
        return connection

    disk = Disk()
    disk.connect = break_off  # type: ignore[method-assign, assignment]
    with pytest.raises(UnusableError):
        reopen(path, disk=disk)
    assert [file.name for file in path.parent.iterdir()] == ["chat.db-lock"]
    assert reopen(path).tail == []


def test_a_file_that_somebody_has_taken_out_of_wal_mode_is_used_again(path: Path) -> None:
    begin(path).say(1).close()
    damage(path, "PRAGMA journal_mode = DELETE")
    bench = reopen(path)
    assert len(bench.tail) == 3
    assert bench.say(2).requests == [("stored", 2)]
    assert path.with_name("chat.db-wal").exists()
    bench.close()
    assert len(reopen(path).tail) == 4


def test_a_start_without_room_for_the_index_of_the_log_says_that_the_disk_is_full(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(path).close()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=4096))
    disk = Disk()
    disk.fail("PRAGMA journal_mode", "disk I/O error")
    with pytest.raises(UnusableError, match="No space left on device"):
        reopen(path, disk=disk)


def test_no_file_is_created_where_a_link_in_the_place_of_the_lock_leads(path: Path) -> None:
    path.with_name("chat.db-lock").symlink_to("elsewhere")
    with pytest.raises(UnusableError):
        reopen(path)
    assert [file.name for file in path.parent.iterdir()] == ["chat.db-lock"]
