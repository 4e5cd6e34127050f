"""Messages are read in a thread of their own, beside a journal that goes on writing."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlite_bench import NOON, HandExecutor, Lines, begin
from sqlite_lives import Life, again, started
from sqlite_looks import Looking, everything, when_paused
from sqlite_messages import nobody, numbers

from besedka.chat.state.messages import Messages
from besedka.journal.sqlite.file import connections
from besedka.journal.sqlite.opening import make_sqlite_journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    started(path)
    return path


@pytest.fixture
def life(path: Path) -> Iterator[Life]:
    life = again(path).say(1).say(2).say(3)
    yield life
    life.bench.close()


def test_a_look_sees_what_was_recorded_when_it_was_asked_for(life: Life) -> None:
    life.ask(everything)
    life.say(4).keep().say(5)
    life.ask(everything)
    life.bench.reader.run()
    life.bench.reader.run()
    life.bench.loop.run()
    assert life.answers == [[3, 4, 5], [3, 4, 5, 6, 7]]


def test_nothing_is_answered_within_the_question(life: Life) -> None:
    class Hasty(HandExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            future = super().submit(fn, *args, **kwargs)
            self.run()
            return future

    life.bench.reader = Hasty()
    life.ask(everything)
    assert life.answers == []
    life.bench.loop.run()
    assert life.answers == [[3, 4, 5]]


def test_an_error_is_told_to_who_asked_and_stops_nobody_else(life: Life) -> None:
    def fail(_: Messages) -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        life.look(fail)
    life.bench.disk.fail("connect", "unable to open database file")
    with pytest.raises(Exception, match="unable to open"):
        life.look()
    life.bench.disk.mend()
    assert numbers(life.look()) == [3, 4, 5]


def test_a_search_is_the_shorter_the_more_wait_behind_it(life: Life) -> None:
    life.say(*range(4, 200)).keep()
    archive = life.bench.journal.archive
    archive._clock = count(0, 0.3).__next__
    for client in "abaaa":
        archive.read(
            lambda messages: messages.search(("\x01hi",), 999, nobody).whole,
            partial(lambda client, whole: life.answers.append((client, whole)), client),
            life.answers.append,
            client,
        )
    for _ in range(5):
        life.bench.reader.run()
    life.bench.loop.run()
    assert life.answers == [("a", False), ("b", False), ("a", False), ("a", False), ("a", True)]


def test_who_asks_alone_does_not_wait_for_all_that_another_asks(life: Life) -> None:
    archive = life.bench.journal.archive
    for answer, client in enumerate(["many", "many", "many", "one"]):
        archive.read(
            partial(lambda answer, _: answer, answer), life.answers.append, life.answers.append, client
        )
    for _ in range(4):
        life.bench.reader.run()
    life.bench.loop.run()
    assert life.answers == [0, 3, 1, 2]


def test_after_the_end_nobody_is_answered(life: Life) -> None:
    life.ask(everything)
    life.ask(everything)
    life.bench.reader.run()
    life.bench.journal.archive.close()
    life.bench.reader.run()
    life.bench.loop.run()
    life.ask(everything)
    assert life.answers == []
    assert not life.bench.reader.jobs


def test_no_transaction_stays_open_so_the_log_does_not_grow(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("besedka.journal.sqlite.file.connections._BUSY", 0)
    assert numbers(life.look()) == [3, 4, 5]
    with pytest.raises(ValueError, match="mine"):
        life.look(lambda messages: [*messages.before(None, 9, nobody), int("mine")])
    busy = (
        life.bench.store._transactions.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    )
    assert not busy


def test_a_look_writes_nothing(life: Life) -> None:
    statements = life.bench.disk.statements = []
    life.search("hi")
    assert {statement.split()[0] for statement in statements} == {"connect", "PRAGMA", "BEGIN", "SELECT"}
    assert "PRAGMA query_only = ON" in statements


# Beside the writer.


@pytest.mark.parametrize("stored", [True, False])
def test_a_look_gives_way_to_a_writer_that_has_to_know_and_begins_again(life: Life, stored: bool) -> None:
    looking = Looking(life)
    life.bench.disk.fail("COMMIT", after=stored)
    thread = when_paused(life, looking.go_on.set)
    life.bench.append(4)
    life.bench.work(1)
    life.bench.disk.mend()
    thread.join()
    assert life.bench.requests[-1] == ("stored" if stored else "refused", 4)
    # It was found out alone, not by writing something.
    assert life.bench.store._transactions.connection().execute("SELECT times FROM settled").fetchone() == (0,)
    looking.end(life)
    assert looking.looks == 2
    assert looking.answers == [[3, 4, 5]]


@pytest.mark.parametrize("stored", [True, False])
def test_a_look_that_does_not_end_leaves_the_writer_another_way(
    life: Life, stored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_PATIENCE", 0)
    monkeypatch.setattr("besedka.journal.sqlite.file.connections._BUSY", 0)
    looking = Looking(life)
    life.bench.disk.fail("COMMIT", after=stored)
    life.say(4)
    life.bench.disk.mend()
    assert life.bench.requests[-1] == ("stored" if stored else "refused", 4)
    looking.end(life)
    assert looking.answers == [[3, 4, 5]]


def test_all_is_read_while_the_outcome_of_a_commit_is_unknown(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rewrite(_: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("besedka.journal.sqlite.file.transactions.rewrite", rewrite)
        life.bench.disk.fail("COMMIT", after=True)
        life.say(4)
        life.bench.disk.mend()
        assert life.bench.journal._trouble.kind == "unknown"
        assert numbers(life.look()) == [3, 4, 5]
    life.bench.loop.advance(1)
    life.bench.work()
    assert life.bench.requests[-1] == ("stored", 4)
    assert numbers(life.look()) == [3, 4, 5, 6]


def test_a_log_that_looks_keep_from_being_emptied_is_emptied_without_them(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("besedka.journal.sqlite.file.transactions._TOO_MANY_PAGES", 0)
    looking = Looking(life)
    life.bench.append(4)
    life.bench.work(1)
    thread = when_paused(life, looking.go_on.set)
    life.bench.store.checkpoint()
    thread.join()
    _, pages, copied = life.bench.store._transactions._checkpoint()
    assert pages == copied
    looking.end(life)
    assert looking.answers == [[3, 4, 5]]


def test_a_stop_does_not_wait_for_a_look_to_be_complete(life: Life) -> None:
    looking = Looking(life)
    life.bench.journal.archive.close()
    looking.go_on.set()
    life.bench.store.close()
    assert sorted(file.name for file in life.bench.store._path.parent.iterdir()) == [
        "chat.db",
        "chat.db-lock",
    ]
    looking.end(life)
    assert looking.answers == []


def test_a_real_journal_answers_in_its_loop(path: Path) -> None:
    async def run() -> list[object]:
        journal = make_sqlite_journal(
            str(path), lambda: NOON, lambda _: None, lambda _, __: None, Lines(), (None, None)
        )
        list(journal.open().tail)
        answers: asyncio.Queue[object] = asyncio.Queue()
        journal.archive.read(everything, answers.put_nowait, answers.put_nowait)
        journal.archive.read(
            lambda _: threading.current_thread().name, answers.put_nowait, answers.put_nowait
        )
        found = [await answers.get(), await answers.get()]
        await journal.close()
        return found

    assert asyncio.run(run()) == [[], "archive"]


def test_a_journal_that_is_never_asked_has_no_thread_for_it(path: Path) -> None:
    bench = begin(path.with_name("other.db"))
    assert bench.journal.archive._executor is None
    bench.close()
