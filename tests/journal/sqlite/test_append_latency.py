"""How long a transaction's oldest command has waited until it was on the disk."""

from pathlib import Path

import pytest
from sqlite_bench import Bench, begin

from besedka.chat import Origin
from besedka.chat.language.commands import Send
from besedka.journal.sqlite.backlog import Backlog


class Clock:
    def __init__(self) -> None:
        self.now = 50.0
        self.seen: list[float] = []

    def backlog(self) -> Backlog:
        return Backlog(1 << 20, self.seen.append, lambda: self.now)


def put(backlog: Backlog, count: int = 1) -> None:
    for _ in range(count):
        backlog.put((Origin("node", "s", 1), Send("hi"), 0))


def test_a_transaction_is_one_observation_of_what_its_oldest_command_has_waited() -> None:
    clock = Clock()
    backlog = clock.backlog()
    put(backlog)
    clock.now += 1
    put(backlog)
    clock.now += 2
    assert len(backlog.take()) == 2
    clock.now += 4
    backlog.note_stored()
    assert clock.seen == [7]


def test_what_comes_while_another_is_written_waits_from_then_on() -> None:
    clock = Clock()
    backlog = clock.backlog()
    put(backlog)
    backlog.take()
    clock.now += 1
    put(backlog)
    clock.now += 2
    backlog.note_stored()
    backlog.take()
    clock.now += 4
    backlog.note_stored()
    assert clock.seen == [3, 6]


def test_idle_time_between_two_transactions_is_nobodys_wait() -> None:
    clock = Clock()
    backlog = clock.backlog()
    for _ in range(2):
        put(backlog)
        backlog.take()
        backlog.note_stored()
        clock.now += 1000
    assert clock.seen == [0, 0]


def test_what_is_left_for_the_next_transaction_waits_at_least_from_the_first_one_on() -> None:
    clock = Clock()
    backlog = clock.backlog()
    put(backlog, 4001)
    clock.now += 4
    assert len(backlog.take()) == 4000
    clock.now += 1
    backlog.note_stored()
    assert len(backlog.take()) == 1
    clock.now += 1
    backlog.note_stored()
    assert clock.seen == [5, 2]


@pytest.fixture
def timed(tmp_path: Path) -> tuple[Bench, Clock]:
    clock, bench = Clock(), begin(tmp_path / "chat.db")
    bench.journal._backlog = clock.backlog()
    return bench, clock


def test_a_journal_tells_it_for_what_is_on_the_disk(timed: tuple[Bench, Clock]) -> None:
    bench, clock = timed
    bench.append(1)
    bench.append(2)
    clock.now += 0.25
    assert clock.seen == []
    bench.work()
    assert len(bench.stored) == 2
    assert len(clock.seen) in (1, 2)  # The first may have been on its way already.
    assert max(clock.seen) == 0.25


def test_a_transaction_that_failed_is_no_observation(timed: tuple[Bench, Clock]) -> None:
    bench, clock = timed
    bench.disk.fail("BEGIN")
    bench.say(1)
    assert bench.requests == [("refused", 1)]
    assert clock.seen == []
    bench.disk.mend()
    bench.loop.advance(1)
    bench.say(2)
    assert bench.requests[-1] == ("stored", 2)
    assert len(clock.seen) >= 1
