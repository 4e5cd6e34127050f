import os
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlite_bench import NOON, begin, reopen, replay
from sqlite_lives import again, damage, started

from besedka.journal.codec import read_entry
from besedka.journal.errors import DamagedError, ForeignFileError, NotCopiedError
from besedka.journal.sqlite import inspection
from besedka.journal.sqlite.file.connections import connect
from besedka.journal.sqlite.file.schema import checksum
from besedka.journal.sqlite.inspection import Check, Stats, back_up, check, export, stats
from besedka.journal.sqlite.retention import Retention


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


def test_a_sound_journal_is_confirmed_from_its_first_entry_to_its_last(path: Path) -> None:
    started(path)
    again(path).say(1).keep().say(2, 3).keep().say(4).bench.close()
    assert check(path) == Check(1, 6, 2, 2)


def test_a_journal_is_checked_while_a_server_has_it(path: Path) -> None:
    bench = begin(path).say(1)
    assert check(path) == Check(1, 3, 0, 0)
    assert bench.say(2).requests == [("stored", 1), ("stored", 2)]
    bench.close()


def test_what_is_left_of_a_journal_is_confirmed_from_the_older_snapshot_on(path: Path) -> None:
    started(path)
    again(path, Retention(messages=0)).say(1).keep().say(2).keep().say(3).keep().bench.close()
    assert check(path) == Check(5, 5, 2, 1)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("DELETE FROM entries WHERE seq = 3", "entry 3"),
        ("UPDATE entries SET checksum = 1 WHERE seq = 2", "entry 2"),
        ("UPDATE snapshots SET checksum = 1 WHERE seq = 5", "snapshot 5"),
        ("DROP TABLE snapshots", "no such table"),
    ],
)
def test_the_first_place_that_is_not_as_it_should_be_is_named(path: Path, statement: str, where: str) -> None:
    started(path)
    again(path).say(1).keep().say(2, 3).keep().bench.close()
    damage(path, statement)
    with pytest.raises((DamagedError, sqlite3.OperationalError), match=where):
        check(path)


def test_a_snapshot_that_is_sound_and_of_another_chat_is_found(path: Path) -> None:
    started(path)
    again(path).say(1).keep().say(2).keep().bench.close()
    connection = sqlite3.connect(path)
    seq, text = connection.execute(
        "SELECT seq, replace(snapshot, 'ann', 'eve') FROM snapshots LIMIT 1"
    ).fetchone()
    connection.execute(
        "UPDATE snapshots SET snapshot = ?, checksum = ? WHERE seq = ?", (text, checksum(text), seq)
    )
    connection.commit()
    connection.close()
    with pytest.raises(DamagedError, match=f"snapshot {seq}"):
        check(path)


def test_the_figures_of_a_journal(path: Path) -> None:
    started(path)
    life = again(path).say(1).keep()
    life.bench.clock = NOON + 5000
    life.say(2).bench.close()
    size = path.stat().st_size
    assert stats(path) == Stats(size, 4, 2, NOON, NOON + 5000, (3,), 1, 0)


def test_an_empty_journal_has_figures_as_well(path: Path) -> None:
    reopen(path).close()
    assert stats(path) == Stats(path.stat().st_size, 0, 0, None, None, ())
    assert check(path) == Check(0, 0, 0, 0)
    assert list(export(path)) == []


def test_every_entry_is_a_line(path: Path) -> None:
    bench = begin(path).say(1, 2)
    lines = list(export(path))
    assert [read_entry(line) for line in lines][2:] == bench.stored
    bench.close()


def test_what_precedes_a_damage_can_be_saved(path: Path) -> None:
    begin(path).say(1, 2).close()
    damage(path, "UPDATE entries SET checksum = 0 WHERE seq = 4")
    lines = export(path)
    assert [read_entry(next(lines)).seq for _ in range(3)] == [1, 2, 3]
    with pytest.raises(DamagedError, match="entry 4"):
        next(lines)


def test_an_export_that_pauses_does_not_keep_the_log_of_the_server_growing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("besedka.journal.sqlite.file.connections._BUSY", 0)
    monkeypatch.setattr(inspection, "_PORTION", 2)
    bench = begin(path).say(1, 2)
    lines = export(path)
    next(lines)
    bench.say(3)
    busy = bench.store._transactions.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    assert not busy
    assert [read_entry(line).seq for line in lines] == [2, 3, 4]
    bench.close()


def test_an_export_leaves_out_what_is_deleted_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_PORTION", 2)
    started(path)
    life = again(path, Retention(messages=1)).say(1, 2, 3, 4)
    lines, others = export(path), export(path)
    assert read_entry(next(lines)).seq == read_entry(next(others)).seq == 1
    life.keep()
    assert [read_entry(line).seq for line in lines] == [2, 6]
    damage(path, "DELETE FROM entries")
    assert [read_entry(line).seq for line in others] == [2]
    life.bench.close()


def test_a_copy_that_was_made_meanwhile_is_a_journal(path: Path) -> None:
    bench = begin(path).say(1, 2)
    copy = path.with_name("copy.db")
    back_up(path, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    bench.say(3)
    bench.close()
    kept = reopen(copy)
    assert [entry.origin.request for entry in kept.tail[2:]] == [1, 2]
    assert replay(kept.opening, kept.tail).last.seq == 4
    kept.close()
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "chat.db",
        "chat.db-lock",
        "copy.db",
        "copy.db-lock",
    ]


def test_a_copy_overwrites_nothing(path: Path) -> None:
    begin(path).close()
    copy = path.with_name("copy.db")
    copy.write_text("mine")
    with pytest.raises(FileExistsError):
        back_up(path, copy)
    assert copy.read_text() == "mine"


def test_no_copy_is_made_beside_a_log_of_another_that_would_be_applied_to_it(path: Path) -> None:
    begin(path).close()
    log = path.with_name("copy.db-wal")
    log.symlink_to("nowhere")
    with pytest.raises(FileExistsError, match=r"copy\.db-wal$"):
        back_up(path, path.with_name("copy.db"))
    assert not path.with_name("copy.db").exists()
    assert log.is_symlink()


def test_a_source_that_turns_out_to_be_damaged_is_not_taken_for_a_copy_that_cannot_be_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    begin(path).close()
    before = sorted(path.parent.iterdir())
    monkeypatch.setattr(inspection, "_copy", damaged)
    with pytest.raises(DamagedError, match="malformed"):
        back_up(path, path.with_name("copy.db"))
    assert sorted(path.parent.iterdir()) == before


def test_a_copy_takes_no_other_name_than_its_own(path: Path) -> None:
    begin(path).close()
    mine = path.with_name("copy.db-new")
    mine.write_text("mine")
    back_up(path, path.with_name("copy.db"))
    assert mine.read_text() == "mine"


def test_a_copy_that_fails_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(path).close()
    before = sorted(path.parent.iterdir())

    def full(_: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(inspection, "connect", lambda file: (connect if file == path else full)(file))
    with pytest.raises(NotCopiedError, match="full"):
        back_up(path, path.with_name("copy.db"))
    assert sorted(path.parent.iterdir()) == before


def test_a_pipe_is_no_journal_and_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(ForeignFileError):
        check(path)


def test_what_is_no_journal_is_not_opened(path: Path) -> None:
    path.write_text("my diary")
    for look in (
        check,
        stats,
        lambda path: list(export(path)),
        lambda path: back_up(path, path.with_name("copy")),
    ):
        with pytest.raises(ForeignFileError):
            look(path)
    assert [file.name for file in path.parent.iterdir() if "copy" in file.name] == []
