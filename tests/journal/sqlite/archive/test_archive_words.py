"""Words are indexed in the background, and the answers are the same whatever of them is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_bench import Bench, Lines
from sqlite_lives import Life, again, damage, rows, started

from besedka.journal.errors import DamagedError
from besedka.journal.sqlite import retention
from besedka.journal.sqlite.archive import messages, table, words
from besedka.journal.sqlite.archive.words import Words, has_fts5
from besedka.journal.sqlite.file.connections import connect
from besedka.journal.sqlite.inspection import check, stats
from besedka.journal.sqlite.retention import Retention

HAS = has_fts5()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "_RECENT", 0)
    path = tmp_path / "chat.db"
    started(path)
    return path


@pytest.fixture
def fts5(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Says whether the next lives have FTS5, if this SQLite has it."""
    return lambda here: monkeypatch.setattr(words, "has_fts5", lambda: here and HAS)


def talk(life: Life, *texts: str) -> Life:
    for text in texts:
        life.say(life.chat.last.seq, text=text)
    return life


def indexed(path: Path) -> tuple[int, int]:
    """How many messages are indexed, of how many."""
    found = stats(path)
    return found.indexed, found.messages


def touches_words(bench: Bench) -> bool:
    return any(" words" in statement for statement in bench.disk.statements)


def test_words_are_indexed_when_there_is_time_and_not_with_the_commit(path: Path) -> None:
    life = talk(again(path), "red", "green", "blue")
    assert indexed(path) == (0, 2)
    assert not touches_words(life.bench)
    assert life.search("green") == [4]
    life.index()
    assert indexed(path) == (2 * HAS, 2)
    assert life.search("green") == [4]
    assert life.search("blue") == [5]


