"""Messages are stored once each, whatever happens to the process and its disk."""

import gzip
from pathlib import Path

import pytest
from sqlite_bench import Disk, reopen
from sqlite_lives import Life, again, damage, rows, started
from sqlite_messages import nobody, numbers

from besedka.journal.errors import DamagedError
from besedka.journal.sqlite.inspection import back_up, check, stats

DATA = Path(__file__).parents[3] / "data"
REST = "author, text, 0, 0, 0, session, fold, network FROM messages"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    started(path)
    return path


def test_all_messages_are_read_by_the_next_life(path: Path) -> None:
    life = again(path).say(1, 2).say(3)
    assert life.look() == life.history()
    life.keep().bench.close()
    life = again(path)
    assert life.bench.tail == []
    assert numbers(life.look()) == [3, 4, 5]
    life.say(4)
    assert numbers(life.look()) == [3, 4, 5, 6]


def test_what_the_chat_has_forgotten_is_still_read(path: Path) -> None:
    life = again(path).say(*range(30)).keep()
    assert len(life.history()) < 30
    assert numbers(life.look()) == list(range(3, 33))
    life.bench.close()
    assert numbers(again(path).look()) == list(range(3, 33))


@pytest.mark.parametrize("jobs", range(8))
def test_whenever_the_process_ends_the_replay_gives_what_is_missing(path: Path, jobs: int) -> None:
    life = again(path)
    for request in range(1, 4):
        life.bench.append(request)
        if request == 2:
            life.bench.work(1)
            life.bench.journal.keep(life.chat.take_snapshot())
            life.bench.loop.run()
    life.bench.work(jobs)
    life.bench.crash()
    life = again(path)
    assert life.look() == life.history()
    life.say(8).keep()
    assert life.look() == life.history()
    life.bench.close()
    assert check(path).confirmed


def test_each_message_is_stored_with_the_next_transaction_and_at_last_with_the_snapshot(path: Path) -> None:
    life = again(path).say(1)
    assert rows(path, "SELECT number FROM messages") == []
    life.say(2)
    assert rows(path, "SELECT number FROM messages") == [3]
    life.keep()
    assert rows(path, "SELECT number FROM messages") == [3, 4]


def test_few_messages_wait_for_more_or_for_the_snapshot_and_are_read_all_the_same(path: Path) -> None:
    life = Life(reopen(path, many=3)).say(1).say(2).say(3)
    assert rows(path, "SELECT number FROM messages") == []
    assert numbers(life.look()) == [3, 4, 5]
    life.say(4)
    assert rows(path, "SELECT number FROM messages") == [3, 4, 5]
    life.keep()
    assert rows(path, "SELECT number FROM messages") == [3, 4, 5, 6]


def test_messages_that_are_worth_it_are_stored_when_nobody_waits_for_the_transaction(path: Path) -> None:
    life = Life(reopen(path, worthwhile=2, many=99)).say(1)
    life.index()
    assert rows(path, "SELECT number FROM messages") == []
    life.say(2)
    assert rows(path, "SELECT number FROM messages") == []
    life.index().say(3)
    assert rows(path, "SELECT number FROM messages") == [3, 4]
    assert life.look() == life.history()
    life.keep().bench.close()
    assert rows(path, "SELECT number FROM messages") == [3, 4, 5]
    assert check(path).confirmed == 1


def test_messages_that_a_commit_has_stored_meanwhile_are_stored_once(path: Path) -> None:
    life = Life(reopen(path, worthwhile=2, many=2)).say(1).say(2)
    life.bench.append(3)
    life.bench.loop.advance(1)
    life.bench.work()
    assert rows(path, "SELECT number FROM messages") == [3, 4]
    assert life.look() == life.history()
    life.keep().bench.close()
    assert rows(path, "SELECT number FROM messages") == [3, 4, 5]


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_a_transaction_of_messages_alone_that_fails_is_made_again(
    path: Path, stored: bool, late: bool
) -> None:
    life = Life(reopen(path, worthwhile=1, many=99)).say(1).say(2)
    life.bench.disk.fail("COMMIT", after=stored)
    if late:
        life.bench.disk.fail("connect")
    life.index()
    life.bench.disk.mend()
    life.say(3).index()
    assert life.look() == life.history()
    life.keep().bench.close()
    assert rows(path, "SELECT number FROM messages") == [3, 4, 5]
    assert check(path).confirmed == 1


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_a_commit_that_fails_stores_messages_once(path: Path, stored: bool, late: bool) -> None:
    life = again(path).say(1)
    life.bench.disk.fail("COMMIT", after=stored)
    if late:
        life.bench.disk.fail("connect")
    life.say(2)
    life.bench.disk.mend()
    life.bench.loop.advance(1)
    life.bench.work()
    assert life.look() == life.history()
    life.bench.loop.advance(1)
    life.say(3).say(4)
    assert life.look() == life.history()
    life.keep().bench.close()
    assert check(path).confirmed == 1
    assert len(rows(path, "SELECT number FROM messages")) == (4 if stored else 3)


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_a_snapshot_that_fails_stores_messages_once(path: Path, stored: bool, late: bool) -> None:
    life = again(path).say(1)
    life.bench.disk.fail("COMMIT", after=stored)
    if late:
        life.bench.disk.fail("connect")
    life.keep()
    life.bench.disk.mend()
    life.bench.loop.advance(1)
    life.say(2).keep().bench.close()
    assert check(path).confirmed == (2 if stored else 1)
    assert numbers(again(path).look()) == [3, 4]


