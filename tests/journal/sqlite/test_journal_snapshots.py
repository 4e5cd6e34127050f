import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_bench import NOON, reopen
from sqlite_lives import again, damage, rows, started

from besedka.chat import Snapshot
from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.journal.errors import DamagedError
from besedka.journal.sqlite.file.schema import checksum
from besedka.journal.sqlite.inspection import check
from besedka.journal.sqlite.retention import Retention

DAY = 86_400_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


SNAPSHOTS = "SELECT seq FROM snapshots ORDER BY seq"
ENTRIES = "SELECT seq FROM entries ORDER BY seq"


def test_a_start_reads_the_newest_snapshot_and_what_came_after_it(path: Path) -> None:
    started(path)
    life = again(path).say(1, 2).keep().say(3)
    life.bench.close()
    found = again(path)
    assert found.bench.opening.snapshot is not None
    assert [entry.origin.request for entry in found.bench.tail] == [3]
    assert found.chat.snapshot() == life.chat.snapshot()


def test_a_snapshot_is_of_the_moment_at_which_it_was_taken(path: Path) -> None:
    started(path)
    life = again(path).say(1)
    life.bench.append(2)
    life.bench.journal.keep(life.chat.take_snapshot())
    before = life.chat.snapshot()
    life.bench.work()
    life.bench.close()
    found = reopen(path)
    assert found.opening.snapshot == before
    assert [entry.origin.request for entry in found.tail] == [2]


def test_the_last_two_are_kept(path: Path) -> None:
    started(path)
    life = again(path)
    for request in range(4):
        life.say(request).keep()
    life.bench.close()
    assert rows(path, SNAPSHOTS) == [5, 6]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE snapshots SET checksum = 0 WHERE seq = 4",
        "UPDATE snapshots SET snapshot = substr(snapshot, 1, 50) WHERE seq = 4",
        "UPDATE snapshots SET seq = 5 WHERE seq = 4",
    ],
)
def test_a_bad_snapshot_is_passed_over_for_the_one_before_it_and_that_is_logged(
    path: Path, statement: str
) -> None:
    started(path)
    life = again(path).say(1).keep().say(2).keep().say(3)
    life.bench.close()
    damage(path, statement)
    found = again(path)
    assert [entry.origin.request for entry in found.bench.tail] == [2, 3]
    assert found.chat.snapshot() == life.chat.snapshot()
    assert found.bench.log.events == ["journal-snapshot"]


def test_a_snapshot_that_is_nested_too_deeply_to_be_read_is_a_bad_one(path: Path) -> None:
    started(path)
    life = again(path).say(1).keep().say(2).keep()
    life.bench.close()
    text = "[" * 100_000
    with closing(sqlite3.connect(path)) as connection, connection:
        values = (text, checksum(text))
        connection.execute("UPDATE snapshots SET snapshot = ?, checksum = ? WHERE seq = 4", values)
    with pytest.raises(DamagedError, match="snapshot 4"):
        check(path)
    assert again(path).bench.log.events == ["journal-snapshot"]


def test_without_a_good_snapshot_everything_is_read(path: Path) -> None:
    started(path)
    life = again(path).say(1).keep().say(2).keep()
    life.bench.close()
    damage(path, "UPDATE snapshots SET checksum = 0")
    assert again(path).chat.snapshot() == life.chat.snapshot()


def test_without_a_good_snapshot_and_with_entries_missing_nothing_is_guessed(path: Path) -> None:
    started(path)
    life = again(path, Retention(messages=0)).say(1).keep().say(2).keep().keep().say(3)
    life.bench.close()
    assert rows(path, ENTRIES) == [4, 5]
    damage(path, "UPDATE snapshots SET checksum = 0")
    with pytest.raises(DamagedError, match=r"entry 1$"):
        again(path)


def test_entries_that_snapshots_replace_are_gapless_as_well(path: Path) -> None:
    started(path)
    again(path).say(1).keep().say(2, 3, 4).bench.close()
    damage(path, "DELETE FROM entries WHERE seq = 4")
    with pytest.raises(DamagedError, match=r"entry 4$"):
        again(path)


def test_numbers_go_on_behind_a_snapshot_that_has_outlived_its_entries(path: Path) -> None:
    started(path)
    again(path, Retention(messages=0)).say(1).keep().keep().bench.close()
    assert rows(path, ENTRIES) == []
    found = again(path).say(2)
    assert [entry.seq for entry in found.bench.stored] == [4]
    found.bench.close()
    assert rows(path, ENTRIES) == [4]


def test_upkeep_and_commits_take_turns(path: Path) -> None:
    started(path)
    life = again(path)
    life.bench.append(1)
    life.bench.journal.keep(life.chat.take_snapshot())
    life.bench.journal.keep(life.chat.take_snapshot())
    life.bench.append(2)
    life.bench.work(1)
    assert life.bench.requests == [("stored", 1)]
    life.bench.work(2)
    assert life.bench.requests == [("stored", 1), ("stored", 2)]
    life.bench.close()