def test_while_others_write_a_batch_is_indexed_once_a_second(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_BATCH", 2)
    life = talk(again(path), *"abcdefgh")
    done = []
    for text in "ijkl":
        life.bench.loop.advance(1)
        talk(life, text)
        done.append(indexed(path)[0])
    assert done == [2 * HAS, 4 * HAS, 6 * HAS, 8 * HAS]


def test_who_speaks_in_the_short_pause_of_an_idle_journal_makes_it_a_long_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_BATCH", 2)
    life = talk(again(path), *"abcdefgh")
    done = []
    for _ in range(12):
        life.bench.loop.advance(0.25)
        talk(life, "i")
        done.append(indexed(path)[0])
    assert done == [count * HAS for count in (0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4, 6)]


def test_what_an_idle_journal_has_to_index_keeps_nobody_from_closing_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_BATCH", 2)
    life = talk(again(path), *"abcdefgh")
    life.bench.loop.advance(1)
    life.bench.work(1)
    assert life.bench.journal._idle.is_set()
    life.bench.journal.archive.close()
    life.bench.loop.advance(9)
    assert not life.bench.executor.jobs


def test_a_full_disk_is_not_asked_to_index_again_and_again(path: Path) -> None:
    life = talk(again(path), "red", "green", "blue")
    life.bench.disk.fail("BEGIN IMMEDIATE", "database or disk is full")
    for _ in range(5):
        talk(life, "black").bench.loop.advance(1)
        life.bench.work()
    assert life.bench.log.events == ["journal-trouble", *["journal-upkeep"] * HAS]
    life.bench.disk.mend()
    talk(life, "white").index()
    assert indexed(path) == (3 * HAS, 3)


def test_what_an_earlier_life_has_left_is_indexed(path: Path) -> None:
    talk(again(path), "red", "green").keep().bench.close()
    assert indexed(path) == (0, 2)
    life = again(path).index()
    assert indexed(path) == (2 * HAS, 2)
    assert life.search("red") == [3]


def test_without_fts5_the_log_says_so_and_everything_is_found(
    path: Path, fts5: Callable[[bool], None]
) -> None:
    fts5(False)
    life = talk(again(path), "red", "green").index()
    assert life.bench.log.lines == [("journal-search", {"why": "SQLite has no FTS5"})]
    assert life.search("red") == [3]
    assert life.search("green") == [4]
    assert not touches_words(life.bench)
    life.keep().bench.close()
    fts5(True)
    life = again(path).index()
    assert indexed(path) == (2 * HAS, 2)
    assert life.search("red") == [3]


@pytest.mark.parametrize("lacks", [False, True])
def test_what_is_deleted_is_not_found(path: Path, fts5: Callable[[bool], None], lacks: bool) -> None:
    """Also where it was indexed and then deleted by an SQLite that cannot touch the index."""
    fts5(not lacks)
    life = again(path, Retention(messages=2))
    talk(life, "red one", "red two").index()
    life.keep()
    talk(life, "red three", "red four").keep().index()
    talk(life, "red five").keep().index()
    assert life.search("red") == [7, 6]
    assert [row.message.number for row in life.look()] == [6, 7]
    assert rows(path, "SELECT seq FROM entries") == [6, 7]
    life.bench.close()
    assert check(path).first == 6


def test_an_index_that_is_behind_what_was_deleted_is_made_anew(
    path: Path, fts5: Callable[[bool], None]
) -> None:
    life = talk(again(path), "red one", "red two", "red three").keep().index()
    life.bench.close()
    assert indexed(path) == (3 * HAS, 3)
    fts5(False)
    life = again(path, Retention(messages=1))
    talk(life, "red four").keep()
    talk(life, "red five").keep()
    assert not touches_words(life.bench)
    assert life.search("red") == [7]
    life.bench.close()
    assert indexed(path) == (0, 1)
    fts5(True)
    life = again(path)
    assert life.search("red") == [7]
    life.index()
    assert life.search("red") == [7]
    assert life.search("one") == []
    assert indexed(path) == (HAS, 1)
    if HAS:
        assert rows(path, "SELECT count(*) FROM words WHERE words MATCH 'w726564'") == [1]


def test_much_is_deleted_in_pieces_of_so_many_messages(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    life = talk(again(path, Retention(messages=1)), *"abcdefg").keep().index()
    talk(life, "h").keep()
    life.bench.work()
    assert [row.message.number for row in life.look()] == rows(path, "SELECT seq FROM entries")
    assert rows(path, "SELECT count(*) FROM words WHERE words MATCH 'w61'") == [0]


def test_long_messages_are_indexed_and_deleted_a_few_at_a_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "_PORTION", 100)
    life = talk(again(path), *["red " * 20] * 6, "blue").keep()
    life.bench.loop.advance(1)
    life.bench.work(1)
    assert indexed(path) == (2 * HAS, 7)
    life.index().bench.close()
    assert indexed(path) == (7 * HAS, 7)
    connection = connect(path)
    gone = [rows(path, "SELECT min(seq) FROM entries")[0]]
    while gone[-1] < 9:
        retention.delete(connection, gone[-1], 9, Words(Lines()))
        gone += rows(path, "SELECT min(seq) FROM entries")
        assert rows(path, "SELECT min(number) FROM messages") == gone[-1:]
    connection.close()
    assert gone == [1, 5, 7, 9]
    life = talk(again(path), "green").index()
    assert life.search("red") == []
    assert [row.message.number for row in life.look()] == rows(path, "SELECT seq FROM entries")


def test_a_message_that_is_damaged_stops_neither_commits_nor_the_index_nor_retention(path: Path) -> None:
    life = talk(again(path, Retention(messages=1)), "red", "green", "blue")
    life.bench.store._transactions.connection().execute("UPDATE messages SET text = x'00' WHERE number = 3")
    life.index()
    assert indexed(path) == (2 * HAS, 2)
    talk(life, "red").index()
    assert "journal-trouble" not in life.bench.log.events
    assert "journal-upkeep" not in life.bench.log.events
    with pytest.raises(DamagedError):
        life.look()
    life.keep()
    talk(life, "red", "black").keep().index()
    assert life.search("red") == rows(path, "SELECT number FROM messages WHERE text = 'red'")


def test_an_entry_is_not_deleted_before_all_of_its_messages(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    talk(again(path), *"abcde").keep().index().bench.close()
    damage(path, "UPDATE messages SET seq = 4 WHERE place < 5")
    connection = connect(path)
    found: list[tuple[list[int], list[int]]] = []
    while len(found) < 4:
        (first,) = rows(path, "SELECT min(seq) FROM entries")
        retention.delete(connection, first, 5, Words(Lines()))
        found.append(
            (rows(path, "SELECT min(seq) FROM entries"), rows(path, "SELECT min(place) FROM messages"))
        )
    connection.close()
    assert found == [([3], [1]), ([4], [3]), ([5], [5]), ([5], [5])]


@pytest.mark.parametrize("damages", [["DROP TABLE words"] if HAS else [], []])
def test_a_damaged_index_is_given_up_and_made_anew_by_the_next_start(path: Path, damages: list[str]) -> None:
    talk(again(path), "red", "green").keep().index().bench.close()
    for statement in damages:
        damage(path, statement)
    life = again(path)
    assert life.search("red") == [3]
    talk(life, "red", "blue").index()
    assert life.bench.log.events.count("journal-search") == bool(damages)
    assert life.search("red") == [5, 3]
    talk(life, "black").index().keep().bench.close()
    life = again(path).index()
    assert life.search("red") == [5, 3]
    assert "journal-search" not in life.bench.log.events
    assert indexed(path) == (5 * HAS, 5)


@pytest.mark.parametrize("statement", ["DELETE FROM words_data", "DELETE FROM words_config"])
def test_an_index_that_cannot_be_opened_stops_neither_searches_nor_retention(
    path: Path, statement: str
) -> None:
    talk(again(path), "red", "green").keep().index().bench.close()
    damage(path, statement)
    for texts in ("red", "blue"), ("red", "black"):
        life = talk(again(path, Retention(messages=1)), *texts).keep().index()
        life.bench.work()
        assert life.bench.log.events.count("journal-search") == 1
        assert (
            life.search("red")
            == [row.message.number for row in life.look() if row.message.text == "red"][::-1]
        )
        life.bench.close()
    assert rows(path, "SELECT min(seq) FROM entries") == rows(path, "SELECT min(number) FROM messages") == [7]
