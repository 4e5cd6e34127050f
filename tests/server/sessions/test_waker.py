from typing import Any, cast

from server_fakes import FakeLoop

from besedka.chat import Entry, Origin
from besedka.chat.language.commands import Tick
from besedka.journal import MemoryJournal
from besedka.server.sessions.waker import Waker

SERVER = Origin("node")


class Bed:
    """A waker, a clock on the wall, and a chat that wants to be woken."""

    def __init__(self) -> None:
        self.loop = FakeLoop()
        self.wall = 1_000_000
        self.due: int | None = None
        self.woken: list[int] = []
        self.journal = MemoryJournal(lambda: self.wall, self.commit)
        self.waker = Waker(cast("Any", self.loop), self.journal, SERVER, lambda: self.due)

    def commit(self, entry: Entry) -> None:
        if isinstance(entry.command, Tick):
            self.woken.append(entry.at)
        if self.due is not None and entry.at >= self.due:
            self.due = None
        self.waker.rearm()

    def wish(self, due: int | None) -> None:
        self.due = due
        self.waker.rearm()

    def advance(self, seconds: float) -> None:
        """Both clocks go on, a little at a time."""
        for _ in range(round(seconds * 10)):
            self.wall += 100
            self.loop.advance(0.1)


def test_it_wakes_when_the_time_has_come_and_not_before() -> None:
    bed = Bed()
    bed.wish(1_005_000)
    bed.advance(4.9)
    assert bed.woken == []
    bed.advance(0.3)
    assert len(bed.woken) == 1
    assert bed.woken[0] >= 1_005_000


def test_it_wakes_at_once_for_what_is_due_already() -> None:
    bed = Bed()
    bed.wish(5)
    bed.loop.advance(0)
    assert bed.woken == [1_000_000]


def test_an_earlier_wish_wakes_earlier() -> None:
    bed = Bed()
    bed.wish(1_050_000)
    bed.wish(1_002_000)
    bed.advance(2.5)
    assert len(bed.woken) == 1


def test_a_wish_that_is_gone_wakes_nobody() -> None:
    bed = Bed()
    bed.wish(1_002_000)
    bed.wish(None)
    bed.advance(60)
    assert bed.woken == []
    assert bed.loop.pending == []


def test_the_same_wish_again_makes_no_second_timer() -> None:
    bed = Bed()
    for _ in range(10):
        bed.wish(1_002_000)
    assert len(bed.loop.pending) == 1


def test_a_wall_clock_that_is_set_back_delays_nothing() -> None:
    bed = Bed()
    bed.wish(1_005_000)
    bed.wall -= 3_600_000
    bed.advance(5.1)
    assert bed.woken == [1_005_000]


def test_a_wish_made_while_the_wall_clock_is_behind_counts_from_the_journals_time() -> None:
    bed = Bed()
    bed.journal.append(SERVER, Tick())
    bed.wall -= 3_600_000
    bed.wish(1_005_000)
    bed.advance(5.1)
    assert bed.woken == [1_000_000, 1_005_000]


def test_a_wall_clock_that_went_ahead_is_noticed_within_half_a_minute() -> None:
    bed = Bed()
    bed.wish(1_000_000 + 3_600_000)
    bed.wall += 3_600_000
    bed.advance(30.1)
    assert len(bed.woken) == 1


def test_a_suspended_machine_wakes_what_is_late_within_half_a_minute() -> None:
    bed = Bed()
    bed.wish(1_000_000 + 100_000)
    bed.advance(10)
    bed.wall += 1_000_000  # The monotonic clock has slept along.
    bed.advance(21)
    assert len(bed.woken) == 1


def test_a_long_way_is_slept_in_naps() -> None:
    bed = Bed()
    bed.wish(1_000_000 + 100_000)
    bed.advance(99)
    assert bed.woken == []
    assert len(bed.loop.pending) == 1
    bed.advance(1.5)
    assert len(bed.woken) == 1
    assert bed.loop.pending == []


def test_after_the_stop_it_sleeps_whatever_is_wished() -> None:
    bed = Bed()
    bed.wish(1_001_000)
    bed.waker.stop()
    bed.wish(1_002_000)
    bed.advance(60)
    assert bed.woken == []
    assert bed.loop.pending == []


def test_a_timer_that_fires_although_it_was_stopped_does_nothing() -> None:
    bed = Bed()
    bed.wish(1_001_000)
    timer = bed.loop.pending[0]
    bed.waker.stop()
    timer.call()
    assert bed.woken == []
