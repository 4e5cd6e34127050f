import sqlite3
from pathlib import Path

import pytest
from sqlite_bench import NOON, SERVER, Bench, begin, reopen, replay

from besedka.chat import Entry, Origin
from besedka.chat.language.commands import Rename, Send, Tick
from besedka.journal.errors import (
    DamagedError,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


def requests(bench: Bench) -> list[int | None]:
    return [entry.origin.request for entry in bench.stored]


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_entry_comes_back_when_it_is_on_the_disk_and_not_before(path: Path) -> None:
    bench = begin(path).append(1)
    assert bench.order == []
    bench.work()
    assert bench.order == [("stored", Entry(3, NOON, Origin("node", "s", 1), Send("hi")))]


def test_what_was_stored_is_there_after_a_crash(path: Path) -> None:
    bench = begin(path).say(1, 2, 3)
    stored = bench.stored
    bench.crash()
    assert reopen(path).tail[2:] == stored


def test_what_waited_during_a_transaction_goes_together_with_the_next(path: Path) -> None:
    bench = begin(path)
    bench.disk.statements.clear()
    bench.append(1).append(2).append(3)
    bench.work()
    assert requests(bench) == [1, 2, 3]
    assert bench.disk.statements.count("COMMIT") == 2


def test_what_is_asked_in_one_turn_of_the_loop_is_one_transaction(path: Path) -> None:
    bench = begin(path)
    bench.disk.statements.clear()
    bench.say(*range(1, 300))
    assert requests(bench) == list(range(1, 300))
    assert bench.disk.statements.count("COMMIT") == 1
    assert sum(statement.startswith("INSERT") for statement in bench.disk.statements) < 20


def test_a_command_alone_is_stored_at_once_and_several_wait_for_those_that_come_with_them(path: Path) -> None:
    bench = begin(path)

    def ask(request: int) -> bool:
        """Return whether the job begins in the next turn of the loop."""
        bench.journal.append(Origin("node", "s", request), Send("hi"))
        bench.loop.turn()
        return bool(bench.executor.jobs)

    assert ask(1)
    assert ask(2)
    assert ask(3)
    bench.work()
    assert [ask(4), ask(5), ask(6)] == [False, False, False]
    bench.loop.turn()
    assert bench.executor.jobs
    bench.work()
    assert not ask(7)
    bench.work()
    bench.loop.run()
    bench.work()
    assert ask(8)
    bench.work()
    assert requests(bench) == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("count", [1, 2, 15, 16, 127, 128, 129, 1000])
def test_any_number_of_rows_takes_few_statements(path: Path, count: int) -> None:
    bench = begin(path)
    bench.disk.statements.clear()
    bench.say(*range(1, count + 1))
    inserts = [statement for statement in bench.disk.statements if statement.startswith("INSERT")]
    assert len(inserts) <= count // 128 + count.bit_length()
    assert requests(bench) == list(range(1, count + 1))


def test_numbers_and_times_go_on_where_an_earlier_life_ended(path: Path) -> None:
    begin(path).say(1).crash()
    bench = reopen(path)
    bench.clock = NOON - 1000
    assert bench.journal.now() == NOON
    bench.say(2)
    assert [(entry.seq, entry.at) for entry in bench.stored] == [(4, NOON)]


@pytest.mark.parametrize(
    ("behind", "logged"), [(60_000, []), (90_500, [("journal-clock", {"ahead_seconds": 90})])]
)
def test_a_clock_that_is_behind_the_journal_is_logged_as_time_stands_still(
    path: Path, behind: int, logged: list[object]
) -> None:
    begin(path).say(1).close()
    bench = Bench(path)
    bench.clock = NOON - behind
    assert bench.open().log.lines == logged
    assert bench.journal.now() == NOON


def test_a_tick_can_bring_its_time_with_it(path: Path) -> None:
    bench = begin(path)
    bench.journal.append(SERVER, Tick(), not_before=NOON + 5)
    bench.journal.append(SERVER, Tick())
    bench.loop.run()
    bench.work()
    assert [entry.at for entry in bench.stored] == [NOON + 5, NOON + 5]


def test_what_is_appended_while_entries_come_back_is_stored_after_them(path: Path) -> None:
    bench = begin(path)

    def answer(entry: Entry) -> None:
        if entry.seq == 3:
            bench.journal.append(Origin("node", "s", 9), Rename("bob"))

    bench.on_commit = answer
    bench.say(1, 2)
    assert requests(bench) == [1, 2, 9]


def test_one_entry_that_raises_stops_none_that_follows(path: Path) -> None:
    bench = begin(path)

    def explode(entry: Entry) -> None:
        if entry.seq == 3:
            raise ValueError("broken")

    bench.on_commit = explode
    bench.append(1, 2, 3)
    with pytest.raises(ValueError, match="broken"):
        bench.work()
    bench.loop.run()
    assert requests(bench) == [1, 2, 3]
    assert requests(bench.say(4)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        ("DELETE FROM entries WHERE seq = 4", "entry 4"),
        ("DELETE FROM entries WHERE seq = 1", "entry 1"),
        ("UPDATE entries SET entry = replace(entry, 'hi', 'ho') WHERE seq = 5", "entry 5"),
        ("UPDATE entries SET checksum = 0 WHERE seq = 3", "entry 3"),
        ("UPDATE entries SET seq = 9 WHERE seq = 6", "entry 6"),
        ("UPDATE entries SET entry = 'ё' WHERE seq = 3", "entry 3"),
        ("UPDATE entries SET entry = CAST(entry AS BLOB) WHERE seq = 3", "entry 3"),
        ("UPDATE entries SET at = at + 1 WHERE seq = 6", "entry 6"),
        ("UPDATE entries SET sends = sends + 1 WHERE seq = 6", "entry 6"),
        ("UPDATE entries SET sends = 'x' WHERE seq = 6", "entry 6"),
    ],
)
def test_a_damaged_file_is_refused_and_the_place_is_named(path: Path, damage: str, where: str) -> None:
    begin(path).say(1, 2, 3, 4).close()
    change(path, damage)
    with pytest.raises(DamagedError) as caught:
        reopen(path)
    assert caught.value.where == where


def test_pages_that_are_no_database_are_damage(path: Path) -> None:
    begin(path).say(1).close()
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    with pytest.raises(DamagedError, match="malformed"):
        reopen(path)


def test_replaying_gives_the_chat_that_was(path: Path) -> None:
    bench = begin(path).say(1, 2)
    bench.crash()
    again = reopen(path)
    chat = replay(again.opening, again.tail)
    assert chat.last.seq == 4
    assert chat.is_in("s")


def test_closing_stores_what_waits_and_leaves_one_file(path: Path) -> None:
    bench = begin(path).append(1, 2)
    bench.close()
    assert requests(bench) == [1, 2]
    assert sorted(file.name for file in path.parent.iterdir()) == ["chat.db", "chat.db-lock"]