def large(snapshot: Snapshot) -> Snapshot:
    """With so much in it that it takes several jobs to write."""
    row = HistoryRow(1, 1, Message(1, "ann", "x" * 1000, None), "s", "ann", "loopback")
    history = tuple(replace(row, message=replace(row.message, number=-n)) for n in range(1000))
    return replace(snapshot, history=history)


def test_a_large_snapshot_is_written_little_by_little_between_commits(path: Path) -> None:
    started(path)
    life = again(path)
    life.bench.journal.keep(large(life.chat.take_snapshot()))
    life.bench.loop.run()
    for request in (1, 2, 3):
        life.bench.append(request).work(2)
        assert life.bench.requests == [("stored", number) for number in range(1, request + 1)]
        assert rows(path, SNAPSHOTS) == []
    life.bench.close()
    assert rows(path, SNAPSHOTS) == [2]
    assert again(path).bench.tail == life.bench.stored


def test_a_newer_snapshot_replaces_one_that_is_half_written(path: Path) -> None:
    started(path)
    life = again(path)
    life.bench.journal.keep(large(life.chat.take_snapshot()))
    life.bench.append(1).work(3)
    life.bench.journal.keep(life.chat.take_snapshot())
    life.bench.close()
    assert rows(path, SNAPSHOTS) == [3]
    assert again(path).bench.tail == []


def test_a_snapshot_that_cannot_be_stored_stops_nobody(path: Path) -> None:
    started(path)
    life = again(path)
    life.bench.disk.fail("INSERT OR REPLACE", "database or disk is full")
    life.keep().say(1)
    assert life.bench.requests == [("stored", 1)]
    assert life.bench.log.events == ["journal-upkeep"]


# Retention.


def test_everything_is_kept_if_nothing_else_was_asked_for(path: Path) -> None:
    started(path)
    life = again(path)
    for request in range(5):
        life.say(request).keep()
    life.bench.close()
    assert rows(path, ENTRIES) == list(range(1, 8))


def test_the_last_messages_are_kept_and_what_a_start_needs(path: Path) -> None:
    started(path)
    life = again(path, Retention(messages=3))
    for request in range(10):
        life.say(request).keep()
    life.bench.close()
    assert rows(path, ENTRIES) == [10, 11, 12]
    assert again(path).chat.snapshot() == life.chat.snapshot()


def test_nothing_behind_the_older_snapshot_is_deleted(path: Path) -> None:
    started(path)
    again(path, Retention(messages=0)).say(1).keep().say(2, 3).keep().say(4).bench.close()
    assert rows(path, ENTRIES) == [4, 5, 6]


def test_entries_older_than_so_many_days_are_deleted(path: Path) -> None:
    started(path)
    life = again(path, Retention(days=2))
    for day in range(6):
        life.bench.clock = NOON + day * DAY
        life.say(day).keep()
    life.bench.close()
    assert rows(path, "SELECT at FROM entries ORDER BY seq") == [NOON + day * DAY for day in (3, 4, 5)]


def test_much_is_deleted_in_pieces_between_which_others_have_their_turn(path: Path) -> None:
    started(path)
    life = again(path).say(*range(2500)).keep()
    life.bench.close()
    life = again(path, Retention(messages=0)).say(0).keep()
    life.bench.journal.keep(life.chat.take_snapshot())
    life.bench.loop.run()
    life.bench.work(2)
    life.bench.append(1)
    life.bench.work(1)
    assert life.bench.requests[-1] == ("stored", 1)
    life.bench.close()
    assert rows(path, "SELECT count(*) FROM entries") == [2]


def test_the_space_of_what_is_deleted_is_used_again(path: Path) -> None:
    started(path)
    life = again(path, Retention(messages=0))
    sizes = []
    for turn in range(12):
        life.bench.say(*range(turn * 100, turn * 100 + 100), text="x" * 1000)
        life.keep()
        life.bench.store.checkpoint()
        sizes.append(path.stat().st_size)
    assert sizes[-1] == sizes[5]


def test_the_log_of_writes_is_copied_into_the_file_before_it_is_large(path: Path) -> None:
    started(path)
    life = again(path)
    for turn in range(60):
        life.bench.say(*range(turn * 100, turn * 100 + 100), text="x" * 1000)
    assert path.with_name("chat.db-wal").stat().st_size < 8_000_000
    assert path.stat().st_size > 3_000_000


def test_what_cannot_be_copied_is_tried_again_and_loses_nothing(path: Path) -> None:
    started(path)
    life = again(path)
    life.bench.disk.fail("PRAGMA wal_checkpoint")
    for turn in range(25):
        life.bench.say(*range(turn * 100, turn * 100 + 100), text="x" * 1000)
    assert life.bench.log.events == ["journal-upkeep"]
    life.bench.disk.mend()
    life.say(9999)
    life.bench.close()
    assert again(path).chat.snapshot() == life.chat.snapshot()