def test_messages_wait_for_a_better_disk(path: Path) -> None:
    life = again(path).say(1)
    life.bench.disk.fail("INSERT INTO messages", "database or disk is full")
    life.say(2)
    assert life.bench.requests[-1] == ("refused", 2)
    assert numbers(life.look()) == [3]
    life.bench.disk.mend()
    life.bench.loop.advance(1)
    assert numbers(life.say(3).look()) == [3, 4]


@pytest.mark.parametrize("beginning", ["INSERT", "BEGIN IMMEDIATE", "COMMIT"])
def test_all_is_read_while_nothing_can_be_written(path: Path, beginning: str) -> None:
    disk = Disk()
    life = Life(reopen(path, disk=disk)).say(1).say(2)
    disk.fail(beginning, "database or disk is full")
    life.say(3)
    assert numbers(life.look()) == [3, 4]
    assert life.search("hi") == [4, 3]


def test_if_the_newest_snapshot_is_bad_the_longer_tail_doubles_nothing(path: Path) -> None:
    life = again(path).say(1).keep().say(2, 3).keep().say(4)
    life.bench.close()
    damage(path, "UPDATE snapshots SET checksum = 0 WHERE seq = 5")
    life = again(path)
    assert "journal-snapshot" in life.bench.log.events
    assert len(life.bench.tail) == 3
    assert life.look() == life.history()
    life.say(5).keep().say(6).keep().bench.close()
    assert check(path).confirmed
    assert numbers(again(path).look()) == [3, 4, 5, 6, 7, 8]


def test_a_copy_has_all_messages(path: Path) -> None:
    again(path).say(1, 2).keep().index().bench.close()
    copy = path.with_name("copy.db")
    back_up(path, copy)
    assert numbers(again(copy).look()) == [3, 4]
    assert (stats(copy).messages, stats(copy).indexed) == (stats(path).messages, stats(path).indexed)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE messages SET text = 'ho' WHERE number = 4", "messages of entry 4"),
        ("UPDATE messages SET session = 'other' WHERE number = 4", "messages of entry 4"),
        ("UPDATE messages SET network = 'other' WHERE number = 4", "messages of entry 4"),
        ("UPDATE messages SET seq = 'x' WHERE number = 4", "message in place 2"),
        ("UPDATE messages SET text = x'00' WHERE number = 3", "message in place 1"),
        ("DELETE FROM messages WHERE number = 4", "messages of entry 4"),
        ("DELETE FROM messages WHERE number = 5", "messages of entry 5"),
        ("UPDATE messages SET place = 99 WHERE number = 3", "messages of entry 3"),
        (f"INSERT INTO messages SELECT 99, seq, at, 2, {REST}", "messages of entry 3"),
        (f"INSERT INTO messages SELECT 99, 9, at, 9, {REST}", "messages of entry 9"),
    ],
)
def test_a_check_says_where_the_messages_differ(path: Path, statement: str, where: str) -> None:
    again(path).say(1, 2, 3).keep().bench.close()
    damage(path, f"{statement} LIMIT 1" if statement.startswith("INSERT") else statement)
    with pytest.raises(DamagedError, match=where):
        check(path)


def test_a_check_needs_no_messages_that_a_replay_will_give(path: Path) -> None:
    life = again(path).say(1).keep().say(2)
    life.bench.close()
    assert rows(path, "SELECT number FROM messages") == [3]
    assert check(path).last == 4


def test_a_stored_file_of_this_layout_is_read_for_ever(path: Path) -> None:
    """It has a delayed message, an index of words, two snapshots, and two entries behind the second one."""
    path.write_bytes(gzip.decompress((DATA / "journal-1.db.gz").read_bytes()))
    assert check(path).confirmed == 2
    life = again(path)
    assert numbers(life.look()) == [3, 5, 4, 6, 7, 8, 9]
    assert life.search("red") == [7, 3]
    assert life.search("ЧАИ") == []
    assert life.search("чай") == life.search("зел") == [4]
    assert life.search("茶") == [5]
    assert numbers(life.look(lambda messages: messages.around(4, 3, nobody))) == [5, 4, 6]
    life.say(99, text="red for ever").keep().index()
    assert life.search("red") == [10, 7, 3]
    life.bench.close()
    assert check(path).last == 10
