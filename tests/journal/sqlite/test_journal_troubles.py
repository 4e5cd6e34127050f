"""A disk that fails: before a commit, in it, after it, for a while, for ever."""

from pathlib import Path

import pytest
from sqlite_bench import NOON, Bench, begin, reopen

from besedka.chat import Origin
from besedka.chat.language.commands import Send, Tick
from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.journal.sqlite.archive.words import has_fts5
from besedka.journal.sqlite.file.connections import connect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


def found(path: Path) -> list[int | None]:
    """The requests that the next life finds."""
    return [entry.origin.request for entry in reopen(path).tail[2:]]


def troubles(bench: Bench) -> list[object]:
    return [fields["kind"] for event, fields in bench.log.lines if event == "journal-trouble"]


# What fails before its commit.


@pytest.mark.parametrize("statement", ["BEGIN", "INSERT"])
def test_what_fails_before_its_commit_is_refused_and_leaves_no_gap(path: Path, statement: str) -> None:
    bench = begin(path)
    bench.disk.fail(statement, "database or disk is full")
    bench.say(1, 2)
    assert bench.requests == [("refused", 1), ("refused", 2)]
    bench.disk.mend()
    bench.loop.advance(1)
    bench.say(3)
    assert [entry.seq for entry in bench.stored] == [3]
    bench.crash()
    assert found(path) == [3]


def test_a_full_disk_is_logged_once_and_so_is_its_end(path: Path) -> None:
    bench = begin(path)
    bench.disk.fail("INSERT", "database or disk is full")
    for request in range(3):
        bench.say(request)
        bench.loop.advance(1)
    bench.disk.mend()
    bench.say(9)
    trouble = ("journal-trouble", {"kind": "failed", "why": "database or disk is full"})
    assert bench.log.lines == [trouble, ("journal-recovered", {})]


def test_upkeep_that_fails_by_our_own_fault_leaves_no_transaction_open(path: Path) -> None:
    bench = begin(path)
    bench.disk.failing["\nCREATE VIRTUAL TABLE"] = (TypeError("an error of ours"), False)
    bench.say(1)
    bench.journal.archive.record(HistoryRow(3, NOON, Message(3, "ann", "red", None), "s", "ann", "loopback"))
    bench.say(2)
    bench.loop.advance(1)
    bench.work()
    bench.say(3)
    assert bench.log.events == ["journal-upkeep"] * has_fts5()
    assert [entry.origin.request for entry in bench.stored] == [1, 2, 3]


def test_for_a_second_after_a_failure_the_disk_is_left_alone(path: Path) -> None:
    bench = begin(path)
    bench.disk.fail("BEGIN")
    bench.say(1)
    bench.disk.mend()
    bench.say(2)
    assert bench.requests == [("refused", 1), ("refused", 2)]
    bench.loop.advance(1)
    bench.say(3)
    assert bench.requests[2:] == [("stored", 3)]


def test_what_the_server_itself_has_asked_for_waits_for_a_better_disk(path: Path) -> None:
    bench = begin(path)
    bench.disk.fail("BEGIN")
    bench.say(1)
    bench.disk.mend()
    bench.own(Tick()).work()
    assert bench.stored == []
    bench.loop.advance(1)
    bench.work()
    assert [entry.command for entry in bench.stored] == [Tick()]


# What fails in its commit.


def test_a_commit_that_has_failed_and_was_stored_is_as_if_nothing_had_been(path: Path) -> None:
    bench = begin(path)
    bench.disk.fail("COMMIT", after=True)
    bench.say(1, 2)
    bench.disk.mend()
    assert bench.requests == [("stored", 1), ("stored", 2)]
    bench.say(3)
    bench.crash()
    assert found(path) == [1, 2, 3]


def test_a_commit_that_has_failed_and_was_not_stored_is_refused(path: Path) -> None:
    bench = begin(path)
    bench.disk.fail("COMMIT")
    bench.say(1, 2)
    bench.disk.mend()
    assert bench.requests == [("refused", 1), ("refused", 2)]
    bench.loop.advance(1)
    bench.say(3)
    bench.crash()
    assert found(path) == [3]


@pytest.mark.parametrize("stored", [True, False])
def test_as_long_as_nobody_knows_nobody_is_answered(path: Path, stored: bool) -> None:
    bench = begin(path)
    bench.disk.fail("COMMIT", after=stored)
    bench.disk.fail("connect")
    bench.say(1)
    assert bench.order == []
    assert troubles(bench) == ["unknown"]
    for _ in range(3):
        bench.loop.advance(1)
        bench.work()
    assert bench.order == []
    bench.disk.mend()
    bench.loop.advance(1)
    bench.work()
    assert bench.requests == [("stored" if stored else "refused", 1)]
    bench.loop.advance(1)
    assert bench.say(2).requests[1:] == [("stored", 2)]
    bench.crash()
    assert found(path) == ([1, 2] if stored else [2])


def test_what_comes_while_nobody_knows_is_refused(path: Path) -> None:
    bench = begin(path)
    bench.disk.fail("COMMIT")
    bench.disk.fail("connect")
    bench.append(1)
    bench.append(2)
    bench.work()
    bench.append(3)
    assert bench.requests == [("refused", 2), ("refused", 3)]


def test_somebody_elses_process_that_writes_is_a_failure_and_not_a_doubt(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("besedka.journal.sqlite.file.connections._BUSY", 0)
    bench = begin(path)
    bench.store._transactions.drop_connection()
    intruder = connect(path)
    intruder.execute("BEGIN IMMEDIATE")
    bench.say(1)
    assert bench.requests == [("refused", 1)]
    assert troubles(bench) == ["failed"]
    intruder.close()
    bench.loop.advance(1)
    assert bench.say(2).requests[1:] == [("stored", 2)]


def test_the_origin_of_what_is_refused_is_the_one_that_was_appended(path: Path) -> None:
    bench = begin(path)
    told: list[tuple[Origin, object]] = []
    bench.journal._not_stored = lambda origin, command: told.append((origin, command))
    bench.disk.fail("BEGIN")
    bench.say(7)
    assert told == [(Origin("node", "s", 7), Send("hi"))]
